"""What is typed about a mailbox."""

from typing import Any

from django import forms

from rapport.desk.models import Mailbox
from rapport.staff.queries import teams

SECURITY = [("tls", "TLS"), ("starttls", "STARTTLS"), ("none", "None: inside one machine alone")]
KEPT = (
    *(
        "name",
        "address",
        "team",
        "is_active",
        "imap_host",
        "imap_port",
        "imap_security",
        "imap_user",
        "folder",
    ),
    *("smtp_host", "smtp_port", "smtp_security", "smtp_user", "acknowledges"),
)
HOST = r"[A-Za-z0-9._:\-\[\]]*"


def _password(label: str) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": "new-password"})
    hint = "Kept sealed. Leave it empty to keep the one that is there."
    return forms.CharField(
        label=label, required=False, max_length=200, widget=widget, help_text=hint, strip=False
    )


def _port(label: str, usual: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=65535, initial=usual)


def _host(label: str, empty: str) -> forms.RegexField:
    return forms.RegexField(HOST, label=label, required=False, max_length=200, help_text=empty)


class MailboxForm(forms.Form):
    """An address of ours, and the servers its mail is fetched and sent by."""

    name = forms.CharField(label="Name", max_length=80, help_text="Customers see it as the sender.")
    address = forms.EmailField(label="Address", max_length=254)
    team = forms.ModelChoiceField(teams().none(), label="Team", required=False, empty_label="No team")
    is_active = forms.BooleanField(label="In use", required=False, initial=True)
    acknowledges = forms.BooleanField(label="Answers a new matter by itself", required=False, initial=True)
    imap_host = _host("Server to fetch from (IMAP)", "Empty: mail comes by the command rapport mail take.")
    imap_port = _port("Its port", 993)
    imap_security = forms.ChoiceField(label="Its security", choices=SECURITY, initial="tls")
    imap_user = forms.CharField(label="User there", required=False, max_length=200)
    imap_password = _password("Password there")
    folder = forms.CharField(label="Folder", max_length=200, initial="INBOX")
    takes_old = forms.BooleanField(
        label="Take in the mail that is there already",
        required=False,
        help_text="Otherwise what comes from now on. Old mail is not acknowledged.",
    )
    smtp_host = _host(
        "Server to send by (SMTP)", "Empty: mail is written to the mail folder of this Rapport."
    )
    smtp_port = _port("Its port", 587)
    smtp_security = forms.ChoiceField(label="Its security", choices=SECURITY, initial="starttls")
    smtp_user = forms.CharField(label="User there", required=False, max_length=200)
    smtp_password = _password("Password there")

    def __init__(self, *args: Any, mailbox: Mailbox | None = None, **names: Any) -> None:
        if mailbox:
            names["initial"] = {name: getattr(mailbox, name) for name in KEPT}
        super().__init__(*args, **names)
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101 - said for the type checker
        team.queryset = teams()
        if mailbox:
            del self.fields["takes_old"]

    def fields_kept(self) -> dict[str, Any]:
        """Return what was typed, as a mailbox keeps it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "takes_old"}

    def takes_all(self) -> bool:
        """Whether the mail that is there already is wanted."""
        return bool(self.cleaned_data.get("takes_old"))
