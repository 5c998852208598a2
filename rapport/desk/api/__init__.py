"""The JSON door of the desk: one router for each part, mounted as one."""

from ninja import Router

from rapport.desk.api import (
    articles,
    cases,
    causes,
    complaints,
    deadlines,
    messages,
    owed,
    targets,
    webhooks,
)

router = Router()
for part in (cases, messages, deadlines, complaints, causes, owed, articles, targets, webhooks):
    router.add_router("", part.router)
