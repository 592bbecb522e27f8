"""The embedded queue loses nothing between processes."""

import multiprocessing
import queue
import time
from collections import Counter

import pytest
from kombu import Connection, Exchange, Queue

from crm import broker

MESSAGES = 2000
spawn = multiprocessing.get_context("spawn")


def connection(folder):
    broker.register()
    return Connection(
        "filesystem://",
        transport_options={
            "data_folder_in": folder / "queue",
            "data_folder_out": folder / "queue",
            "control_folder": folder / "control",
        },
    )


def bell():
    return Queue("celery", Exchange("celery", type="direct"), routing_key="celery")


def produce(folder, first, last):
    with connection(folder) as link, link.Producer() as producer:
        for number in range(first, last):
            producer.publish(number, exchange=bell().exchange, routing_key="celery", declare=[bell()])


def consume(folder, found):
    def take(number, message):
        message.ack()
        found.put(number)

    with connection(folder) as link, link.Consumer(bell(), callbacks=[take], prefetch_count=8):
        quiet = 0
        while quiet < 10:
            try:
                link.drain_events(timeout=5)
                quiet = 0
            except TimeoutError:
                quiet += 1


def test_a_worker_that_waits_hears_soon_that_it_shall_stop(folder):
    begun = time.monotonic()

    with connection(folder) as link, link.Consumer(bell()), pytest.raises(TimeoutError):
        link.drain_events(timeout=5)

    assert time.monotonic() - begun < 2


@pytest.fixture
def folder(tmp_path):
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_nothing_is_lost_or_doubled_between_two_producers_and_two_consumers(folder):
    found = spawn.Queue()
    consumers = [spawn.Process(target=consume, args=(folder, found), daemon=True) for _ in range(2)]
    half = MESSAGES // 2
    producers = [spawn.Process(target=produce, args=(folder, *ends)) for ends in ((0, half), (half, MESSAGES))]
    for process in (*consumers, *producers):  # all begin at once, the table of queues does not exist yet
        process.start()
    for process in producers:
        process.join()
        assert process.exitcode == 0
    seen = Counter(found.get(timeout=30) for _ in range(MESSAGES))
    for process in consumers:
        process.join()
        assert process.exitcode == 0

    assert seen == Counter(range(MESSAGES))
    with pytest.raises(queue.Empty):
        found.get(timeout=0.1)
    assert list((folder / "queue").iterdir()) == []


def test_a_table_of_queues_is_never_read_half_written(folder):
    """The stock transport empties the file before it locks it; a reader in between gets no JSON."""
    processes = [spawn.Process(target=bind_and_read, args=(folder, number)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    with connection(folder) as link:
        assert len(link.channel().get_table("rush")) == 4 * 50


def bind_and_read(folder, number):
    with connection(folder) as link:
        channel = link.channel()
        for place in range(50):
            channel._queue_bind("rush", f"{number}-{place}", "", f"q{number}-{place}")
            assert channel.get_table("rush")


def test_a_long_queue_is_taken_in_order_and_quickly(folder):
    with connection(folder) as link:
        channel = link.channel()
        for number in range(5000):
            channel._put("celery", {"n": number})
        begun = time.monotonic()

        assert [channel._get("celery")["n"] for _ in range(5000)] == list(range(5000))

        assert time.monotonic() - begun < 5
        with pytest.raises(queue.Empty):
            channel._get("celery")
