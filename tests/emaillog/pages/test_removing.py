"""Removing a mail: from all timelines, with what it created if that is asked for, and back again by a click."""

import pytest
from lxml import html

from contacts.models import Contact, TimelineEntry, TimelineLink
from crm.models import Team, TeamMember
from emaillog import blobs, intake, processing, removing
from emaillog.models import Attachment, InboundMessage, LoggedEmail, RemovedEmail, Status
from emaillog.rejection import Reason
from tests.emaillog.test_once import attached, inline, rewritten
from tests.factories import mail

NEW = "maya@new-customer.test, tom@new-customer.test"


def delivery_of(email) -> InboundMessage:
    return InboundMessage.objects.get(email=email)


def test_a_removed_mail_is_on_no_timeline_and_waits_in_the_delivery_log(log, remove):
    email = log()
    inbound = delivery_of(email)
    answer = remove(email)
    assert (TimelineEntry.objects.count(), TimelineLink.objects.count(), LoggedEmail.objects.count()) == (0, 0, 0)
    inbound.refresh_from_db()
    assert (inbound.status, inbound.reason, inbound.email) == (Status.NOT_LOGGED, Reason.REMOVED, None)
    assert answer.url.endswith(f"/mail/received/{inbound.pk}/")


def test_process_again_brings_it_back(log, remove, bring_back):
    email = log(to=NEW)
    inbound = delivery_of(email)
    remove(email, leftovers="1")
    assert Contact.objects.count() == 0
    assert bring_back(inbound).status == Status.LOGGED
    assert LoggedEmail.objects.get().subject == email.subject
    assert Contact.objects.count() == 2


def test_who_removes_a_mail_from_a_timeline_stays_there_and_undoes_it_there(log, maya, alice, signed_in, at, drain):
    email, timeline = log(), at("contact", maya.pk)
    client = signed_in(alice)
    (way,) = html.fromstring(client.get(timeline).content).xpath(f"//a[contains(@href, '{email.pk}/removal/')]/@href")
    (form,) = html.fromstring(client.get(way).content).xpath("//main//form[.//button[contains(., 'Remove')]]")
    page = client.post(way, dict(form.fields), follow=True)
    assert page.redirect_chain == [(timeline, 302)]
    (undo,) = html.fromstring(page.content).xpath("//*[@data-undo]//form")
    assert not LoggedEmail.objects.exists()
    page = client.post(undo.get("action"), dict(undo.fields), follow=True)
    assert page.redirect_chain == [(timeline, 302)]
    assert "The mail comes back to the timelines in a moment." in page.content.decode()
    drain()
    assert str(LoggedEmail.objects.get().pk) in client.get(timeline).content.decode()


def test_who_removes_the_contact_with_the_mail_undoes_it_on_the_list_of_contacts(log, alice, signed_in, at, drain):
    email = log(to=NEW)
    client = signed_in(alice)
    form = {"leftovers": "1", "next": at("contact", Contact.objects.first().pk)}
    page = client.post(at("email_removal", email.pk), form, follow=True)
    assert page.redirect_chain == [(at("contacts"), 302)]
    (undo,) = html.fromstring(page.content).xpath("//*[@data-undo]//form")
    client.post(undo.get("action"), dict(undo.fields))
    drain()
    assert Contact.objects.count() == 2


def test_it_can_be_removed_and_brought_back_twice(log, remove, bring_back):
    inbound = delivery_of(log())
    for _time in range(2):
        inbound.refresh_from_db()
        remove(inbound.email)
        assert bring_back(inbound).status == Status.LOGGED


def copies(message):
    return {"a replay": message, "a rewritten copy": rewritten(message), "a forward": attached(message)}


@pytest.mark.parametrize("copy", ["a replay", "a rewritten copy", "a forward", "an inline forward"])
def test_no_copy_brings_it_back_by_itself(log, remove, deliver, bcc_address, forwarding_address, copy):
    message = mail()
    remove(log(message))
    again = copies(message) | {"an inline forward": inline(sender=message["From"], to=message["To"])}
    to = forwarding_address if "forward" in copy else bcc_address
    (inbound,) = deliver(again[copy], to=to)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.REMOVED)
    assert not LoggedEmail.objects.exists()


