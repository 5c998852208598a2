"""The JSON door of the desk: one router for each part, mounted as one."""

from ninja import Router

from rapport.desk.api import (
    articles,
    cases,
    causes,
    complaints,
    deadlines,
    delays,
    faults,
    messages,
    owed,
    rights,
    targets,
    webhooks,
)

router = Router()
PARTS = (
    *(cases, messages, deadlines, complaints, causes, faults, owed, rights, articles, targets, delays),
    webhooks,
)
for part in PARTS:
    router.add_router("", part.router)
