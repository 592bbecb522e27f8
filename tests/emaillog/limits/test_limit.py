"""R8, N39, N40: 31,457,280 decoded bytes of a file are kept and one more is not, wherever the file stands."""

import pytest

from emaillog.models import LoggedEmail, LoggingRules
from tests.emaillog.forwards import CLIENTS
from tests.emaillog.limits import letters
from tests.emaillog.limits.letters import LIMIT, File, attached, mail, part, text, winmail

JUST, OVER = File("just.bin", LIMIT), File("over.bin", LIMIT + 1)
LINES = File("lines.csv", LIMIT, "text/csv", is_text=True), File("more.csv", LIMIT + 1, "text/csv", is_text=True)
PICTURES = File("just.png", LIMIT, "image/png"), File("over.png", LIMIT + 1, "image/png")


@pytest.fixture(autouse=True)
def rules(account, alice):
    """The account has what it has by default."""
    return LoggingRules.objects.create(account=account)


@pytest.mark.parametrize(
    ("encoding", "files"),
    [
        ("base64", (JUST, OVER)),
        ("", LINES),
        ("8bit", LINES),
        ("binary", (JUST, OVER)),
        ("quoted-printable", LINES),
        ("x-uuencode", (JUST, OVER)),
    ],
    ids=["base64", "no encoding", "8bit", "binary", "quoted-printable", "uuencode"],
)
def test_n39_attachment_of_exactly_the_limit_is_kept_and_one_byte_more_is_not(
    deliver, bcc_address, leaves_out, encoding, files
):
    (inbound,) = deliver(mail(text(), *(part(file, encoding) for file in files)), to=bcc_address)
    leaves_out(inbound, *files)


def test_n39_files_uuencoded_in_the_text_are_measured_decoded(deliver, bcc_address, leaves_out):
    (inbound,) = deliver(mail(text("Dear Maya\r\n") + b"".join(map(in_text, (JUST, OVER)))), to=bcc_address)
    leaves_out(inbound, JUST, OVER)
    assert inbound.email.text.strip() == "Dear Maya"


def in_text(file: File) -> bytes:
    return b"begin 644 %b\r\n%b`\r\nend\r\n" % (file.name.encode(), file.repeated(letters.uuencoded))


@pytest.mark.parametrize(("inside", "kept"), [((JUST,), True), ((OVER,), False)])
def test_n12_file_inside_winmail_dat_is_measured_by_itself(deliver, bcc_address, leaves_out, inside, kept):
    small = File("small.bin", 1000)
    (inbound,) = deliver(mail(text(), winmail(*inside, small)), to=bcc_address)
    leaves_out(inbound, *inside, small)
    assert inbound.email.attachments.get(name=inside[0].name).kept == kept


def test_n40_inline_picture_beyond_the_limit_leaves_its_place(deliver, bcc_address, leaves_out, signed_in, alice):
    shown = '<p>See <img src="cid:just.png"> and <img src="cid:over.png"></p>'
    inline = (
        part(file, fields=f"Content-ID: <{file.name}>\r\nContent-Disposition: inline; filename={file.name}")
        for file in PICTURES
    )
    (inbound,) = deliver(mail(text(shown, "html"), *inline, kind="related"), to=bcc_address)
    leaves_out(inbound, *PICTURES)
    assert set(inbound.email.attachments.values_list("is_inline", flat=True)) == {True}


def test_n40_attached_mail_is_measured_as_a_whole(deliver, bcc_address, leaves_out, downloaded):
    wanted = [File("just.eml", LIMIT, "message/rfc822"), File("over.eml", LIMIT + 1, "message/rfc822")]
    messages = [mail_of(file.size, file.name.removesuffix(".eml")) for file in wanted]
    (inbound,) = deliver(mail(text(), *map(attached, messages)), to=bcc_address)
    kept, left_out = inbound.email.attachments.all()
    assert (kept.name, kept.size, downloaded(kept)) == ("just.eml", LIMIT, messages[0])
    assert (left_out.name, left_out.size, left_out.kept) == ("over.eml", LIMIT + 1, False)


def mail_of(size: int, subject: str) -> bytes:
    """A mail with a file that makes it exactly so large."""
    head = mail(text(), part(File("x.bin", 0), "8bit"), Subject=subject, From="tom@town.test")
    filler = File("x.bin", size - len(head), is_text=True).content
    return head.replace(b"filename=x.bin\r\n\r\n", b"filename=x.bin\r\n\r\n" + filler)


@pytest.mark.parametrize("client", CLIENTS)
def test_n40_large_file_of_a_mail_that_is_forwarded_inline_is_left_out(deliver, forwarding_address, leaves_out, client):
    written = CLIENTS[client][0].replace("{note}", "For the file.").replace("\n", "\r\n")
    raw = mail(text(written), part(JUST), part(OVER), To=forwarding_address, Subject="Fwd: Our offer")
    (inbound,) = deliver(raw, to=forwarding_address)
    leaves_out(inbound, JUST, OVER)
    assert inbound.email.sender["address"] == "maya@customer.test"


def test_n40_several_mails_forwarded_as_attachments_leave_out_their_own_and_are_told_of_once(
    deliver, forwarding_address, downloaded
):
    originals = [
        mail(text(), part(File(name, size)), From=sender, To="alice@acme.test")
        for name, size, sender in (
            ("just.bin", LIMIT, "maya@customer.test"),
            ("over.bin", LIMIT + 1, "tom@town.test"),
            ("more.bin", LIMIT + 2, "zoe@lake.test"),
        )
    ]
    raw = mail(text("See attached.\r\n"), *map(attached, originals), To=forwarding_address, Subject="Fwd")
    (inbound,) = deliver(raw, to=forwarding_address)
    emails = {email.sender["address"]: email.attachments.get() for email in LoggedEmail.objects.all()}
    assert downloaded(emails["maya@customer.test"]) == JUST.content
    assert [(emails[who].name, emails[who].kept) for who in ("tom@town.test", "zoe@lake.test")] == [
        ("over.bin", False),
        ("more.bin", False),
    ]
    assert inbound.notice.bounced.count() == 2
