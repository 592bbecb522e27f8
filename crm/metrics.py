"""Figures for Prometheus: how much mail there is in which state. No names, no addresses, no accounts."""

import hmac
from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from emaillog.models import InboundMessage, Notice, Receipt, Status
from emaillog.rejection import Reason

SECONDS_KEPT = 60  # counting all mail is a walk over the whole table


def metrics(request: HttpRequest) -> HttpResponse:
    if not may_read(request):
        return HttpResponse("Give METRICS_TOKEN as bearer token.\n", status=401, content_type="text/plain")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Whoever reaches the port, or only who knows `METRICS_TOKEN` when it is set."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    return not settings.METRICS_TOKEN or hmac.compare_digest(given.encode(), expected.encode())


class Figures:
    """Collected anew for each reader: the figures are in the database, not in one of several web processes."""

    def collect(self) -> Iterable[Metric]:
        messages = GaugeMetricFamily("blindcopy_inbound_messages", "Mails taken in, by outcome.", labels=["status"])
        for status, count in messages_by_status().items():
            messages.add_metric([status], count)
        yield messages
        yield GaugeMetricFamily(
            "blindcopy_oldest_waiting_seconds", "Age of the oldest mail that waits to be processed.", oldest_waiting()
        )
        receipts = Receipt.objects.filter(status=Receipt.Status.RECEIVED).count()
        answers = InboundMessage.objects.filter(account=None, reason=Reason.TO_POSTMASTER).count()
        yield GaugeMetricFamily("blindcopy_mail_to_postmaster", "Mails to postmaster or mailer-daemon.", answers)
        notices = GaugeMetricFamily("blindcopy_notices", "Delivery failure notices, by state.", labels=["status"])
        for status, count in notices_by_status().items():
            notices.add_metric([status], count)
        yield notices
        yield GaugeMetricFamily("blindcopy_receipts_waiting", "Provider requests that wait to be unpacked.", receipts)


def messages_by_status() -> dict[str, int]:
    def count() -> dict[str, int]:
        found = InboundMessage.objects.order_by().values_list("status").annotate(Count("pk"))
        return dict.fromkeys(Status.values, 0) | dict(found)

    settled = cache.get_or_set("messages_by_status", count, timeout=SECONDS_KEPT) or {}
    return {**settled, Status.RECEIVED.value: InboundMessage.objects.waiting().count()}


def notices_by_status() -> dict[str, int]:
    def count() -> dict[str, int]:
        found = Notice.objects.order_by().values_list("status").annotate(Count("pk"))
        return dict.fromkeys(Notice.Status.values, 0) | dict(found)

    return cache.get_or_set("notices_by_status", count, timeout=SECONDS_KEPT) or {}


def oldest_waiting() -> float:
    since = InboundMessage.objects.waiting().aggregate(since=Min("received_at"))["since"]
    return (timezone.now() - since).total_seconds() if since else 0.0
