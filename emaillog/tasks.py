"""What the queue calls: an id in, one call down."""

from typing import Any
from uuid import UUID

from celery import shared_task

from contacts import reminders
from contacts.bulk import deleting, forgetting, ordering
from contacts.importing import jobs, running
from contacts.models import Import
from emaillog import (
    exchangers,
    intake,
    notifying,
    orphans,
    picturing,
    processing,
    retention,
    storing,
    trying,
    unpacking,
)
from emaillog.exporting import accounts
from emaillog.models import AccountExport, BouncedAttachment, InboundMessage, Notice, Receipt, Trial
from emaillog.searching import indexing

SWEEP_AT_ONCE = 500


@shared_task
def process_inbound(pk: int) -> None:
    processing.process(pk)


@shared_task
def unpack_receipt(pk: int) -> None:
    """Unpacks a provider's request and goes on with its messages, so that a mail by webhook costs one task too."""
    for inbound in unpacking.unpack(pk):
        processing.process(inbound)


@shared_task
def try_mail(pk: int) -> None:
    trying.explain(pk)


@shared_task
def preview_files(email: str) -> None:
    picturing.draw_files(UUID(email))


@shared_task
def store_bounced(pk: int) -> None:
    storing.store(pk)


@shared_task
def send_notice(pk: int) -> None:
    notifying.send(pk)


@shared_task
def index_mails(_first: str) -> None:
    indexing.index_many()


@shared_task
def delete_records(pk: int) -> None:
    deleting.carry_out(pk)


@shared_task
def change_records(pk: int) -> None:
    ordering.carry_out(pk)


@shared_task
def remind(pk: int) -> None:
    reminders.send(pk)


@shared_task
def run_import(pk: int) -> None:
    running.run(pk)


@shared_task
def export_account(pk: int) -> None:
    accounts.write(pk)


@shared_task
def purge(**_: Any) -> None:  # noqa: ANN401
    retention.purge()
    jobs.forget()
    accounts.forget()
    forgetting.forget()


@shared_task
def collect_orphans(**_: Any) -> None:  # noqa: ANN401
    orphans.collect()


@shared_task
def sweep(**_: Any) -> None:  # noqa: ANN401
    """Rings again for what waits although nobody is working on it."""
    intake.ring("unpack_receipt", list(Receipt.objects.due().values_list("pk", flat=True)[:SWEEP_AT_ONCE]))
    intake.ring("process_inbound", list(InboundMessage.objects.due().values_list("pk", flat=True)[:SWEEP_AT_ONCE]))
    intake.ring("store_bounced", list(BouncedAttachment.objects.due().values_list("pk", flat=True)[:SWEEP_AT_ONCE]))
    intake.ring("try_mail", list(Trial.objects.due().values_list("pk", flat=True)[:SWEEP_AT_ONCE]))
    intake.ring("send_notice", list(Notice.objects.due().values_list("pk", flat=True)[:SWEEP_AT_ONCE]))
    intake.ring("remind", list(reminders.due().values_list("pk", flat=True)[:SWEEP_AT_ONCE]))
    intake.ring("delete_records", list(deleting.due().values_list("pk", flat=True)[:SWEEP_AT_ONCE]))
    intake.ring("change_records", ordering.due_deeds(SWEEP_AT_ONCE))
    intake.ring("run_import", list(Import.objects.due().values_list("pk", flat=True)[:SWEEP_AT_ONCE]))
    intake.ring("export_account", list(AccountExport.objects.due().values_list("pk", flat=True)[:SWEEP_AT_ONCE]))
    picturing.ring_again()
    intake.ring("index_mails", indexing.first_waiting())
    trying.forget()
    exchangers.look()
