"""Liveness, readiness and metrics, for whatever watches the installation."""

from django.http import HttpRequest, HttpResponse, JsonResponse


def alive(_: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


def ready(_: HttpRequest) -> HttpResponse:
    return JsonResponse({})


def metrics(_: HttpRequest) -> HttpResponse:
    return HttpResponse()
