"""What is known of a mail: which case it may belong to, whether its sender takes part in it, who they are."""

from collections.abc import Iterable

from rapport.customers.models import Customer
from rapport.customers.rules import ContactKind
from rapport.desk.mail.bounces import Bounce
from rapport.desk.mail.filing import Facts, references_in, reply_key
from rapport.desk.mail.loops import Machine, is_ours, machine_behind, plain_address, subject_digest
from rapport.desk.mail.mime import Parsed
from rapport.desk.mail.sealing import loop_mark
from rapport.desk.models import BlockedSender, Case, Mailbox, Message, ReceivedMail
from rapport.desk.queries import resolve_case
from rapport.desk.queries.correspondence import parties_of
from rapport.desk.rules import CaseState, Direction, Intake
from rapport.staff.models import User

SPAM_HEADERS = ("x-spam-flag", "x-spam-status", "x-spam")


def facts_of(received: ReceivedMail, mail: Parsed, bounced: Message | None) -> Facts:
    """Return what is known of a mail; the caller holds its bytes locked, so that a repeat is seen."""
    sender = mail.sender[1]
    key = reply_key([address for _, address in (*mail.recipients, *mail.copies)] + [*mail.delivered_to])
    threaded, threaded_party = _first_of_party(_threaded(mail), sender)
    quoted, quoted_party = _first_of_party(_quoted(mail.subject), sender)
    keyed, about = _keyed(key), resolve_case(bounced.case).pk if bounced else 0
    return Facts(
        sender=sender,
        machine=machine_of(mail),
        repeats=_repeated(received),
        blocked=_blocked(sender),
        is_spam=any(mail.headers.get(name, "").strip().lower().startswith("yes") for name in SPAM_HEADERS),
        has_key=bool(key),
        keyed=keyed,
        threaded=threaded,
        quoted=quoted,
        is_party=threaded_party if threaded else quoted_party,
        bounced=about,
        set_aside=_set_aside({keyed, threaded, quoted, about} - {0}),
    )


def machine_of(mail: Parsed) -> Machine:
    """Return what kind of machine sent a mail."""
    sender = mail.sender[1]
    if is_ours(mail.headers, sender, loop_mark(), _own_addresses()):
        return Machine.OURSELVES
    return machine_behind(mail.headers, sender, mail.subject, mail.media_type)


def _own_addresses() -> set[str]:
    return {plain_address(address) for address in Mailbox.objects.values_list("address", flat=True)}


def _repeated(received: ReceivedMail) -> int:
    """Return the mail with the same bytes that was read before, or 0."""
    same = ReceivedMail.objects.filter(blob=received.blob_id).exclude(pk=received.pk)
    before = same.exclude(state=Intake.WAITING).order_by("pk").first()
    return before.pk if before else 0


def _blocked(sender: str) -> str:
    if not sender:
        return ""
    sender = sender.lower()
    patterns = [sender, plain_address(sender), f"@{sender.rpartition('@')[2]}"]
    found = BlockedSender.objects.filter(pattern__in=patterns).first()
    return found.why if found else ""


def _keyed(key: str) -> int:
    found = Case.objects.filter(reply_key=key).first() if key else None
    return resolve_case(found).pk if found else 0


def _set_aside(cases: set[int]) -> frozenset[int]:
    spam = Case.objects.filter(pk__in=cases, state=CaseState.SPAM)
    return frozenset(spam.values_list("pk", flat=True)) if cases else frozenset()


def _threaded(mail: Parsed) -> list[Case]:
    """Return the cases of the messages that a mail answers, the nearest first."""
    ids = [*mail.in_reply_to, *reversed(mail.references)]
    found = Message.objects.filter(rfc_id__in=ids).select_related("case__customer", "case__merged_into")
    return [message.case for message in sorted(found, key=lambda one: ids.index(one.rfc_id))]


def _quoted(subject: str) -> list[Case]:
    return list(Case.objects.filter(reference__in=references_in(subject)).select_related("customer"))


def _first_of_party(cases: Iterable[Case], sender: str) -> tuple[int, bool]:
    """Return the first case that a sender takes part in, else the first; and whether they do."""
    first = 0
    for case in cases:
        now = resolve_case(case)
        first = first or now.pk
        if sender and _takes_part(sender, {case.pk: case, now.pk: now}.values()):
            return now.pk, True
    return first, False


def _takes_part(sender: str, cases: Iterable[Case]) -> bool:
    parties = {plain_address(address) for case in cases for address in parties_of(case)}
    return plain_address(sender) in parties


def takes_part(sender: str, case: Case) -> bool:
    """Tell whether an address takes part in a case."""
    return bool(sender) and _takes_part(sender, [case])


def same_subject(one: str, other: str) -> bool:
    """Tell whether two subjects are the same but for prefixes, numbers and signs."""
    return subject_digest(one) == subject_digest(other)


def message_bounced(bounce: Bounce) -> Message | None:
    """Return the message of ours that a report of failed delivery is about."""
    ours = Message.objects.filter(rfc_id__in=bounce.about, direction=Direction.OUT)
    return ours.select_related("case__merged_into", "by").order_by("pk").first()


def customer_writing(mail: Parsed) -> Customer | None:
    """Return the one customer who writes from an address; nobody where several share it.

    Where answers are to go elsewhere, that address must be theirs as well: mail is not identity.
    """
    wanted = {address.lower() for address in (mail.sender[1], mail.answer_to[1]) if address}
    found: list[set[int]] = []
    for address in wanted:
        owners = Customer.objects.filter(
            contact_points__kind=ContactKind.EMAIL, contact_points__key=address, merged_into=None
        )
        found.append(set(owners.values_list("pk", flat=True)[:2]))
    both = set.intersection(*found) if found else set()
    return Customer.objects.select_related("team").get(pk=both.pop()) if len(both) == 1 else None


def poses_as_colleague(mail: Parsed) -> bool:
    """Tell whether a sender bears the name of a colleague and has not their address."""
    name, address = mail.sender
    if not name:
        return False
    named = User.objects.filter(name__iexact=name.strip(), is_active=True)
    return named.exists() and not named.filter(email__iexact=address).exists()
