"""The REST API: bearer tokens, one router an app, errors as RFC 9457 problem details."""

from ninja import NinjaAPI

api = NinjaAPI(title="Blindcopy", version="1", urls_namespace="api")
