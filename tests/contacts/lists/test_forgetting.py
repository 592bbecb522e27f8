"""What was there before a change of many records is kept as long as somebody may want to know, and no longer."""

from datetime import timedelta

from django.utils import timezone

from contacts.models import BulkAction
from emaillog import tasks

Status = BulkAction.Status


def test_what_nobody_can_take_back_is_forgotten_after_a_month_and_what_waits_is_not(account, alice):
    def made(days: int, status: str) -> BulkAction:
        at = timezone.now() - timedelta(days=days)
        return BulkAction.objects.create(
            account=account, user=alice, kind="contact", action="owner", status=status, created_at=at
        )

    for status in (Status.DONE, Status.UNDONE):
        made(31, status)
    kept = {made(29, Status.DONE), made(31, Status.WAITING)}
    tasks.purge()
    assert set(BulkAction.objects.all()) == kept
