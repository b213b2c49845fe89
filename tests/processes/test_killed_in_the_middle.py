"""The power goes while an import, a decision or a move is being written: nothing is lost, nothing is half done."""

import re
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPException

import pytest

from hervest.core import clock
from processes.forking import Forked
from processes.servers import Forms, Session, own_database
from processes.settling import settle
from processes.small_dossiers import dossier, json_file

pytestmark = pytest.mark.process

N_DOSSIERS = 5
N_TIMES = 50
MOMENTS = tuple((n + 0.5) / N_TIMES for n in range(N_TIMES))
"""When the power goes, as a part of the time that the same work took undisturbed."""

FEWEST_IN_THE_MIDDLE = 20
"""Fewer of them before the work was done, and the moments missed it."""


class Installation:
    """A server in a home of its own that is killed and started again."""

    def __init__(self, home, database_url):
        self.server = Forked(home, database_url)
        self.server.start()
        self.look = self.server.look

    def cut_off(self, session, path, fields, after_s):
        """Send a form and kill the server so many seconds later; whether it was acknowledged."""
        answers = []

        def send():
            with suppress(OSError, HTTPException):  # the connection broke
                answers.append(session.send(path, fields))

        sending = threading.Thread(target=send)
        sending.start()
        time.sleep(after_s)
        self.server.kill()
        self.server.start()
        sending.join(timeout=60)
        return bool(answers) and answers[0].status == 303


@pytest.fixture
def installation(tmp_path):
    with own_database() as database_url:
        settle(tmp_path, database_url)
        here = Installation(tmp_path, database_url)
        yield here
        here.server.end()


def assert_log_is_whole(seen):
    assert set(seen["broken"].values()) == {None}
    assert seen["missing"] == []


def assert_case_is_whole(case, n_people):
    assert case["households"] == 1
    assert case["members"] == n_people
    assert case["leads"] == 1
    assert "ALLOCATED" in case["milestones"]
    assert "LANDED" in case["milestones"]
    assert len(case["milestones"]) == len(set(case["milestones"]))
    assert case["tasks"] > 20


def previewed(marieke, name):
    """A file of dossiers is read; its page, its form as a browser would send it, and its numbers."""
    numbers = [f"{name}-{n}" for n in range(N_DOSSIERS)]
    file = {"file": (f"{name}.json", json_file(*map(dossier, numbers)))}
    page = marieke.post_form("/import/", {}, file).location
    return page, marieke.form(page, {}), set(numbers)


def test_an_import_that_is_cut_off_stands_whole_or_not_at_all_and_may_be_sent_again(installation):
    marieke = Session(installation.server.url).login("marieke.de.wit@hervest.example")
    page, form, numbers = previewed(marieke, "undisturbed")
    before = time.monotonic()
    assert marieke.send(page, form).status == 303
    took_s = time.monotonic() - before
    assert numbers <= set(installation.look()["dossiers"])
    n_cut_off = 0

    for moment in MOMENTS:
        page, form, numbers = previewed(marieke, f"cut-{moment}")
        is_acknowledged = installation.cut_off(marieke, page, form, took_s * moment)

        seen = installation.look()
        there = numbers & set(seen["dossiers"])
        assert there in (set(), numbers)
        assert there == numbers or not is_acknowledged
        assert_log_is_whole(seen)
        n_cut_off += not there

        for _ in range(2):
            answer = marieke.send(page, form)
            assert answer.status == 303 or "Import toegepast" in answer.text
        seen = installation.look()
        assert numbers <= set(seen["dossiers"])
        number = int(re.search(r"\d+", page)[0])
        applied = [detail for verb, _, detail in seen["verbs"] if verb == "import.applied"]
        assert [row["number"] for row in applied].count(number) == 1

    codes = [seen["dossiers"][number] for number in seen["dossiers"] if number.startswith(("cut-", "undisturbed-"))]
    assert len(codes) == len(set(codes)) == N_DOSSIERS * (len(MOMENTS) + 1)
    for code in codes:
        assert_case_is_whole(seen["cases"][code], n_people=2)
    assert_log_is_whole(seen)
    assert n_cut_off >= FEWEST_IN_THE_MIDDLE


def decision_form(session, code):
    """A home for this household that may be decided, and the form that decides it."""
    page = session.get(f"/cases/{code}/home/?decidable=on").text
    path = re.search(rf"/cases/{code}/home/\d+/decide/", page)[0]
    return path, session.form(path, {"reason": "Het beste voor dit gezin."})


