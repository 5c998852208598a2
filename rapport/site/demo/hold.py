"""Put hostile mail into the demo's hold, by the door through which all mail comes."""

from datetime import datetime

from rapport.demo.hostile import hostile_mail
from rapport.desk.mail import actions
from rapport.desk.mail.sealing import loop_mark
from rapport.desk.models import Mailbox, ReceivedMail
from rapport.desk.queries import cases_visible_to
from rapport.desk.rules import Delivery
from rapport.site.demo.deeds import Shop


def fill_hold(shop: Shop, mailbox: Mailbox, *, now: datetime) -> list[ReceivedMail]:
    """Take hostile mail in; some of it poses as an answer in the case that was answered last."""
    cases = cases_visible_to(shop.owner).filter(messages__delivery=Delivery.SENT)
    case = cases.order_by("-last_reply_at", "pk")[0]
    message = case.messages.filter(delivery=Delivery.SENT).order_by("-at")[0]
    raw_mail = hostile_mail(reference=case.reference, message_id=message.rfc_id, loop=loop_mark(), now=now)
    stored = [actions.store_mail(mailbox, raw, at=now) for raw in raw_mail]
    return [actions.read_mail(one, at=now) for one in stored]
