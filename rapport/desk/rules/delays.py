"""What is refused of notices of a delay."""

from rapport.lib.errors import Refusal


class NoticeToNobody(Refusal):
    """A notice goes by mail, and there is no address."""

    code = "notice_to_nobody"
    text = (
        "{name} has no mail address in the register, so that no notice can be sent. Ring them and note "
        "that they were told, or add an address."
    )


class NoticeEmpty(Refusal):
    """A notice says something."""

    code = "notice_empty"
    text = "The notice to {name} has no words. Write the new day and the reason, and send it again."
