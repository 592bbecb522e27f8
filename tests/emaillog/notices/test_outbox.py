"""What becomes of a notice whose mail server says no, is away, or cannot say `MAIL FROM:<>`."""

import email
import json
from datetime import timedelta
from email import policy

import pytest
import requests
from django.core import mail as kept_in_memory
from django.utils import timezone

from crm.models import Membership, User
from emaillog import notifying, outbox
from emaillog.models import BouncedAttachment, Notice, RegisteredAddress, Suppression
from tests.factories import registered


def again(notice: Notice) -> Notice:
    """As the sweeper would, when its wait is over."""
    Notice.objects.filter(pk=notice.pk).update(retry_at=timezone.now())
    notifying.send(notice.pk)
    notice.refresh_from_db()
    return notice


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_says_later_is_asked_again_and_gets_the_same_message(outgoing, losing, command):
    outgoing.answers[command] = ["451 4.3.0 Come again"]
    notice = losing()
    assert (notice.status, notice.problem, notice.times) == (Notice.Status.WAITING, "451 4.3.0 Come again", 0)
    assert notice.retry_at > timezone.now()
    assert again(notice).status == Notice.Status.SENT
    assert (notice.problem, notice.times, len(outgoing.mails)) == ("", 1, 1)


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_server_that_says_never_is_believed_and_its_words_are_kept(outgoing, losing, command):
    outgoing.answers[command] = ["550 5.1.1 No such user"]
    notice = losing()
    assert (notice.status, notice.problem) == (Notice.Status.FAILED, "550 5.1.1 No such user")
    assert not outgoing.mails


def test_a_server_that_takes_no_null_sender_gets_the_address_that_nobody_answers_from(outgoing, losing):
    outgoing.answers["MAIL"] = ["501 Invalid MAIL FROM address provided"]
    assert losing().status == Notice.Status.SENT
    assert outgoing.senders == ["<>", "mailer-daemon@in.blindcopy.test"]
    assert outgoing.mails[0].mail_from == "mailer-daemon@in.blindcopy.test"


def test_a_server_that_is_away_is_waited_for(outgoing, losing, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    notice = losing()
    assert (notice.status, notice.attempts) == (Notice.Status.WAITING, 1)
    assert "ConnectionRefused" in notice.problem
    settings.EMAIL_PORT = port
    assert again(notice).status == Notice.Status.SENT


def test_a_server_that_asks_for_another_password_is_waited_for(outgoing, losing, settings):
    """That says nothing of the notice: whoever runs the installation will see to it."""
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "alice", "wrong"
    assert losing().status == Notice.Status.WAITING


def test_after_five_days_it_has_failed(outgoing, losing, settings):
    settings.EMAIL_PORT = 1
    notice = losing()
    Notice.objects.update(attempts=notifying.MOST_ATTEMPTS - 2)
    assert again(notice).status == Notice.Status.WAITING
    assert again(notice).status == Notice.Status.FAILED
    longest = timedelta(minutes=10)
    assert timedelta(days=4, hours=22) < notifying.MOST_ATTEMPTS * longest <= timedelta(days=5)


def test_a_worker_that_dies_after_sending_leaves_a_copy_with_the_same_message_id(outgoing, losing, monkeypatch):
    def die(*_, **__):
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(notifying, "settle", die)
        with pytest.raises(SystemExit):
            losing()
    assert again(Notice.objects.get()).times == 1
    first, second = (sent.message["Message-ID"] for sent in outgoing.mails)
    assert first == second
    assert first.endswith("@in.blindcopy.test>")


def test_sent_again_by_an_administrator_it_is_another_message(outgoing, losing):
    notice = losing()
    assert notifying.resend(notice)
    assert not notifying.resend(notice), "it is on its way"
    assert again(notice).times == 2
    assert len({sent.message["Message-ID"] for sent in outgoing.mails}) == 2


def test_message_ids_cannot_be_guessed(outgoing, losing, settings):
    notice = losing()
    settings.SECRET_KEY = "another"
    notifying.resend(notice)
    Notice.objects.update(times=0)
    again(notice)
    assert len({sent.message["Message-ID"] for sent in outgoing.mails}) == 2


def test_a_suppressed_one_goes_out_when_an_administrator_wishes_it(outgoing, losing):
    notice = losing(mail_from="")
    assert notice.status == Notice.Status.SUPPRESSED
    assert notifying.resend(notice)
    assert again(notice).status == Notice.Status.SENT
    assert (notice.reason, outgoing.mails[0].recipients) == ("", ["alice@acme.test"])


LOST = {
    "removed": lambda: RegisteredAddress.objects.all().delete(),
    "unproven": lambda: RegisteredAddress.objects.update(verified_at=None),
    "out of the account": lambda: Membership.objects.update(is_active=False),
    "out of everything": lambda: User.objects.update(is_active=False),
}


@pytest.mark.parametrize("lost", LOST)
def test_to_an_address_that_is_no_longer_an_active_users_nothing_goes(outgoing, account, alice, losing, settings, lost):
    registered(account, alice, "alice@home.test")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    notice = losing(sender="alice@home.test", mail_from="alice@home.test")
    settings.EMAIL_PORT = port
    LOST[lost]()
    assert (again(notice).status, notice.reason) == (Notice.Status.SUPPRESSED, Suppression.NOT_REGISTERED)
    assert not notifying.resend(notice)
    assert not outgoing.mails


def test_a_mail_that_was_removed_meanwhile_is_told_of_no_more(outgoing, losing, settings):
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
    notice = losing()
    settings.EMAIL_PORT = port
    notice.email.entry.delete()
    assert (again(notice).status, notice.problem) == (Notice.Status.FAILED, notifying.REMOVED)
    assert not outgoing.mails


def test_a_file_that_was_stored_after_all_meanwhile_is_not_told_to_be_lost(outgoing, losing, settings):
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
    notice = losing(attachments=(("a.mp4", b"a" * 2048), ("b.mp4", b"b" * 2048)))
    settings.EMAIL_PORT = port
    notice.bounced.filter(attachment__name="a.mp4").update(status=BouncedAttachment.Status.STORED)
    assert again(notice).status == Notice.Status.SENT
    [told] = outgoing.mails
    assert (b"b.mp4" in told.raw, b"a.mp4" in told.raw) == (True, False)


def test_of_a_mail_whose_files_are_all_stored_by_then_nobody_is_told(outgoing, losing, settings):
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
    notice = losing()
    settings.EMAIL_PORT = port
    notice.bounced.update(status=BouncedAttachment.Status.STORED)
    assert (again(notice).status, notice.reason) == (Notice.Status.SUPPRESSED, Suppression.NOTHING_LOST)
    assert not outgoing.mails


def test_the_log_has_neither_addresses_nor_content(outgoing, losing, caplog):
    outgoing.answers["RCPT"] = ["450 <alice@acme.test>: come again", "550 <alice@acme.test>: no such user"]
    again(losing(subject="Our offer"))
    assert "notice_refused" in caplog.text
    for secret in ("alice", "acme.test", "film", "offer"):
        assert secret not in caplog.text.lower()


def test_other_backends_of_django_get_the_same_message(losing, settings, tmp_path):
    assert losing().status == Notice.Status.SENT
    (letter,) = kept_in_memory.outbox
    assert (letter.to, letter.message().get_content_type()) == (["alice@acme.test"], "multipart/report")
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", str(tmp_path)
    assert losing(subject="Another").status == Notice.Status.SENT
    (file,) = tmp_path.iterdir()
    written = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert written.get_param("report-type") == "delivery-status"


@pytest.fixture
def postmark(settings, monkeypatch):
    """Answers what Postmark's API is asked, by one status after the other; gives what was asked."""
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "secret"}
    asked, statuses = [], [200]

    def answer(_session, method, url, **request):
        asked.append(json.loads(request["data"]))
        response = requests.Response()
        response.status_code = statuses[0] if len(statuses) == 1 else statuses.pop(0)
        said = {"ErrorCode": 0 if response.status_code == 200 else 300, "Message": "OK", "MessageID": "x"}
        response._content = json.dumps(said | {"To": "alice@acme.test", "SubmittedAt": "2026-11-23T10:00:00Z"}).encode()
        return response

    monkeypatch.setattr(requests.Session, "request", answer)
    return asked, statuses


