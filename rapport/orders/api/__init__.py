"""The JSON door of orders: one router for each part, mounted as one."""

from ninja import Router

from rapport.orders.api import lines, making, orders

router = Router()
for part in (orders, lines, making):
    router.add_router("", part.router)
