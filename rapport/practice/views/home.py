"""The start of practice: what is due, the topics, and the ways into the other parts."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from rapport.practice.queries import learning as queries
from rapport.practice.queries.progress import whole_progress_of
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

LATEST = 5


@dataclass(frozen=True)
class Part:
    """A part of practice with a page of its own: its name, the name of its address, and what it is for."""

    name: str
    address: str
    says: str
    icon: str
    sight: Sight | None = None


# A new part of practice gets its line here, and is on the start page.
PARTS = (
    Part("Due again", "practice:due", "Questions that come back today.", "queue"),
    Part("Progress", "practice:progress", "How far you are with each marking point.", "target"),
    Part("Role-play", "practice:scenes", "Talk to a customer whom the machine plays.", "replies"),
    Part("Goals", "practice:goals", "What you want to get better at, and by when.", "worth"),
    Part(
        "Reflections", "practice:reflections", "What happened, what it means, what you do next.", "articles"
    ),
    Part("Feedback", "practice:feedback", "Ask a colleague how you did.", "people"),
    Part("Portfolio", "practice:portfolio", "Evidence from real cases, and claims for points.", "portfolio"),
    Part(
        "Agreement",
        "practice:agreement",
        "How far the machine agrees with assessors.",
        "reports",
        Sight.ASSURE,
    ),
    Part("Marking", "practice:marking", "Answers that learners sent you to mark.", "marking", Sight.ASSESS),
    Part("Coaching", "practice:coaching", "What the team finds hard, without names.", "people", Sight.COACH),
    Part("Coverage", "practice:coverage", "Every row of the syllabus, and what covers it.", "reports"),
)


@signed_in
@require_safe
def home(request: Request) -> HttpResponse:
    """Show what is due today, the topics with how far one is, and the other parts."""
    today = localdate()
    context = {
        "due": queries.due_questions(request.user, today),
        "next_day": queries.next_day_due(request.user, today),
        "topics": whole_progress_of(request.user, request.user),
        "parts": [one for one in PARTS if not one.sight or request.user.may(one.sight)],
        "latest": [(one, queries.asked_in(one)) for one in queries.answers_of(request.user)[:LATEST]],
    }
    return render(request, "practice/home.html", context)
