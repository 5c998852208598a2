"""The JSON door of the desk: one router for each part, mounted as one."""

from ninja import Router

from rapport.desk.api import cases, complaints, delays, messages, webhooks

router = Router()
for part in (cases, messages, complaints, delays, webhooks):
    router.add_router("", part.router)