def test_another_mail_of_the_same_id_is_logged_all_the_same(log, remove, deliver, bcc_address):
    remove(log(mail(Message_ID="<one@acme.test>")))
    (inbound,) = deliver(mail(Message_ID="<one@acme.test>", subject="Another"), to=bcc_address)
    assert inbound.status == Status.LOGGED


def test_reprocessing_others_does_not_bring_it_back(log, remove, drain):
    inbound = delivery_of(log())
    remove(inbound.email)
    assert InboundMessage.objects.get(pk=inbound.pk).process_again()
    drain()
    inbound.refresh_from_db()
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.REMOVED)


@pytest.mark.django_db(transaction=True)
def test_a_mail_removed_while_its_copy_is_processed_stays_away(log, remove, alice, bcc_address, monkeypatch):
    message = mail()
    email = log(message)
    (row,) = intake.keep_message(message.as_bytes(), door="smtp", sender="alice@acme.test", recipients=[bcc_address])
    write = processing.write

    def removed_first(*args):
        monkeypatch.setattr(processing, "write", write)
        removing.remove(email, alice, with_leftovers=False)
        write(*args)

    monkeypatch.setattr(processing, "write", removed_first)
    processing.process(row.pk)
    row.refresh_from_db()
    assert not LoggedEmail.objects.exists()
    assert (row.status, row.reason) == (Status.NOT_LOGGED, Reason.REMOVED)


def test_of_several_mails_in_one_forward_the_others_stay(alice, forwarding_address, deliver, remove, log):
    wrapper = mail(to="x@nowhere.test", subject="Fwd", text="")
    for n in range(2):
        wrapper.add_attachment(mail(sender=f"p{n}@customer.test", to="alice@acme.test", subject=f"Answer {n}"))
    first = log(wrapper, route=forwarding_address)
    remove(first)
    inbound = InboundMessage.objects.get()
    assert LoggedEmail.objects.get() != first
    assert (inbound.status, inbound.email) == (Status.LOGGED, LoggedEmail.objects.get())


def stored(blob: str) -> bool:
    try:
        return bool(blobs.read(blob))
    except FileNotFoundError:
        return False


def test_files_that_no_other_mail_has_are_deleted(log, remove):
    files = (("offer.pdf", b"%PDF only here"), ("terms.pdf", b"%PDF in both"))
    email = log(attachments=files)
    log(attachments=files[1:], subject="Another")
    own, shared = (file.blob for file in Attachment.objects.filter(email=email))
    remove(email)
    assert (stored(own), stored(shared)) == (False, True)


def test_no_file_is_deleted_while_mail_that_may_name_it_is_processed(log, remove, bcc_address, drain):
    message = mail(attachments=(("offer.pdf", b"%PDF again"),), subject="Another")
    email = log(attachments=(("offer.pdf", b"%PDF again"),))
    blob = Attachment.objects.get().blob
    intake.keep_message(message.as_bytes(), door="smtp", sender="alice@acme.test", recipients=[bcc_address])
    remove(email)
    assert stored(blob)


def test_files_of_a_mail_that_is_brought_back_are_there_again(log, remove, bring_back):
    email = log(attachments=(("offer.pdf", b"%PDF back"),))
    inbound = delivery_of(email)
    remove(email)
    bring_back(inbound)
    assert stored(Attachment.objects.get().blob)


def test_what_stays_of_a_removed_mail_says_nothing(log, remove):
    remove(log(subject="Very secret", to="secret@person.test"))
    marks = str(list(RemovedEmail.objects.values()))
    assert "secret" not in marks
    assert RemovedEmail.objects.count() >= 3


def test_the_page_says_when_there_is_no_way_back(log, signed_in, alice, at):
    email = log()
    assert "brings it back" in signed_in(alice).get(at("email_removal", email.pk)).content.decode()
    InboundMessage.objects.update(blob="")
    assert "cannot be undone" in signed_in(alice).get(at("email_removal", email.pk)).content.decode()


def test_removing_asks_first(log, signed_in, alice, at):
    signed_in(alice).get(at("email_removal", log().pk))
    assert LoggedEmail.objects.exists()


