"""The pages of case studies: the story, the table, what is to be worked out, and the way to it."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from rapport.customers.views.csv_files import csv_answer
from rapport.practice.actions import learning as actions
from rapport.practice.forms.learning import TasksForm
from rapport.practice.queries import learning as queries
from rapport.practice.queries.content import case_named
from rapport.practice.rules.content import Case
from rapport.practice.rules.working_out import in_words
from rapport.practice.views.learning import DECLINED, asked_or_sent
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request


@signed_in
@asked_or_sent
def case(request: Request, topic: str, case: str) -> HttpResponse:
    """Show a case study, check what was worked out, and show the way to what was answered."""
    found, study = case_named(topic, case)
    form = TasksForm(request.POST if request.method == "POST" else None, case=study)
    if form.is_valid():
        actions.work_out(found, study, form.cleaned_data, by=request.user, at=now())
        return redirect("practice:case", found.id, study.id)
    given = queries.task_answers(request.user, found.id, study.id)
    tasks = [(task, form[task.id], given.get(task.id), in_words(task.answer)) for task in study.tasks]
    context = {"topic": found, "case": study, "tasks": tasks, "form": form, "table": _rows(study)}
    status = DECLINED if form.errors else 200
    return render(request, "practice/learning/case.html", context, status=status)


def _rows(study: Case) -> list[list[tuple[str, bool]]]:
    """Return the table with its head as written, each cell with whether its column is of numbers."""
    numeric = [isinstance(cell, int | float) for cell in study.rows[0]]
    rows = [study.columns, *([in_words(cell) for cell in row] for row in study.rows)]
    return [list(zip(row, numeric, strict=True)) for row in rows]


@signed_in
@require_safe
def case_csv(request: Request, topic: str, case: str) -> HttpResponseBase:  # noqa: ARG001 - the same for all
    """Hand out the table of a case study as a file."""
    _, study = case_named(topic, case)
    return csv_answer(f"{study.id}.csv", [study.columns, *study.rows])
