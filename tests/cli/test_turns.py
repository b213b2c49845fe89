"""Requests take turns at making their answers, and nobody's slow line costs another a turn."""

import io
import os
import threading
from functools import partial

import pytest

from hervest.cli.turns import InTurn, received
from hervest.core.turns import given_up

LONG_S, IN_MEMORY, MOST = 10, 1000, 2000
NOTHING = {"wsgi.input": io.BytesIO()}


class Looking:
    """An application that counts who is within, and lets nobody out before it is told so."""

    def __init__(self):
        self.within, self.most, self.answered = 0, 0, 0
        self.lock, self.entered, self.go = threading.Lock(), threading.Semaphore(0), threading.Event()

    def __call__(self, _environ, _start_response):
        with self.lock:
            self.within += 1
            self.most = max(self.most, self.within)
        self.entered.release()
        assert self.go.wait(LONG_S)
        with self.lock:
            self.within -= 1
            self.answered += 1
        return [b""]


def started(*calls):
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    return threads


def test_no_more_answers_are_made_at_once_than_there_are_turns_and_all_get_one():
    looking = Looking()
    in_turn = InTurn(looking, at_once=2, in_memory=IN_MEMORY, most=MOST)

    threads = started(*[partial(in_turn, dict(NOTHING), None)] * 8)
    assert looking.entered.acquire(timeout=LONG_S)
    assert looking.entered.acquire(timeout=LONG_S)
    assert not looking.entered.acquire(timeout=0.2)  # a third waits
    looking.go.set()
    for thread in threads:
        thread.join(LONG_S)

    assert (looking.most, looking.answered) == (2, 8)


def test_an_answer_that_fails_gives_its_turn_back():
    answers = iter([ValueError("no"), [b"page"]])

    def failing_once(_environ, _start_response):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    in_turn = InTurn(failing_once, at_once=1, in_memory=IN_MEMORY, most=MOST)
    with pytest.raises(ValueError, match="no"):
        in_turn(dict(NOTHING), None)
    assert in_turn(dict(NOTHING), None) == [b"page"]


def test_what_comes_in_slowly_holds_no_turn():
    there, here = os.pipe()
    sent = b"together"
    in_turn = InTurn(
        lambda environ, _start_response: [environ["wsgi.input"].read()], at_once=1, in_memory=IN_MEMORY, most=MOST
    )
    found = []

    def slow():
        with os.fdopen(there, "rb") as coming:
            found.append(in_turn({"wsgi.input": coming, "CONTENT_LENGTH": str(len(sent))}, None))

    (thread,) = started(slow)
    os.write(here, sent[:3])
    quick = in_turn({"wsgi.input": io.BytesIO(b"quick"), "CONTENT_LENGTH": "5"}, None)  # while the other still sends
    assert (quick, found) == ([b"quick"], [])
    os.write(here, sent[3:])
    os.close(here)
    thread.join(LONG_S)

    assert found == [[sent]]


def test_who_waits_for_another_process_gives_the_turn_to_somebody_else_meanwhile():
    waits, ends = threading.Event(), threading.Event()

    def answering(environ, _start_response):
        if environ["PATH_INFO"] == "/file":
            with given_up():
                waits.set()
                assert ends.wait(LONG_S)
        return [environ["PATH_INFO"].encode()]

    in_turn, found = InTurn(answering, at_once=1, in_memory=IN_MEMORY, most=MOST), []
    (thread,) = started(lambda: found.append(in_turn(NOTHING | {"PATH_INFO": "/file"}, None)))
    assert waits.wait(LONG_S)
    assert in_turn(NOTHING | {"PATH_INFO": "/page"}, None) == [b"/page"]
    assert found == []
    ends.set()
    thread.join(LONG_S)

    assert found == [[b"/file"]]
    assert in_turn(NOTHING | {"PATH_INFO": "/page"}, None) == [b"/page"]  # its turn came back once, and not twice


def test_of_more_than_anybody_may_send_nothing_is_received():
    there, here = os.pipe()  # to read from it would wait for ever
    said = []
    in_turn = InTurn(
        lambda environ, _start_response: [environ["wsgi.input"].read()], at_once=1, in_memory=IN_MEMORY, most=MOST
    )
    with os.fdopen(there, "rb") as coming, os.fdopen(here, "wb"):
        in_turn({"wsgi.input": coming, "CONTENT_LENGTH": str(MOST + 1)}, lambda status, _headers: said.append(status))
    assert said == ["413 Content Too Large"]

    sent = os.urandom(MOST)
    assert in_turn({"wsgi.input": io.BytesIO(sent), "CONTENT_LENGTH": str(MOST)}, None) == [sent]


@pytest.mark.parametrize("size", [1, IN_MEMORY, IN_MEMORY + 1], ids=["little", "as much as memory holds", "more"])
def test_all_that_was_sent_is_there_from_its_beginning(size):
    sent = os.urandom(size)

    assert received({"wsgi.input": io.BytesIO(sent), "CONTENT_LENGTH": str(size)}, in_memory=IN_MEMORY).read() == sent


@pytest.mark.parametrize("length", [{}, {"CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "0"}])
def test_who_sends_nothing_is_not_waited_for(length):
    there, here = os.pipe()  # to read from it would wait for ever
    with os.fdopen(there, "rb") as coming, os.fdopen(here, "wb"):
        assert received({"wsgi.input": coming, **length}, in_memory=IN_MEMORY) is coming
