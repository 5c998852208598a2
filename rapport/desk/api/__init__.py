"""The JSON door of the desk, part by part."""

from ninja import Router

from rapport.desk.api import complaints

router = Router()
router.add_router("", complaints.router)
