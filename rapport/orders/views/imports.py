"""The pages on which files are taken in: the list, the upload, the plan, progress, and taking back."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from rapport.customers.imports import actions, queries, reading
from rapport.customers.imports.kinds import importer_of, kinds
from rapport.customers.imports.mapping import Plan, plan_of
from rapport.customers.imports.refusals import RunNotRead
from rapport.customers.models import ImportRun
from rapport.lib.errors import Refusal
from rapport.orders.forms import MappingForm, UploadForm
from rapport.staff.actions import record_list
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

PAGE = 30
SMALL = 1 << 20  # bytes that are read within the request; a larger file is read beside the page


@needs(Sight.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Request) -> HttpResponse:
    """Show the imports so far; a file that is sent is kept and read."""
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds())
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        run = actions.receive(file, file.name, kind=form.cleaned_data["kind"], by=request.user, at=now())
        _plan(request, run, Plan())
        return redirect("imports:run", run.pk)
    pages = Paginator(queries.runs_visible_to(request.user).order_by("-pk"), PAGE)
    page = pages.get_page(request.GET.get("page"))
    rows = [(run, queries.accounting(run)) for run in page]
    status = 422 if form.errors else 200
    return render(request, "imports/list.html", {"form": form, "page": page, "rows": rows}, status=status)


def _plan(request: Request, run: ImportRun, said: Plan) -> None:
    """Have the file read as planned; what stands in the way is kept with the run, and said on its page."""
    try:
        claimed = actions.ask_to_read(run, said, door="page")
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return
    if Path(claimed.path).stat().st_size <= SMALL:
        with suppress(Refusal):
            actions.read(claimed)


@needs(Sight.IMPORT)
@require_safe
def run(request: Request, number: int) -> HttpResponse:
    """Show one import: its plan before it begins, then how far it got, then where every row ended."""
    found = _run(request, number)
    if found.state == "reading":
        return _being_read(request, found)
    if found.state == "previewed":
        return HttpResponseClientRefresh() if request.htmx else _planned(request, found)
    context = {"run": found, "lines": queries.accounting(found), "share": _share(found)}
    name = "imports/run.html#progress" if request.htmx else "imports/run.html"
    return render(request, name, context)


def _being_read(request: Request, found: ImportRun) -> HttpResponse:
    rows, lines = queries.progress(found) or (0, 0)
    context = {"run": found, "rows": rows, "lines": lines, "share": 100 * rows // lines if lines else 0}
    name = "imports/reading.html#progress" if request.htmx else "imports/reading.html"
    return render(request, name, context)


def _run(request: Request, number: int) -> ImportRun:
    return get_object_or_404(queries.runs_visible_to(request.user), pk=number)


def _share(run: ImportRun) -> int:
    return 100 * run.position // run.rows if run.rows else 0


def _planned(request: Request, found: ImportRun) -> HttpResponse:
    try:
        plan = queries.plan_for(found, plan_of(found.mapping))
        columns, _ = reading.columns_of(queries.copy_of(found), plan.has_header)
    except Refusal as refusal:
        return render(request, "imports/unreadable.html", {"run": found, "reason": str(refusal)})
    form = MappingForm(importer=importer_of(found.kind), columns=columns, plan=plan)
    context = {"run": found, "columns": columns, "form": form} | _expected(found, plan)
    return render(request, "imports/plan.html", context)


def _expected(found: ImportRun, plan: Plan) -> dict[str, object]:
    """Return the first rows and, once the file is read, what would become of them."""
    if found.rows is None or not queries.rows_of(found).is_file():
        cells = reading.first_cells(queries.copy_of(found), plan.has_header, actions.EXAMPLES)
        return {"cells": cells, "is_ready": False, "fault": found.mapping.get("fault", "")}
    cells, outcome = actions.would(found, at=now())
    rejected = queries.staged_rejects(found)
    return {"cells": cells, "is_ready": True, "outcome": outcome, "rejected": rejected.items()}


@needs(Sight.IMPORT)
@require_POST
def mapping(request: Request, number: int) -> HttpResponse:
    """Plan anew how a file is read."""
    found = _run(request, number)
    if found.state == "previewed":
        columns, _ = reading.columns_of(queries.copy_of(found), plan_of(found.mapping).has_header)
        form = MappingForm(
            request.POST, importer=importer_of(found.kind), columns=columns, plan=plan_of(found.mapping)
        )
        if form.is_valid():
            _plan(request, found, form.plan())
        else:
            messages.warning(
                request, "Nothing was changed: choose columns of the file and a code such as GBP."
            )
    return redirect("imports:run", number)


@needs(Sight.IMPORT)
@require_POST
def started(request: Request, number: int) -> HttpResponse:
    """Let an import begin or go on; it runs beside the page."""
    try:
        actions.start(_run(request, number), door="page", by=request.user, at=now())
    except RunNotRead as refusal:
        messages.warning(request, str(refusal))
    return redirect("imports:run", number)


@needs(Sight.IMPORT)
@require_POST
def stopped(request: Request, number: int) -> HttpResponse:
    """Stop an import after the rows in hand."""
    actions.stop(_run(request, number))
    return redirect("imports:run", number)


@needs(Sight.IMPORT)
@require_POST
def undone(request: Request, number: int) -> HttpResponse:
    """Let an import be taken back as a whole; a plan that took nothing in is dropped."""
    found = _run(request, number)
    if found.state in actions.PLANNED:
        actions.forget(found)
        messages.success(request, f"{found.file_name} was put away. Nothing was taken in.")
        return redirect("imports:list")
    actions.begin_undo(found, by=request.user, at=now(), door="page")
    return redirect("imports:run", number)


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


@needs(Sight.IMPORT)
@require_safe
def rejects(request: Request, number: int) -> HttpResponse:
    """Send the rows that were not taken in, with line and reason, as CSV."""
    found = _run(request, number)
    columns, _ = reading.columns_of(queries.copy_of(found), plan_of(found.mapping).has_header)
    record_list(
        request.user, "export", "rejected row", count=queries.rejects_in(found), at=now(), run=found.pk
    )
    name = f"import-{found.pk}-rejected.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    answer = StreamingHttpResponse(_csv(found, columns), content_type="text/csv", headers=headers)
    return cast(HttpResponse, answer)


def _csv(found: ImportRun, columns: tuple[str, ...]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(["line", "reason", *map(_safe, columns)])
    for line, reason, cells in queries.rejected_rows(found):
        yield writer.writerow([line, reason, *map(_safe, cells)])


def _safe(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula; a number stays a number."""
    is_formula = cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(cell)
    return f"'{cell}" if is_formula else cell


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "").replace(",", "").isdigit()
