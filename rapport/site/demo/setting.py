"""Set up the demo's desk as a shop does: targets, mailboxes, replies, articles, rights, an absence."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from rapport.demo import setting
from rapport.demo.facts import Relation
from rapport.desk.actions import make_ready_causes, make_ready_procedures
from rapport.desk.actions.absences import hand_over_absences, note_absence
from rapport.desk.actions.articles import write_article
from rapport.desk.actions.ready_texts import keep_reply
from rapport.desk.actions.rights import give_right
from rapport.desk.actions.targets import NewTarget, set_target
from rapport.desk.mail.actions import add_mailbox
from rapport.desk.models import Mailbox, PortalRight
from rapport.desk.rules import Target
from rapport.desk.rules.portal import BELONGS
from rapport.site.demo.deeds import Shop
from rapport.site.demo.serving import LOOPBACK

WARNED_AT = 4  # with a quarter of the time left
SOME_ORGANISATIONS = 6  # whose people see their cases in the portal
AWAY, COVER, AWAY_FOR = "Piotr Zielinski", "Tom Airey", timedelta(days=6)
REVIEWED_EVERY = timedelta(days=120)


@transaction.atomic
def set_up_desk(shop: Shop, *, mail_port: int | None, at: datetime) -> dict[str, Mailbox]:
    """Set up the desk, and return its mailboxes by the names of their teams.

    With a port, mail is sent by the mail server there; without one it is written to the mail folder.
    """
    make_ready_procedures(at=at)
    make_ready_causes()
    for aim in setting.aims():
        minutes = 60 * aim.hours
        target = NewTarget(Target(aim.target), minutes, minutes // WARNED_AT, kind=aim.kind)
        set_target(target, by=shop.owner, at=at)
    for reply in setting.ready_replies():
        keep_reply(reply.name, reply.body, kind=reply.kind, style=reply.style, by=shop.owner, at=at)
    _write_articles(shop, at)
    return {post.team: _add_mailbox(shop, post, mail_port, at) for post in setting.POSTS}


def _write_articles(shop: Shop, at: datetime) -> None:
    for place, article in enumerate(setting.knowledge()):
        fields = {
            "title": article.title, "body": article.body, "is_public": article.is_public,
            "owner": shop.people[article.owner],
            "review_on": (at + REVIEWED_EVERY - timedelta(days=14 * place)).date(),
        }  # fmt: skip
        write_article(fields, by=shop.owner, at=at)


def _add_mailbox(shop: Shop, post: setting.Post, port: int | None, at: datetime) -> Mailbox:
    sends = {"smtp_host": LOOPBACK, "smtp_port": port, "smtp_security": "none"} if port else {}
    team = shop.writers[post.team][0].team
    named = {"name": post.name, "address": post.address, "team": team}
    return add_mailbox(named | sends, take_all=False, by=shop.owner, at=at)


@transaction.atomic
def give_rights(shop: Shop, relations: Iterable[Relation], *, at: datetime) -> list[PortalRight]:
    """Let people of some organisations see its cases in the portal; return who may."""
    known = shop.customers
    owners = Counter(party.email for party in shop.parties.values())
    belong = [
        one
        for one in relations
        if one.role in BELONGS and one.other and owners[shop.parties[one.party].email] == 1
    ]
    belong = [one for one in belong if _are_person_and_organisation(shop, one)]
    belong.sort(key=lambda one: -known[one.other].cases.count())
    busiest = {one.other: one for one in reversed(belong)}
    chosen = sorted(busiest.values(), key=belong.index)[:SOME_ORGANISATIONS]
    return [
        give_right(known[one.party], known[one.other], by=shop.owner, at=at, on=at.date()) for one in chosen
    ]


def _are_person_and_organisation(shop: Shop, relation: Relation) -> bool:
    kinds = shop.parties[relation.party].kind, shop.parties[relation.other].kind
    return kinds == ("person", "organisation")


def note_who_is_away(shop: Shop, *, now: datetime) -> None:
    """Note that a colleague is away from today on, and hand what is theirs to whoever covers for them."""
    away, cover = shop.people[AWAY], shop.people[COVER]
    note_absence(away, now.date(), (now + AWAY_FOR).date(), cover=cover, by=shop.owner, at=now)
    hand_over_absences(now.date(), at=now)
