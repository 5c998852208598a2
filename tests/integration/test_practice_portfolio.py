"""A portfolio from a case: what identifies a customer is nowhere in it, and the case stays where it is."""

import html
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client

from rapport.customers.models import ContactPoint, Customer
from rapport.customers.rules import ContactKind
from rapport.desk.models import Case, Message
from rapport.desk.rules import CaseKind
from rapport.orders.models import Order
from rapport.practice.actions.enrolling import Care, enrol
from rapport.practice.actions.portfolio import comes_from
from rapport.practice.models import Claim, Evidence
from rapport.practice.rules.folding import squeezed
from rapport.practice.rules.portfolio import Check
from rapport.staff.models import AuditEntry, User
from tests import pdf_text
from tests.case_makers import hear, make_case
from tests.cast import MONDAY_NINE, client_of, make_customer, make_person, make_team

pytestmark = pytest.mark.django_db

PLANTED = (
    "Marguerite",
    "Ferrand",
    "07700 900461",
    "17 Thistledown Road",
    "L39 4QX",
    "R-48213",
    "brackenfell",
)
SAID = """Hello,
my order R-48213 came broken. Ring me on 07700 900461 or write to marguerite@brackenfell.example.
I live at 17 Thistledown Road, Ormskirk, L39 4QX; the driver knows. My sister Ottilie saw it too.

Kind regards,
Marguerite Ferrand
> From: Marguerite Ferrand <marguerite@brackenfell.example>
> R-48213"""


@pytest.fixture
def complaint(alice: User) -> Case:
    customer = make_customer("Marguerite Ferrand", team=make_team("North"), external_id="C-77100")
    for kind, value in (
        (ContactKind.EMAIL, "marguerite@brackenfell.example"),
        (ContactKind.PHONE, "+44 7700 900461"),
        (ContactKind.ADDRESS, "17 Thistledown Road, Ormskirk, L39 4QX"),
    ):
        ContactPoint.objects.create(customer=customer, kind=kind, value=value, key=value)
    Order.objects.create(
        customer=customer, number="R-48213", ordered_at=MONDAY_NINE, currency="GBP", total="20.00"
    )
    case = make_case(
        customer, "R-48213 broken, Mrs Ferrand", kind=CaseKind.COMPLAINT, team=make_team("North")
    )
    hear(case, SAID, from_name="Marguerite Ferrand", from_address="marguerite@brackenfell.example")
    return case


