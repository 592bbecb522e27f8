"""How an attempt to unpack ended, and the next one."""

from django.utils import timezone

from emaillog import unpacking
from emaillog.models import Receipt


def waits(receipt: Receipt) -> bool:
    return receipt.status == Receipt.Status.RECEIVED and receipt.retry_at > timezone.now() and not receipt.strikes


def tried_again(receipt: Receipt) -> Receipt:
    Receipt.objects.filter(pk=receipt.pk).update(retry_at=timezone.now())
    unpacking.unpack(receipt.pk)
    return Receipt.objects.get(pk=receipt.pk)
