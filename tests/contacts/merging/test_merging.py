"""Two records become one: nothing is lost, nothing is shown to anybody who did not see it before."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from contacts import notes, pins, tasks
from contacts.merging import moving
from contacts.merging.merge import ChangedMeanwhileError, GoneError, Wanted, merge
from contacts.merging.pairs import Pair
from contacts.models import (
    Company,
    CompanyDomain,
    Contact,
    ContactEmail,
    Deal,
    DealContact,
    MergedRecord,
    Task,
    TimelineEntry,
    TimelineLink,
)
from crm.models import AuditEntry
from emaillog import because, participants, rearranging
from emaillog.decisions import Decision
from emaillog.models import AssociationChange, LoggedEmail, Route
from emaillog.routing import Routed
from emaillog.staff import Claim, Staff
from tests import factories


@pytest.fixture
def twin(account):
    """Maya once more, from her other address."""
    return factories.contact(account, "m.chen@home.test", first_name="Maya", last_name="Chen", title="Head of Sales")


@pytest.fixture
def merged(account, alice):
    """Merges as Alice would who changes nothing on the page."""

    def into(survivor, old, user=None, **taken):
        model = type(survivor)
        pair = Pair(*(model.objects.of(account).get(pk=one.pk) for one in (survivor, old)))
        ids = {name: one.pk for name, one in taken.items()}
        return merge(account, user or alice, model, Wanted(survivor.pk, old.pk, ids, pair.version))

    return into


def of(model, **where):
    return model.objects.filter(**where)


def test_one_record_stays_and_has_all_addresses_with_one_primary(maya, twin, merged):
    merged(maya, twin)
    assert [one.pk for one in Contact.objects.all()] == [maya.pk]
    emails = of(ContactEmail, contact=maya).order_by("id").values_list("address", "is_primary")
    assert list(emails) == [("maya@lumen.test", True), ("m.chen@home.test", False)]


def test_the_fuller_value_is_taken_unless_somebody_says_otherwise(account, maya, twin, merged):
    merged(maya, twin)
    maya.refresh_from_db()
    assert (maya.title, maya.company.name) == ("Head of Sales", "Lumen Ltd")


def test_what_somebody_chose_is_taken(account, maya, twin, merged):
    survivor = merged(maya, twin, title=maya, company=twin, primary=twin)
    survivor.refresh_from_db()
    assert (survivor.title, survivor.company) == ("", None)
    assert of(ContactEmail, contact=maya, is_primary=True).get().address == "m.chen@home.test"


def test_a_contact_without_an_address_takes_the_others_as_primary(account, merged):
    bare = factories.contact(account, first_name="Maya")
    other = factories.contact(account, "maya@lumen.test", first_name="Maya")
    merged(bare, other)
    assert of(ContactEmail, contact=bare).get().is_primary


def test_the_timelines_become_one_in_order_and_a_shared_entry_stands_once(account, maya, twin, happened, merged):
    mine, shared, theirs = happened(3, contact=maya)[0], happened(1, contact=maya)[0], happened(2, contact=twin)
    TimelineLink.objects.create(account=account, entry=shared, occurred_at=shared.occurred_at, contact=twin)
    merged(maya, twin)
    found = of(TimelineLink, contact=maya).values_list("entry", flat=True)
    assert len(found) == 6
    assert len(set(found)) == 6
    assert {mine.pk, shared.pk, theirs[0].pk} <= set(found)
    dates = list(of(TimelineLink, contact=maya).order_by("-occurred_at", "-id").values_list("occurred_at", flat=True))
    assert dates == sorted(dates, reverse=True)


def test_pins_survive_also_of_a_shared_entry_and_the_newest_three_stay(account, maya, twin, happened, merged):
    (shared,) = happened(1, contact=maya)
    TimelineLink.objects.create(account=account, entry=shared, occurred_at=shared.occurred_at, contact=twin)
    pins.put(twin, shared, is_pinned=True)
    here, there = happened(2, contact=maya), happened(2, contact=twin)
    for entry in here:
        pins.put(maya, entry, is_pinned=True)
    for entry in there:
        pins.put(twin, entry, is_pinned=True)
    merged(maya, twin)
    pinned = set(of(TimelineLink, contact=maya, pinned_at__isnull=False).values_list("entry", flat=True))
    assert pinned == {here[1].pk, there[0].pk, there[1].pk}


def test_a_pin_on_a_shared_entry_goes_along(account, maya, twin, happened, merged):
    (shared,) = happened(1, contact=maya)
    TimelineLink.objects.create(account=account, entry=shared, occurred_at=shared.occurred_at, contact=twin)
    pins.put(twin, shared, is_pinned=True)
    merged(maya, twin)
    assert of(TimelineLink, contact=maya, entry=shared).get().pinned_at


def test_deals_and_open_tasks_go_along_and_a_shared_deal_once(account, alice, maya, twin, merged):
    both, theirs = factories.deal(account, "Both", (maya, twin)), factories.deal(account, "Theirs", (twin,))
    task = tasks.write(account, alice, tasks.Wanted("Call her", alice), [twin])
    merged(maya, twin)
    assert set(of(DealContact, contact=maya).values_list("deal", flat=True)) == {both.pk, theirs.pk}
    assert [one.pk for one in tasks.open_on(account, maya)] == [task.pk]
    assert Task.objects.count() == 1


def test_private_entries_stay_private(account, alice, bob, maya, twin, merged):
    note = notes.write(account, twin, "Between us", bob)
    of(TimelineEntry, pk=note.pk).update(private_to=bob)
    merged(maya, twin)
    links = of(TimelineLink, contact=maya)
    assert links.seen_by(bob).count() == 1
    assert not links.seen_by(alice).exists()


def test_companies_have_all_domains_people_and_deals(account, merged):
    one, other = (
        factories.company(account, "Lumen", ("lumen.test",)),
        factories.company(account, "x", ("lumen.example",)),
    )
    person, deal = factories.contact(account, company=other), factories.deal(account, company=other)
    merged(one, other)
    assert set(of(CompanyDomain, company=one).values_list("domain", flat=True)) == {"lumen.test", "lumen.example"}
    assert Contact.objects.get(pk=person.pk).company == Deal.objects.get(pk=deal.pk).company == one
    assert Company.objects.get().name == "Lumen"


def test_no_relation_is_forgotten():
    """A new one is found by itself; one that is unique in a way of its own has to be thought about here."""
    known = {
        Contact: {"ContactEmail", "DealContact", "TimelineLink", "AssociationChange"},
        Company: {"CompanyDomain", "Contact", "Deal", "TimelineLink", "AssociationChange"},
    }
    for model, names in known.items():
        assert {relation.related_model.__name__ for relation in moving.relations(model)} == names
        assert moving.relations(model)[0].related_model is TimelineLink


def test_the_log_tells_of_both_names_and_what_moved(account, alice, maya, twin, happened, merged, look):
    happened(2, contact=twin)
    Contact.objects.filter(pk=twin.pk).update(first_name="M.")
    merged(maya, twin)
    entry = AuditEntry.objects.get(action="merged.contact")
    assert (entry.about, entry.data["into"], entry.data["entries"], entry.data["addresses"]) == (
        "M. Chen",
        "Maya Chen",
        2,
        1,
    )
    assert "merged the contact" in look("settings/audit-log/")


def test_old_addresses_lead_to_the_one_that_stays_also_after_a_second_merge(
    account, alice, signed_in, maya, twin, merged
):
    third = factories.contact(account, "third@lumen.test", first_name="Maya")
    old = twin.pk, maya.pk
    merged(maya, twin)
    merged(third, maya)
    for pk in old:
        answer = signed_in(alice).get(f"/a/acme/contacts/{pk}/")
        assert answer.status_code == 302
        assert answer["Location"] == third.get_absolute_url()
    assert set(of(MergedRecord, is_same=True).values_list("new", flat=True)) == {third.pk}


def test_charlie_is_led_nowhere(account, charlie, other_account, signed_in, maya, twin, merged):
    old = twin.pk
    merged(maya, twin)
    assert signed_in(charlie).get(f"/a/acme/contacts/{old}/").status_code == 404
    assert signed_in(charlie).get(f"/a/globex/contacts/{old}/").status_code == 404


def test_one_that_is_gone_or_was_changed_is_not_merged(account, alice, maya, twin):
    seen = Pair(maya, twin).version
    Contact.objects.filter(pk=twin.pk).update(title="Other")
    with pytest.raises(ChangedMeanwhileError):
        merge(account, alice, Contact, Wanted(maya.pk, twin.pk, {}, seen))
    twin.delete()
    with pytest.raises(GoneError):
        merge(account, alice, Contact, Wanted(maya.pk, twin.pk or 0, {}, seen))
    assert Contact.objects.count() == 1


def test_a_merge_costs_as_much_with_many_entries(account, alice, happened, merged, django_assert_max_num_queries):
    counts = []
    for size in (2, 40):
        one, other = (factories.contact(account, first_name="Maya", last_name=str(size)) for _ in range(2))
        happened(size, contact=other)
        with django_assert_max_num_queries(60) as captured:
            merged(one, other)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def snapshot():
    rows = {}
    for model in (TimelineLink, DealContact, AssociationChange, ContactEmail, Contact, Company):
        fields = [field.attname for field in model._meta.concrete_fields]
        rows[model.__name__] = sorted(map(repr, model.objects.values_list(*fields)))
    told = {
        email.pk: [(group.heading, group.lines) for group in because.groups(email)]
        for email in LoggedEmail.objects.all()
    }
    return rows, told


@pytest.fixture
def mails(account, alice, bcc_address, deliver):
    """One to both of her addresses, one to each, in two companies with a deal each."""
    to = "Maya <maya@lumen.test>", "Maya <m.chen@glow.test>"
    deliver(factories.mail(to=", ".join(to), subject="To both"), bcc_address)
    first, second = (Contact.objects.get(emails__address=each) for each in ("maya@lumen.test", "m.chen@glow.test"))
    for one in (first, second):
        factories.deal(account, f"Of {one.pk}", (one,))
    for each in to:
        deliver(factories.mail(to=each, subject="To one"), bcc_address)
    return first, second


def test_r35_mail_processed_again_after_a_merge_changes_nothing(account, mails, merged):
    merged(*mails)
    merged(*Company.objects.order_by("pk"))
    before = snapshot()
    call_command("reprocess_mail", "--logged")
    assert snapshot() == before


def test_r35_what_was_taken_away_by_hand_from_both_stays_away(account, alice, mails, merged):
    email = LoggedEmail.objects.get(subject="To both")
    first, second = mails
    rearranging.take_away(email, second, alice)
    merged(first, second)
    assert of(TimelineLink, entry=email.entry, contact=first).exists()
    before = snapshot()
    call_command("reprocess_mail", "--logged")
    assert snapshot() == before


def test_why_is_this_here_names_the_one_that_stays(account, alice, mails, merged, signed_in):
    first, second = mails
    email = LoggedEmail.objects.filter(subject="To one").last()
    merged(first, second)
    page = signed_in(alice).get(reverse("email_why", args=["acme", email.pk])).content.decode()
    assert first.get_absolute_url() in page
    assert "no longer there" not in page


def test_mail_to_any_of_the_addresses_is_logged_on_the_one_that_stays(account, mails, merged, deliver, bcc_address):
    first, second = mails
    merged(first, second)
    for address in ("maya@lumen.test", "m.chen@glow.test"):
        deliver(factories.mail(to=address, subject=f"Now to {address}"), bcc_address)
        email = LoggedEmail.objects.get(subject=f"Now to {address}")
        assert list(of(TimelineLink, entry=email.entry, contact__isnull=False).values_list("contact", flat=True)) == [
            first.pk
        ]
    assert Contact.objects.count() == 1


def test_what_somebody_logged_to_the_old_one_by_hand_is_found_on_the_one_that_stays(account, maya, twin, merged):
    """A decision names its contact by id, and is read again whenever the mail is processed."""
    staff = Staff.of(account)
    routed = Routed(staff, Route.BCC, Claim(staff.memberships[0]), decision=Decision(contact=twin.pk))
    merged(maya, twin)
    assert [match.contact for match in participants.chosen(routed).all] == [maya.pk]