def test_only_its_logger_their_team_and_administrators_may_remove_it(
    account, log, bob, alice, remove, deliver, bcc_address
):
    email = log()
    assert remove(email, by=bob).status_code == 403
    team = Team.objects.create(account=account, name="Sales")
    TeamMember.objects.create(account=account, team=team, user=bob)
    LoggedEmail.objects.update(team=team, logged_by=None)
    assert remove(email, by=bob).status_code == 302
    (theirs,) = deliver(mail(sender="bob@acme.test"), to=bcc_address, mail_from="bob@acme.test")
    assert remove(theirs.email, by=alice).status_code == 302


def test_the_link_is_shown_to_those_only(log, signed_in, alice, bob, at):
    email = log()
    for reader, is_shown in ((alice, True), (bob, False)):
        page = signed_in(reader).get(at("email", email.pk)).content.decode()
        assert (at("email_removal", email.pk) in page) == is_shown


def test_strangers_remove_nothing(log, signed_in, charlie, other_account, at):
    address = at("email_removal", log().pk)
    for path in (address, address.replace("/acme/", f"/{other_account.slug}/")):
        assert signed_in(charlie).post(path).status_code == 404
    assert LoggedEmail.objects.exists()


def test_an_administrator_brings_back_what_they_removed_of_somebody_elses(
    bob, alice, deliver, bcc_address, remove, bring_back
):
    (theirs,) = deliver(mail(sender="bob@acme.test"), to=bcc_address, mail_from="bob@acme.test")
    assert remove(theirs.email, by=alice).status_code == 302
    assert bring_back(theirs, by=alice).status == Status.LOGGED


def test_a_copy_of_a_removed_private_mail_says_nothing_to_an_administrator(
    alice, bob, bcc_address, deliver, remove, signed_in, at
):
    message = mail(sender="bob@acme.test", subject="Merger with Globex")
    (first,) = deliver(message, to=bcc_address)
    TimelineEntry.objects.filter(pk=first.email.entry_id).update(private_to=bob)
    remove(first.email, by=bob)
    (copy,) = deliver(message, to=bcc_address)
    assert (copy.reason, copy.decision["was_private"]) == (Reason.REMOVED, True)
    page, raw = at("delivery", copy.pk), at("delivery_message", copy.pk)
    assert "Merger with Globex" in signed_in(bob).get(page).content.decode()
    assert "Merger with Globex" not in signed_in(alice).get(page).content.decode()
    assert (signed_in(bob).get(raw).status_code, signed_in(alice).get(raw).status_code) == (200, 404)


def test_private_mail_of_a_user_who_is_gone_comes_back_to_its_logger(log, remove, bring_back):
    inbound = delivery_of(log())
    remove(inbound.email)
    inbound.refresh_from_db()
    inbound.decision |= {"was_private": True, "private_to": 1_000_000}
    inbound.save()
    assert bring_back(inbound).email.entry.private_to == inbound.logger


def attached_to(address: str, *senders: str):
    wrapper = mail(to=address, subject="Several", text="")
    for sender in senders:
        wrapper.add_attachment(mail(sender=sender, to="alice@acme.test", subject=sender, Message_ID=f"<{sender}>"))
    return wrapper


def test_one_of_several_mails_of_a_forward_is_not_offered_back_since_it_would_not_come(
    alice, signed_in, at, deliver, forwarding_address
):
    (inbound,) = deliver(attached_to(forwarding_address, "maya@customer.test", "nils@new.test"), to=forwarding_address)
    client = signed_in(alice)
    assert "This cannot be undone" in client.get(at("email_removal", inbound.email_id)).content.decode()
    client.post(at("email_removal", inbound.email_id), {"next": "/a/acme/contacts/"})
    page = client.get("/a/acme/contacts/").content.decode()
    assert "The mail has been removed from all timelines." in page
    assert "Undo" not in page
    assert LoggedEmail.objects.count() == 1


def test_it_is_offered_back_where_another_message_brought_it_alone(
    alice, signed_in, at, deliver, forwarding_address, bring_back
):
    (several,) = deliver(attached_to(forwarding_address, "maya@customer.test", "nils@new.test"), to=forwarding_address)
    (alone,) = deliver(attached_to(forwarding_address, "maya@customer.test"), to=forwarding_address)
    assert alone.email_id == several.email_id
    client = signed_in(alice)
    client.post(at("email_removal", alone.email_id), {"next": "/a/acme/contacts/"})
    assert at("process_again", alone.pk) in client.get("/a/acme/contacts/").content.decode()
    assert bring_back(alone).email is not None
    assert LoggedEmail.objects.count() == 2
