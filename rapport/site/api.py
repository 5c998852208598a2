"""The JSON door: mounts the rooms' routers under /api/."""

from ninja import NinjaAPI

api = NinjaAPI(title="Rapport", version="1", urls_namespace="api")
