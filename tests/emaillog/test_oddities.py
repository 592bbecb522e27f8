"""What is odd about a mail is said in words, on its page and in the delivery log."""

from django.urls import reverse

from emaillog.mime.defects import Defect
from emaillog.oddities import SENTENCES, remarks
from tests.factories import mail


def test_every_defect_has_its_sentence():
    assert set(SENTENCES) == set(Defect)
    for sentence in map(str, SENTENCES.values()):
        assert sentence[0].isupper()
        assert sentence.endswith(".")


def test_what_every_second_mail_lacks_is_no_remark():
    assert remarks([Defect.MESSAGE_ID_MISSING, "of an older version"]) == []


def test_entry_and_delivery_say_what_is_odd(account, alice, bcc_address, deliver, signed_in):
    message = mail()
    del message["Date"]
    (inbound,) = deliver(message, to=bcc_address)
    sentence = str(SENTENCES[Defect.DATE_MISSING])
    for page in (inbound.email.get_absolute_url(), reverse("delivery", args=[account.slug, inbound.pk])):
        assert sentence in signed_in(alice).get(page).content.decode()
