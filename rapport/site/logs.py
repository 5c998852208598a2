"""What is kept out of the log: the secret of a link, which stands in its address."""

import logging
import re

SECRET = re.compile(r"(?<=/)[\w-]{40,}")  # as long as no other part of an address is
INSTEAD = "(secret)"


class WithoutSecrets(logging.Filter):
    """Let every line pass, without the secret of an address that is named in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace what is as long as a secret in the facts of a line."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                SECRET.sub(INSTEAD, one) if isinstance(one, str) else one for one in record.args
            )
        return True
