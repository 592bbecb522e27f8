"""What is left of changes and deletions of many records, once nobody can take them back any more."""

from datetime import timedelta

from django.utils import timezone

from contacts.models import BulkAction

KEPT_FOR = timedelta(days=30)


def forget() -> int:
    """Over all accounts; what still waits for a worker stays. Returns how many."""
    old = BulkAction.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    return old.exclude(status=BulkAction.Status.WAITING).delete()[0]
