"""The public form: taken from anybody, once, with a reference; linked to nobody; at most so often."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.models import Article, Attachment, Case, FormVisit, Message
from rapport.desk.queries import cases_visible_to
from rapport.desk.queries.suggestions import customers_suggested_for
from rapport.desk.rules import CaseKind
from rapport.desk.rules.portal import RATES, ROBOT_TAG
from rapport.desk.views import sending
from rapport.staff.models import Team, User
from tests.portal_world import visit

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"


def filled(**changes: Any) -> dict[str, Any]:
    """Return a form as a person fills it in, opened a minute ago."""
    plain = {
        "kind": CaseKind.COMPLAINT, "subject": "The gauge reads wrong", "text": "It shows 3 bar too little.",
        "name": "Dana Whitlock", "email": "dana@example.org", "phone": "", "order_number": "",
        "sending": sending.new_sending(now() - timedelta(minutes=1)),
    }  # fmt: skip
    return plain | changes


@pytest.fixture
def stranger() -> Client:
    return Client(headers={"host": "localhost"})


def test_a_message_becomes_a_case_with_a_reference(stranger: Client) -> None:
    answer = stranger.post("/form", filled(), follow=True)

    case = Case.objects.get()
    assert case.reference in answer.content.decode()
    assert (case.kind, case.channel, case.contact_address) == ("complaint", Channel.FORM, "dana@example.org")
    assert case.messages.get().text == "It shows 3 bar too little."
    assert case.entries.count() == 2


def test_the_page_of_the_reference_says_nothing_else(stranger: Client, dana: Customer) -> None:
    page = stranger.post("/form", filled(name="Somebody"), follow=True).content.decode()

    assert "Whitlock" not in page
    assert "gauge" not in page
    assert stranger.get("/form/sent/R-AAAA-AAAA").status_code == 404


def test_a_known_address_is_suggested_and_never_linked_by_itself(
    stranger: Client, dana: Customer, alice: User, charlie: User
) -> None:
    stranger.post("/form", filled())

    case = Case.objects.get()
    assert case.customer is None
    assert customers_suggested_for(case, alice) == [dana]
    assert customers_suggested_for(case, charlie) == []
    assert "The gauge reads wrong" not in visit("dana@example.org").get("/portal").content.decode()


def test_it_goes_to_the_team_of_whom_it_may_be_from(
    stranger: Client, dana: Customer, south: Team, alice: User, charlie: User
) -> None:
    stranger.post("/form", filled())

    case = Case.objects.get()
    assert case in cases_visible_to(alice)
    assert case not in cases_visible_to(charlie)


def test_nobody_is_asked_for_less_than_one_way_to_answer(stranger: Client) -> None:
    answer = stranger.post("/form", filled(email=""))

    assert answer.status_code == 422
    assert "It shows 3 bar too little." in answer.content.decode()
    assert stranger.post("/form", filled(email="", phone="020 7946 0958")).status_code == 302
    assert Case.objects.get().contact_address == "+44 20 7946 0958"


def test_the_same_form_sent_six_times_is_one_case(stranger: Client) -> None:
    form = filled()
    places = {stranger.post("/form", form)["Location"].split(":")[0] for _ in range(6)}

    assert Case.objects.count() == Message.objects.count() == 1
    assert len(places) == 1


def test_a_robots_message_is_marked_and_taken(stranger: Client) -> None:
    hasty = filled(sending=sending.new_sending(now()), website="http://buy.example")
    assert stranger.post("/form", hasty).status_code == 302

    case = Case.objects.get()
    assert [tag.name for tag in case.tags.all()] == [ROBOT_TAG]
    note = case.entries.get(kind="note").text
    assert "The field that people do not see was filled." in note
    assert "seconds" in note


@pytest.mark.parametrize("token", ["", "made up", "1:2:3"])
def test_a_form_that_no_page_of_ours_made_is_marked_and_taken(stranger: Client, token: str) -> None:
    stranger.post("/form", filled(sending=token))

    assert "not opened by a page of ours" in Case.objects.get().entries.get(kind="note").text


def test_a_persons_message_has_no_mark(stranger: Client) -> None:
    stranger.post("/form", filled())

    assert not Case.objects.get().tags.exists()
    assert not Case.objects.get().entries.filter(kind="note").exists()


def test_one_network_address_sends_only_so_often_and_keeps_what_it_wrote(stranger: Client) -> None:
    """Test 44: the rate of the public form; a claimed address does not help."""
    most = RATES["form"].most
    statuses = [
        stranger.post("/form", filled(), headers={"x-forwarded-for": f"10.0.0.{turn}"}).status_code
        for turn in range(most + 1)
    ]
    late = stranger.post("/form", filled(text="The eleventh letter"))

    assert statuses == [302] * most + [429]
    assert Case.objects.count() == most
    assert late.status_code == 429
    assert "The eleventh letter" in late.content.decode()
    assert (
        Client(headers={"host": "localhost"}, REMOTE_ADDR="10.9.9.9").post("/form", filled()).status_code
        == 302
    )


def test_no_network_address_is_kept(stranger: Client) -> None:
    stranger.post("/form", filled())

    assert "127.0.0.1" not in str(list(FormVisit.objects.values()))


def test_fields_that_the_form_does_not_have_change_nothing(
    stranger: Client, dana: Customer, south: Team
) -> None:
    """Test 41, for this form."""
    more = {"customer": dana.pk, "team": south.pk, "state": "closed", "severity": "harm", "assignee": 1}
    stranger.post("/form", filled(**more))

    case = Case.objects.get()
    assert (case.customer, case.state, case.severity, case.assignee) == (None, "open", "normal", None)
    assert case.team == dana.team


@pytest.mark.parametrize("kind", ["internal request", "nonsense", ""])
def test_only_what_customers_write_about_is_taken(stranger: Client, kind: str) -> None:
    assert stranger.post("/form", filled(kind=kind)).status_code == 422
    assert not Case.objects.exists()


@pytest.mark.parametrize("text", ["nul \0 byte", "   "])
def test_what_the_database_could_not_keep_is_said_in_the_form(stranger: Client, text: str) -> None:
    assert stranger.post("/form", filled(text=text)).status_code == 422


def upload(name: str, body: bytes = b"body", kind: str = "text/plain") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, kind)


def test_files_are_kept_under_a_name_without_folders(stranger: Client) -> None:
    stranger.post("/form", filled(attachments=[upload("notes.csv"), upload("photo.heic", kind="image/heic")]))

    assert [file.name for file in Attachment.objects.all()] == ["notes.csv", "photo.heic"]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (upload("invoice.pdf.exe"), "files that end in .exe can run as a program"),
        (upload("empty.txt", b""), "it is empty"),
    ],
)
def test_a_file_that_is_not_taken_is_said_and_the_text_stays(
    stranger: Client, file: SimpleUploadedFile, why: str
) -> None:
    answer = stranger.post("/form", filled(attachments=[file]))

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert "It shows 3 bar too little." in answer.content.decode()
    assert not Case.objects.exists()


def test_too_many_files_are_said(stranger: Client) -> None:
    answer = stranger.post("/form", filled(attachments=[upload(f"{turn}.txt") for turn in range(11)]))

    assert answer.status_code == 422
    assert "There are 11 files" in answer.content.decode()


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "image/svg+xml; x"])
def test_a_file_that_could_run_in_a_page_is_only_downloaded(dana: Customer, kind: str) -> None:
    """Test 26: download only, nosniff, sandbox, nothing of its own kind."""
    client = visit("dana@example.org")
    case = {"party": dana.pk, "kind": "enquiry", "subject": "Picture", "text": "See it"}
    client.post("/portal/cases/new", case | {"attachments": [upload("drawing.svg", EVIL.encode(), kind)]})

    answer = client.get(f"/portal/files/{Attachment.objects.get().pk}")

    assert answer.content == EVIL.encode()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="drawing.svg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_a_script_in_any_field_is_shown_as_it_was_written(dana: Customer) -> None:
    """Test 25, for the portal."""
    client = visit("dana@example.org")
    form = {"party": dana.pk, "kind": "enquiry", "subject": EVIL, "text": EVIL}
    client.post("/portal/cases/new", form | {"attachments": [upload("a.txt")]})
    Attachment.objects.update(name=f"{EVIL}.txt")
    Customer.objects.filter(pk=dana.pk).update(name=EVIL)
    for page in ("/portal", f"/portal/cases/{Case.objects.get().reference}", "/portal/details"):
        text = client.get(page).content.decode()
        assert EVIL not in text
        assert "&lt;script&gt;alert(1)" in text


def test_public_articles_are_suggested_while_somebody_types(stranger: Client, alice: User) -> None:
    for title, is_public in (("How do I return a gauge?", True), ("Gauge prices for colleagues", False)):
        Article.objects.create(
            title=title, body="By post.", is_public=is_public, owner=alice, review_on=now().date(),
            changed_at=now(), search=f" {title.lower()} by post",
        )  # fmt: skip
    suggested = stranger.post("/help/suggestions", {"subject": "my gauges are broken"}).content.decode()
    found = stranger.get("/help?q=returning+a+gauge").content.decode()

    for page in (suggested, found, stranger.get("/help").content.decode()):
        assert "How do I return a gauge?" in page
        assert "for colleagues" not in page
