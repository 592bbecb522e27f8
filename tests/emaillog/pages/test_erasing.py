"""What becomes of mail when the last record on whose timeline it stood is deleted for good."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from contacts import notes
from contacts.bulk import deleting
from contacts.models import Company, Contact, TimelineEntry
from emaillog import blobs
from emaillog.models import InboundMessage, LoggedEmail, LoggingRules, Notice, Status
from emaillog.searching import indexing
from emaillog.storage import backend
from tests import factories
from tests.factories import mail

FILE = b"an offer" * 5000


@pytest.fixture(autouse=True)
def own_storage(settings, monkeypatch, tmp_path):
    settings.STORAGE_URL = f"file://{tmp_path}/files"
    monkeypatch.setattr(blobs, "default_storage", backend())


@pytest.fixture
def delete(alice, django_capture_on_commit_callbacks):
    """A record on its page, and nobody takes it back in time."""

    def gone(*records) -> None:
        for record in records:
            deleting.delete_one(alice, record)
        late = timezone.now() + deleting.WAITS + timedelta(seconds=1)
        with time_machine.travel(late, tick=False), django_capture_on_commit_callbacks(execute=True):
            for action in deleting.due():
                deleting.carry_out(action.pk)

    return gone


def kept() -> list[str]:
    return [one.name for kind in ("raw", "attachments") for one in blobs.walk(kind)]


def test_mail_of_a_deleted_contact_goes_with_files_and_the_message_as_received(
    account, alice, deliver, bcc_address, delete, signed_in
):
    (inbound,) = deliver(
        mail(to="maya@home.test", subject="Tangerine", attachments=(("offer.bin", FILE),)), bcc_address
    )
    indexing.index_waiting()
    page = inbound.email.get_absolute_url()
    Company.objects.all().delete()
    delete(Contact.objects.get())
    assert (LoggedEmail.objects.count(), TimelineEntry.objects.count(), kept()) == (0, 0, [])
    inbound.refresh_from_db()
    assert (inbound.status, inbound.blob, inbound.subject) == (Status.NOT_LOGGED, "", "")
    client = signed_in(alice)
    assert client.get(page).status_code == 404
    assert "Tangerine" not in client.get("/a/acme/search/?q=tangerine").content.decode().replace("q=tangerine", "")


def test_a_replay_does_not_bring_it_back(account, deliver, bcc_address, delete):
    letter = mail(to="maya@home.test")
    deliver(letter, bcc_address)
    Company.objects.all().delete()
    delete(Contact.objects.get())
    assert deliver(letter, bcc_address)[0].status == Status.NOT_LOGGED
    assert not Contact.objects.exists()


def test_mail_stays_on_the_timelines_of_others(account, deliver, bcc_address, delete):
    deliver(mail(to="maya@home.test, tom@else.test", attachments=(("offer.bin", FILE),)), bcc_address)
    Company.objects.all().delete()
    before = kept()
    delete(Contact.objects.get(emails__address="maya@home.test"))
    assert (LoggedEmail.objects.count(), kept()) == (1, before)
    delete(Contact.objects.get())
    assert (LoggedEmail.objects.count(), kept()) == (0, [])


def test_a_notice_about_its_attachment_goes_too(account, deliver, bcc_address, delete):
    LoggingRules.objects.create(account=account, attachment_limit=1000)
    deliver(mail(to="maya@home.test", attachments=(("offer.bin", FILE),)), bcc_address)
    assert Notice.objects.exists()
    Company.objects.all().delete()
    delete(Contact.objects.get())
    assert not Notice.objects.exists()


def test_more_than_a_transaction_should_hold_is_taken_in_several(
    account, alice, deliver, bcc_address, delete, monkeypatch
):
    monkeypatch.setattr(notes, "AT_ONCE", 2)
    maya = factories.contact(account, "maya@home.test")
    for number in range(5):
        deliver(mail(to="maya@home.test", Message_ID=f"<{number}@acme.test>", text=f"Offer {number}"), bcc_address)
    delete(maya)
    assert (LoggedEmail.objects.count(), Contact.objects.count(), InboundMessage.objects.count()) == (0, 0, 5)
