"""The mail server of the tests itself."""

from django.core.mail import send_mail


def test_what_is_sent_by_smtp_comes_with_its_envelope(outgoing):
    send_mail("Hello", "A mail.", "a@acme.test", ["b@acme.test"])
    (sent,) = outgoing.mails
    assert (sent.mail_from, sent.recipients, sent.message["Subject"]) == ("a@acme.test", ["b@acme.test"], "Hello")
