"""The JSON door of the desk: one router for each part, mounted as one."""

from ninja import Router

from rapport.desk.api import cases, complaints, messages, owed, webhooks

router = Router()
for part in (cases, messages, complaints, owed, webhooks):
    router.add_router("", part.router)