def keep(client: Client, case: Case, **more: object) -> Evidence:
    """Walk from the case to evidence as a learner does: choose, read, confirm."""
    address = f"/practice/portfolio/from-case/{case.pk}"
    page = client.get(address).content.decode()
    parts = re.findall(r'name="part"\s+value="(\w+)"', page)
    sent = {"title": "A broken parcel of Mrs Ferrand put right", "further": "", "part": parts, **more}
    shown = client.post(address, sent | {"show": "yes"}).content.decode()
    [seen] = re.findall(r'name="seen" value="(\w+)"', shown)
    [title] = re.findall(r'name="title" value="([^"]+)"', shown)
    answer = client.post(address, sent | {"title": title, "seen": seen, "confirm": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    return Evidence.objects.latest("pk")


def told_in_practice() -> str:
    """Return all that stands in every table of practice, and in the audit of its things."""
    models = [*apps.get_app_config("practice").get_models()]
    rows = [str(row) for model in models for row in model._default_manager.values()]
    kinds = [model._meta.model_name for model in models]
    audit = [str(row) for row in AuditEntry.objects.filter(kind__in=kinds).values()]
    return "\n".join([*rows, *audit])


def assert_nobody_is_in(text: str) -> None:
    left = squeezed(text).text
    assert [one for one in PLANTED if squeezed(one).text in left] == []


def test_what_identifies_a_customer_is_nowhere_in_the_portfolio(
    complaint: Case, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(alice)
    before = (Case.objects.values().get(), [*Message.objects.values()], [*Customer.objects.values()])

    with caplog.at_level("DEBUG"):
        evidence = keep(client, complaint)
        pages = [
            client.get(address).content.decode()
            for address in (
                "/practice/portfolio",
                f"/practice/portfolio/evidence/{evidence.pk}",
                "/practice/claims",
            )
        ]
        found = client.get("/practice/portfolio?q=Ferrand").content.decode()

    assert "came broken" in evidence.text
    assert_nobody_is_in(told_in_practice())
    assert_nobody_is_in(
        "\n".join(record.getMessage() for record in caplog.records if "practice" in record.name)
    )
    for page in pages:
        assert_nobody_is_in(page)
    assert "No evidence has these words" in found
    assert (Case.objects.values().get(), [*Message.objects.values()], [*Customer.objects.values()]) == before


def test_what_identifies_a_customer_is_in_no_export_and_on_no_page_of_a_claim(
    complaint: Case, alice: User
) -> None:
    imran = make_person("Imran")
    enrol(alice, Care(imran, None), by=imran, at=MONDAY_NINE)
    evidence, client, assessor = keep(client_of(alice), complaint), client_of(alice), client_of(imran)
    at = evidence.get_absolute_url()
    shown = [assessor.get(f"{at}/check").content.decode()]
    assessor.post(f"{at}/check", {"clean": "yes"})
    client.post(f"{at}/claims", {"point": "P18", "narrative": "I apologised and sent another."})
    link = assessor.post(f"{at}/signatures", {"role": "witness", "name": "Wanda"}).content.decode()
    secret = link.split("/practice/sign/")[1].split("<")[0].strip()

    claim = Claim.objects.get().get_absolute_url()
    shown += [assessor.get(claim).content.decode()]
    assessor.post(f"{claim}/decision", {"verdict": "sign", "checks": [*Check], "version": 1})
    shown += [client_of().get(f"/practice/sign/{secret}").content.decode()]
    told = [client.get(f"/practice/portfolio/export/{form}").content for form in ("pdf", "badges", "xapi")]
    shown += ["\n".join(pdf_text.pages(told[0])), *(one.decode() for one in told[1:])]

    assert [number for number, one in enumerate(shown) if "broken" not in one] == []
    assert_nobody_is_in("\n".join(shown))
    assert_nobody_is_in(told_in_practice())


def test_evidence_leads_to_no_case_and_is_shown_to_be_from_one_with_the_case_at_hand(
    complaint: Case, alice: User
) -> None:
    first, second = (keep(client_of(one), complaint) for one in (alice, make_person("Bob")))
    parts = ["subject", *(f"e{entry.pk}" for entry in complaint.entries.exclude(message=None))]

    assert not [
        field.name for field in Evidence._meta.get_fields() if field.related_model in (Case, Customer)
    ]
    assert first.source_hash != second.source_hash
    assert comes_from(first, alice, complaint.pk, parts)
    assert not comes_from(first, alice, complaint.pk, ["subject"])


def test_a_case_that_somebody_may_not_see_gives_them_no_evidence(complaint: Case) -> None:
    for name in ("Charlie", "Lena"):
        client = client_of(make_person(name))
        address = f"/practice/portfolio/from-case/{complaint.pk}"

        assert client.get(address).status_code == 404
        assert client.post(address, {"part": ["subject"], "title": "x", "confirm": "yes"}).status_code == 404


def test_a_learner_takes_out_more_and_puts_nothing_back(complaint: Case, alice: User) -> None:
    evidence = keep(client_of(alice), complaint, further="driver")

    assert "driver" not in evidence.text
    assert "[Words 1]" in evidence.text


def test_a_copy_that_changed_since_it_was_read_is_not_kept(complaint: Case, alice: User) -> None:
    client, address = client_of(alice), f"/practice/portfolio/from-case/{complaint.pk}"

    answer = client.post(address, {"part": ["subject"], "title": "Broken", "seen": "old", "confirm": "yes"})

    assert answer.status_code == 422
    assert "The case was changed while you looked at it" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_second_person_checks_before_anything_is_claimed(complaint: Case, alice: User) -> None:
    evidence = keep(client_of(alice), complaint)
    claims = f"/practice/portfolio/evidence/{evidence.pk}/claims"
    check = f"/practice/portfolio/evidence/{evidence.pk}/check"
    claim = {"point": "P18", "narrative": "I apologised and sent a new one."}

    assert "nobody has checked yet" in client_of(alice).post(claims, claim).content.decode()
    assert client_of(alice).post(check, {"clean": "yes"}).status_code == 404
    assert client_of(make_person("Charlie")).get(check).status_code == 404

    assert client_of(make_person("Bob")).post(check, {"clean": "yes"}).status_code == 302
    assert client_of(alice).post(claims, claim).status_code == 302
    assert Claim.objects.get().state == "waiting"


def test_a_capital_in_what_a_learner_says_of_a_case_is_asked_about(complaint: Case, alice: User) -> None:
    evidence = keep(client_of(alice), complaint)
    client_of(make_person("Bob")).post(f"/practice/portfolio/evidence/{evidence.pk}/check", {"clean": "yes"})
    claims, said = f"/practice/portfolio/evidence/{evidence.pk}/claims", "I told Marguerite when it comes."

    asked = client_of(alice).post(claims, {"point": "P18", "narrative": said})

    assert "Is one of these a name: Marguerite?" in html.unescape(asked.content.decode())
    assert not Claim.objects.exists()
    told = {"point": "P18", "narrative": "I told the customer on Monday.", "no_names": "on"}
    assert client_of(alice).post(claims, told).status_code == 302


def test_a_capital_in_evidence_that_somebody_writes_is_asked_about(alice: User) -> None:
    sent = {"kind": "observation", "title": "Calls", "text": "I rang Mr Fothergill and then Skelmersdale."}

    asked = client_of(alice).post("/practice/portfolio/new", sent)
    kept = client_of(alice).post("/practice/portfolio/new", sent | {"no_names": "on"})

    assert (asked.status_code, kept.status_code) == (422, 302)
    assert "Skelmersdale" in asked.content.decode()
    assert Evidence.objects.get().text == "I rang [Person 1] and then Skelmersdale."


def test_evidence_from_which_somebody_can_be_told_is_deleted_at_once(complaint: Case, alice: User) -> None:
    evidence = keep(client_of(alice), complaint)

    check = f"/practice/portfolio/evidence/{evidence.pk}/check"
    client_of(make_person("Bob")).post(check, {"clean": "no", "comment": "The driver is known."})

    evidence.refresh_from_db()
    assert "came broken" not in evidence.text
    assert client_of(alice).get(f"/practice/portfolio/evidence/{evidence.pk}").status_code == 404


def test_a_check_that_says_neither_deletes_nothing(complaint: Case, alice: User) -> None:
    evidence = keep(client_of(alice), complaint)
    check = f"/practice/portfolio/evidence/{evidence.pk}/check"

    assert client_of(make_person("Bob")).post(check, {"comment": "Hm"}).status_code == 422
    assert client_of(alice).get(f"/practice/portfolio/evidence/{evidence.pk}").status_code == 200


def test_only_the_learner_and_who_looks_after_them_see_evidence(complaint: Case, alice: User) -> None:
    evidence, imran, quentin = keep(client_of(alice), complaint), make_person("Imran"), make_person("Quentin")
    address = f"/practice/portfolio/evidence/{evidence.pk}"
    assert client_of(imran).get(address).status_code == 404

    enrol(alice, Care(imran, quentin), by=quentin, at=MONDAY_NINE + timedelta(days=1))

    assert client_of(imran).get(address).status_code == 200
    assert client_of(quentin).get(address).status_code == 200
    for name in ("Bob", "Charlie", "Olive", "Lena"):
        assert client_of(make_person(name)).get(address).status_code == 404
