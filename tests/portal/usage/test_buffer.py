"""Records gathered by a process, and what becomes of them where nothing can be stored."""

import logging
from concurrent.futures import ThreadPoolExecutor
from queue import Queue

import pytest

from portal.usage.buffer import ATTEMPTS, Buffer


class Store:
    """Keeps batches, or fails as often as it is told to."""

    def __init__(self) -> None:
        self.batches = []
        self.failures = 0

    def __call__(self, records) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("nobody there")
        self.batches.append(list(records))


@pytest.fixture
def store() -> Store:
    return Store()


def test_what_was_added_is_stored_together_and_once(store):
    buffer = Buffer(store)
    buffer.add("a")
    buffer.add("b")
    buffer.flush()
    buffer.flush()
    assert store.batches == [["a", "b"]]


def test_what_could_not_be_stored_is_stored_the_next_time(store):
    buffer = Buffer(store)
    store.failures = ATTEMPTS - 1
    buffer.add("a")
    for _ in range(ATTEMPTS - 1):
        buffer.flush()
    buffer.add("b")
    buffer.flush()
    assert store.batches == [["a", "b"]]


def test_what_can_never_be_stored_is_given_up_and_counted(store, caplog):
    buffer = Buffer(store)
    store.failures = ATTEMPTS
    for each in "abc":
        buffer.add(each)
    for _ in range(ATTEMPTS):
        buffer.flush()
    assert "3 usage records were lost" in caplog.text
    buffer.add("d")
    buffer.flush()
    assert store.batches == [["d"]]


def test_no_more_is_kept_than_there_is_room_for(store, caplog):
    caplog.set_level(logging.ERROR)
    buffer = Buffer(store, most=2)
    for each in "abcde":
        buffer.add(each)
    buffer.flush()
    assert store.batches == [["a", "b"]]
    assert "3 usage records were lost" in caplog.text


def test_many_threads_lose_and_repeat_nothing(store):
    buffer = Buffer(store)

    def work(number):
        for each in range(100):
            buffer.add(f"{number}-{each}")
            if each % 10 == 0:
                buffer.flush()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    buffer.flush()
    stored = [record for batch in store.batches for record in batch]
    assert sorted(stored) == sorted(f"{n}-{each}" for n in range(8) for each in range(100))


def test_a_thread_stores_a_full_buffer_by_itself():
    stored = Queue()
    buffer = Buffer(stored.put, full=2)
    buffer.begin()
    for each in "abcd":
        buffer.add(each)
    found = []
    while len(found) < 4:
        found += stored.get(timeout=30)
    assert found == list("abcd")