def test_a_providers_api_gets_the_texts_and_the_report_as_files(postmark, losing):
    notice = losing(Message_ID="<offer@acme.test>")
    assert notice.status == Notice.Status.SENT
    (asked,) = postmark[0]
    assert asked["From"] == "Mail Delivery System <mailer-daemon@in.blindcopy.test>"
    assert "film.mp4" in asked["TextBody"]
    assert "film.mp4" in asked["HtmlBody"]
    headers = {header["Name"]: header["Value"] for header in asked["Headers"]}
    assert headers["Auto-Submitted"] == "auto-replied"
    assert headers["In-Reply-To"] == "<offer@acme.test>"
    assert [file["Name"] for file in asked["Attachments"]] == ["delivery-status.txt", "original-header.txt"]


@pytest.mark.parametrize(
    ("status", "outcome"), [(422, "failed"), (400, "failed"), (401, "waiting"), (429, "waiting"), (500, "waiting")]
)
def test_a_providers_no_is_believed_when_it_is_about_the_mail(postmark, losing, status, outcome):
    postmark[1][:] = [status]
    assert losing().status == outcome


def test_amazon_gets_the_whole_message(losing, settings, monkeypatch):
    sent = {}
    settings.EMAIL_BACKEND = "anymail.backends.amazon_ses.EmailBackend"
    settings.ANYMAIL = {"AMAZON_SES_CLIENT_PARAMS": {"region_name": "eu-central-1"}}

    class Client:
        def send_email(self, **params):
            sent.update(params)
            return {"MessageId": "x"}

        def close(self):
            pass

    monkeypatch.setattr("boto3.session.Session.client", lambda *_, **__: Client())
    assert losing().status == Notice.Status.SENT
    whole = email.message_from_bytes(sent["Content"]["Raw"]["Data"], policy=policy.default)
    assert whole.get_content_type() == "multipart/report"
    assert whole.get_payload(1).get_content_type() == "message/delivery-status"


def test_what_cannot_be_carried_fails_and_is_not_tried_for_days():
    assert outbox._is_final(ValueError("this API knows no attachments"))
    assert not outbox._is_final(OSError("the network is away"))


def test_a_notice_that_another_worker_is_sending_is_left_to_it(outgoing, losing):
    outgoing.answers["RCPT"] = ["450 Later"]
    notice = losing()
    Notice.objects.update(retry_at=timezone.now())
    assert Notice.objects.claim(notice.pk)
    notifying.send(notice.pk)
    assert not outgoing.mails
