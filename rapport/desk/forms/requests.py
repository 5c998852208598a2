"""Forms by which a team asks another for something."""

from typing import Any

from rapport.customers.forms.fields import line
from rapport.desk.forms.public import MessageForm
from rapport.desk.models import Case


class RequestForm(MessageForm):
    """Whom somebody asks for what."""

    team: Any = Case._meta.get_field("team").formfield(label="Which team", required=True, empty_label=None)  # noqa: SLF001 - Django's own door to a field
    subject = line("In a few words", 200, hint="Such as: drawing for order N-1042 by Friday.")
    field_order = ("team", "subject", "text", "files")