def assert_decision_is_whole(case, n):
    assert case["decisions"] == case["placements"] == case["milestones"].count("HOME_DECIDED") == n
    assert case["facts"].count("home") == n


def test_a_decision_that_is_cut_off_stands_whole_or_not_at_all_and_may_be_sent_again(installation):
    marieke = Session(installation.server.url).login("marieke.de.wit@hervest.example")
    page = marieke.post_form("/import/", {}, {"file": ("home.json", json_file(dossier("home-1", n_people=1)))}).location
    assert marieke.post_form(page, {}).status == 303
    code = installation.look()["dossiers"]["home-1"]
    path, form = decision_form(marieke, code)
    before = time.monotonic()
    assert marieke.send(path, form).status == 303
    took_s = time.monotonic() - before
    assert_decision_is_whole(installation.look()["cases"][code], 1)
    n_cut_off = 0

    for number, moment in enumerate(MOMENTS, start=1):
        assert marieke.post_form(f"/cases/{code}/home/undo/", {"reason": "Toch nog eens kijken."}).status == 303
        path, form = decision_form(marieke, code)
        is_acknowledged = installation.cut_off(marieke, path, form, took_s * moment)

        seen = installation.look()
        n = seen["cases"][code]["decisions"]
        assert n in {0, 1}
        assert n == 1 or not is_acknowledged
        assert_decision_is_whole(seen["cases"][code], n)
        assert_log_is_whole(seen)
        n_cut_off += n == 0

        for _ in range(2):
            assert marieke.send(path, form).status == 303
        seen = installation.look()
        assert_decision_is_whole(seen["cases"][code], 1)
        assert [(verb, at) for verb, at, _ in seen["verbs"]].count(("home.decided", code)) == number + 1

    assert_case_is_whole(seen["cases"][code], n_people=1)
    assert_log_is_whole(seen)
    assert n_cut_off >= FEWEST_IN_THE_MIDDLE


def moved_form(session, code, on):
    """The form that moves the landing of this household to that day, after its preview was looked at."""
    path = f"/cases/{code}/milestones/LANDED/0/move/"
    typed = {"on": on.isoformat(), "is_actual": "no", "reason": "COA heeft gebeld."}
    looked = session.post_form(path, typed)
    return path, Forms(looked.text).sent_to(path) | typed | {"confirm": "yes"}


def landing(code, seen):
    """The day on which the household lands, and how many tasks count from it."""
    return seen["cases"][code]["landed_on"], seen["cases"][code]["due"]


def test_a_move_that_is_cut_off_stands_whole_or_not_at_all_and_may_be_sent_again(installation):
    marieke = Session(installation.server.url).login("marieke.de.wit@hervest.example")
    page = marieke.post_form("/import/", {}, {"file": ("one.json", json_file(dossier("move-1")))}).location
    assert marieke.post_form(page, {}).status == 303
    code, first = installation.look()["dossiers"]["move-1"], clock.day_of(clock.now()) + timedelta(days=130)
    path, form = moved_form(marieke, code, first)
    before = time.monotonic()
    assert marieke.send(path, form).status == 303
    took_s = time.monotonic() - before
    stands, n_cut_off = landing(code, installation.look()), 0
    assert stands[0] == first.isoformat()

    for number, moment in enumerate(MOMENTS, start=1):
        on = first + timedelta(days=number)
        path, form = moved_form(marieke, code, on)
        is_acknowledged = installation.cut_off(marieke, path, form, took_s * moment)

        seen = installation.look()
        found = landing(code, seen)
        assert found[0] in {stands[0], on.isoformat()}
        assert (found == stands) is (found[0] == stands[0])  # the tasks moved with it, or none did
        assert found != stands or not is_acknowledged
        assert_log_is_whole(seen)
        n_cut_off += found == stands

        for _ in range(2):
            assert marieke.send(path, form).status == 303
        seen = installation.look()
        stands = landing(code, seen)
        assert stands[0] == on.isoformat()
        moves = [at for verb, at, _ in seen["verbs"] if verb == "milestone.moved"]
        assert moves.count(code) == number + 1

    assert_case_is_whole(seen["cases"][code], n_people=2)
    assert n_cut_off >= FEWEST_IN_THE_MIDDLE
