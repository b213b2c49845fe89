"""The power goes while an import or a decision is being written: nothing promised is lost, nothing is half done."""

import re
import threading
import time
from contextlib import suppress
from http.client import HTTPException

import pytest

from processes.looking import look
from processes.servers import Session, own_database, start_server
from processes.settling import settle
from processes.small_dossiers import dossier, json_file

pytestmark = pytest.mark.process

N_DOSSIERS = 40
MOMENTS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""When the power goes, as a part of the time that the same work took undisturbed."""


class Installation:
    """A server in a home of its own that is killed and started again."""

    def __init__(self, home, database_url):
        self.home, self.database_url, self.server = home, database_url, None

    def start(self):
        """It runs, on a new port; what people sent to the old one is sent there from now on."""
        self.server = start_server(self.home, self.database_url)

    def look(self):
        """What is in the database now."""
        return look(self.home, self.database_url)

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
        sending.join(timeout=60)
        self.start()
        session.url = self.server.url
        return bool(answers) and answers[0].status == 303


@pytest.fixture
def installation(tmp_path):
    with own_database() as database_url:
        settle(tmp_path, database_url)
        here = Installation(tmp_path, database_url)
        here.start()
        yield here
        here.server.kill()


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
    assert n_cut_off >= 2  # or the moments missed the work


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
    numbers = [f"home-{n}" for n in range(len(MOMENTS) + 1)]
    file = json_file(*(dossier(number, n_people=1) for number in numbers))
    page = marieke.post_form("/import/", {}, {"file": ("homes.json", file)}).location
    assert marieke.post_form(page, {}).status == 303
    codes = [installation.look()["dossiers"][number] for number in numbers]
    path, form = decision_form(marieke, codes[0])
    before = time.monotonic()
    assert marieke.send(path, form).status == 303
    took_s = time.monotonic() - before
    assert_decision_is_whole(installation.look()["cases"][codes[0]], 1)
    n_cut_off = 0

    for moment, code in zip(MOMENTS, codes[1:], strict=True):
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
        assert [(verb, at) for verb, at, _ in seen["verbs"]].count(("home.decided", code)) == 1

    for code in codes:
        assert_case_is_whole(seen["cases"][code], n_people=1)
    assert_log_is_whole(seen)
    assert n_cut_off >= 2  # or the moments missed the work
