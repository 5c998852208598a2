"""The JSON door of the desk: one router for each part, mounted as one."""

from ninja import Router

from rapport.desk.api import (
    articles,
    cases,
    causes,
    complaints,
    deadlines,
    delays,
    messages,
    targets,
    webhooks,
)

router = Router()
for part in (cases, messages, deadlines, complaints, causes, articles, targets, delays, webhooks):
    router.add_router("", part.router)
