"""What an account may keep: each file once; what does not fit is left out, said, and can be stored after all."""

import os

import pytest
from django.core.cache import cache
from django.urls import reverse
from lxml import html

from emaillog import explaining, quota, removing
from emaillog.models import Attachment, BouncedAttachment, InboundMessage, LoggingAddress, Notice, Status
from emaillog.rejection import Reason
from tests.factories import mail

pytestmark = pytest.mark.usefixtures("disk")

KB = 1024
FIRST, SECOND = os.urandom(6 * KB), os.urandom(6 * KB)


@pytest.fixture
def limited(account):
    def to(size: int | None) -> None:
        account.storage_quota = size
        account.save()

    to(10 * KB)
    return to


def letter(*contents: bytes, subject: str = "Files"):
    return mail(subject=subject, attachments=tuple((f"{n}.bin", content) for n, content in enumerate(contents)))


def kept(inbound: InboundMessage) -> dict[str, str]:
    """What became of each file: "" where it was kept."""
    return {file.name: file.reason for file in inbound.email.attachments.all()}


def test_what_does_not_fit_is_left_out_and_the_mail_is_logged(limited, alice, bcc_address, deliver):
    (inbound,) = deliver(letter(FIRST, SECOND, b"small"), to=bcc_address)
    assert inbound.status == Status.LOGGED
    assert kept(inbound) == {"0.bin": "", "1.bin": "storage_full", "2.bin": ""}
    assert "storage for files was full" in Attachment.objects.get(name="1.bin").why


def test_it_counts_as_a_bounced_attachment_of_which_the_logger_is_told(limited, alice, bcc_address, deliver):
    deliver(letter(FIRST, SECOND), to=bcc_address)
    bounced = BouncedAttachment.objects.get()
    assert (bounced.reason, bounced.size, bounced.user) == (Reason.STORAGE_FULL, 6 * KB, alice)
    assert Notice.objects.get().bounced.get() == bounced


def test_the_same_file_again_costs_nothing(limited, account, alice, bcc_address, deliver):
    for subject in ("one", "two", "three"):
        (inbound,) = deliver(letter(FIRST, FIRST, subject=subject), to=bcc_address)
        assert set(kept(inbound).values()) == {""}
    assert quota.used(account) == quota.counted(account) == 6 * KB


def test_what_is_stored_is_known_at_once_and_what_is_removed_too(limited, account, alice, bcc_address, deliver):
    assert not quota.beyond(account, {"new": 10 * KB})
    (inbound,) = deliver(letter(FIRST), to=bcc_address)
    assert quota.used(account) == 6 * KB
    assert [quota.beyond(account, {"new": size}) for size in (4 * KB, 4 * KB + 1)] == [frozenset(), {"new"}]
    removing.remove(inbound.email, alice, with_leftovers=False)
    removing.release(account.pk, [])
    assert quota.used(account) == 0


def test_too_large_stays_too_large(limited, alice, bcc_address, deliver, account):
    limited(40 * 2**20)
    (inbound,) = deliver(letter(bytes(30 * 2**20 + 1)), to=bcc_address)
    assert kept(inbound) == {"0.bin": "attachment_too_large"}


def test_the_installation_has_a_default_that_an_account_can_leave(limited, settings, account, other_account):
    settings.ACCOUNT_QUOTA_BYTES = 5
    assert (quota.of(account), quota.of(other_account)) == (10 * KB, 5)
    limited(0)
    assert (quota.of(account), quota.beyond(account, {"new": 10**15})) == (0, frozenset())


def test_without_a_quota_nothing_is_counted(account, alice, bcc_address, deliver, monkeypatch):
    monkeypatch.setattr(quota, "counted", lambda _: pytest.fail("nobody asked"))
    (inbound,) = deliver(letter(FIRST), to=bcc_address)
    assert kept(inbound) == {"0.bin": ""}


def test_a_count_costs_one_statement_and_a_known_one_none(limited, account, django_assert_num_queries):
    with django_assert_num_queries(1):
        quota.used(account)
    with django_assert_num_queries(0):
        assert quota.used(account) == 0


def test_a_cache_that_is_away_costs_no_mail(limited, account, alice, bcc_address, deliver, monkeypatch):
    def away(*_, **__):
        raise RuntimeError("Redis is away")

    for call in ("get", "set", "incr", "delete"):
        monkeypatch.setattr(cache, call, away)
    (inbound,) = deliver(letter(FIRST, SECOND), to=bcc_address)
    assert (inbound.status, inbound.strikes) == (Status.LOGGED, 0)
    assert kept(inbound) == {"0.bin": "", "1.bin": "storage_full"}


def test_reading_a_mail_again_keeps_what_it_had(limited, alice, bcc_address, deliver, drain):
    (inbound,) = deliver(letter(FIRST), to=bcc_address)
    limited(1)
    InboundMessage.objects.filter(pk=inbound.pk).log_again()
    drain()
    assert kept(inbound) == {"0.bin": ""}


def test_a_larger_quota_and_reading_again_stores_it_after_all(limited, alice, bcc_address, deliver, drain):
    (inbound,) = deliver(letter(FIRST, SECOND), to=bcc_address)
    limited(20 * KB)
    InboundMessage.objects.filter(pk=inbound.pk).log_again()
    drain()
    assert kept(inbound) == {"0.bin": "", "1.bin": ""}
    assert BouncedAttachment.objects.get().status == BouncedAttachment.Status.STORED


def test_a_dry_run_foretells_it(limited, account, alice, bcc_address):
    address = LoggingAddress.objects.get(local_part=bcc_address.partition("@")[0])
    (found,) = explaining.DryRun(bcc_address, address).explain(letter(FIRST, SECOND).as_bytes())
    assert [file["kept"] for file in found["attachments"]] == [True, False]


def test_accounts_do_not_pay_for_each_other(limited, account, other_account, alice, bcc_address, deliver):
    deliver(letter(FIRST), to=bcc_address)
    assert quota.used(other_account) == 0


@pytest.fixture
def told(signed_in, alice, account):
    def shown(user=alice):
        answer = signed_in(user).get(f"/a/{account.slug}/settings/rules/")
        return html.fromstring(answer.content)

    return shown


@pytest.mark.parametrize(
    ("used", "shown", "warning"),
    [
        (0, "0 bytes of 10 KB used (0 %)", ""),
        (3 * KB, "3 KB of 10 KB used (30 %)", ""),
        (9 * KB, "9 KB of 10 KB used (90 %)", "nearly full"),
        (11 * KB, "11 KB of 10 KB used (100 %)", "is full"),
    ],
)
def test_administrators_see_how_full_it_is(limited, told, monkeypatch, used, shown, warning):
    monkeypatch.setattr(quota, "counted", lambda _: used)
    (section,) = told().xpath("//*[@class='storage-use']")
    words = " ".join(section.text_content().split()).replace("\xa0", " ")
    assert shown in words
    assert [warning in each.text_content() for each in section.xpath(".//*[@role='status']")] == [True] * bool(warning)


def test_members_do_not_see_it(limited, told, bob):
    assert not told(bob).xpath("//*[@class='storage-use']")


def test_only_whoever_runs_the_installation_sets_it(limited, account, alice, signed_in, admin_client):
    signed_in(alice).post(f"/a/{account.slug}/settings/rules/", {"storage_quota": "1"})
    account.refresh_from_db()
    assert account.storage_quota == 10 * KB
    form = admin_client.get(reverse("admin:crm_account_change", args=[account.pk]))
    assert "ACCOUNT_QUOTA_BYTES" in form.content.decode()
