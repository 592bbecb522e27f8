"""The whole line with real processes on both databases: receiver, queue, worker."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.factories import mail
from tests.whole.installation import BACKENDS, installation, until

pytestmark = [pytest.mark.timeout(300)]


@pytest.fixture(scope="module", params=BACKENDS)
def place(request, tmp_path_factory):
    with installation(request.param, tmp_path_factory.mktemp("whole")) as made:
        made.start_receiver()
        made.start_worker()
        yield made


def test_mail_by_smtp_stands_on_three_timelines(place):
    message = mail(
        to="one@new.test, two@new.test",
        cc="three@new.test",
        subject="Three people",
        attachments=(("a.pdf", b"%PDF-1.4"), ("b.bin", bytes(range(256)) * 40)),
    )
    place.send(message)
    entry = "SELECT entry_id FROM emaillog_loggedemail WHERE subject = 'Three people'"
    query = f"SELECT count(contact_id) FROM contacts_timelinelink WHERE entry_id = ({entry})"
    until(lambda: place.ask(query) == 3)
    assert place.ask("SELECT count(*) FROM emaillog_attachment WHERE blob <> ''") == 2


def test_the_same_mail_twenty_times_at_once_is_one_entry(place):
    message, before = mail(subject="Twenty", to="crowd@new.test"), total(place)
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: place.send(message), range(20)))
    until(lambda: place.settled(before + 20), 60)
    assert place.ask("SELECT count(*) FROM emaillog_loggedemail WHERE subject = 'Twenty'") == 1
    assert place.ask("SELECT count(*) FROM emaillog_inboundmessage WHERE status = 'duplicate'") == 19
    assert place.ask("SELECT count(*) FROM contacts_contactemail WHERE address = 'crowd@new.test'") == 1


def test_twenty_mails_to_the_same_new_people_at_once_make_each_contact_once(place):
    before, people = total(place), [f"same{n}@race.test" for n in range(4)]
    with ThreadPoolExecutor(20) as pool:
        orders = [", ".join(people if n % 2 else reversed(people)) for n in range(20)]
        list(pool.map(lambda order: place.send(mail(subject="Race", to=order)), orders))
    until(lambda: place.settled(before + 20), 60)
    assert place.ask("SELECT count(*) FROM emaillog_loggedemail WHERE subject = 'Race'") == 20
    assert place.ask("SELECT count(*) FROM contacts_contactemail WHERE address LIKE 'same%@race.test'") == 4


def total(place):
    return place.ask("SELECT count(*) FROM emaillog_inboundmessage")
