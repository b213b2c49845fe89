"""The power goes while something is being written: nothing is lost, nothing is half done."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException

import pytest

from documents.files_of_all_kinds import jpeg
from hervest.core import clock
from processes.forking import COMMIT, Forked
from processes.servers import Forms, Session, own_database
from processes.settling import settle
from processes.small_dossiers import dossier, json_file

pytestmark = pytest.mark.process

N_DOSSIERS = 3
N_BEFORE, N_DURING, N_AFTER = 28, 12, 10
LONGEST_COMMIT_S = 0.016


@dataclass(frozen=True)
class Moment:
    """When the power goes: so long after this step begins, and whether the work must stand then, if it is known."""

    step: int
    after_s: float
    stands: bool | None

    def allows(self, *, stands):
        """Whether the work may stand, or be gone, after a cut at this moment."""
        return self.stands in {None, stands}


def moments(steps):
    """Fifty of them, spread over the way to the work's commit, over that commit itself, and over what comes after it.

    The last commit is of the visit, which keeps what its person is told of the work.
    """
    of_the_visit = steps.rindex(COMMIT)
    commit = steps.rindex(COMMIT, 0, of_the_visit) + 1
    after = len(steps) - commit
    assert commit > N_BEFORE
    return (
        *(Moment(1 + n * (commit - 1) // (N_BEFORE - 1), 0.0, stands=False) for n in range(N_BEFORE)),
        *(Moment(commit, LONGEST_COMMIT_S * ((n + 1) / N_DURING) ** 2, stands=None) for n in range(N_DURING)),
        *(Moment(commit + 1 + n * after // N_AFTER, 0.0, stands=True) for n in range(N_AFTER)),
    )


class Installation:
    """A server in a home of its own that is killed and started again."""

    def __init__(self, home, database_url):
        self.server = Forked(home, database_url)
        self.server.start()
        self.look, self.steps = self.server.look, self.server.steps

    def cut_off(self, session, path, fields, moment, files=None):
        """Send a form in which the server is killed; whether it was acknowledged before that."""
        self.server.cut(moment.step, moment.after_s)
        answer = None
        with suppress(OSError, HTTPException):  # the connection broke
            answer = session.send(path, fields, files)
        self.server.start()
        return answer is not None and answer.status == 303


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """Made once: each test has families of its own."""
    home = tmp_path_factory.mktemp("killed")
    with own_database() as database_url:
        settle(home, database_url)
        here = Installation(home, database_url)
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
    assert marieke.send(path, form).status == 303
    when = moments(installation.steps())
    assert_decision_is_whole(installation.look()["cases"][code], 1)

    for number, moment in enumerate(when, start=1):
        assert marieke.post_form(f"/cases/{code}/home/undo/", {"reason": "Toch nog eens kijken."}).status == 303
        path, form = decision_form(marieke, code)
        is_acknowledged = installation.cut_off(marieke, path, form, moment)

        seen = installation.look()
        n = seen["cases"][code]["decisions"]
        assert n in {0, 1}
        assert n == 1 or not is_acknowledged
        assert moment.allows(stands=n == 1), moment
        assert_decision_is_whole(seen["cases"][code], n)
        assert_log_is_whole(seen)

        for _ in range(2):
            assert marieke.send(path, form).status == 303
        seen = installation.look()
        assert_decision_is_whole(seen["cases"][code], 1)
        assert [(verb, at) for verb, at, _ in seen["verbs"]].count(("home.decided", code)) == number + 1

    assert_case_is_whole(seen["cases"][code], n_people=1)
    assert_log_is_whole(seen)


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
    assert marieke.send(path, form).status == 303
    when = moments(installation.steps())
    stands = landing(code, installation.look())
    assert stands[0] == first.isoformat()

    for number, moment in enumerate(when, start=1):
        on = first + timedelta(days=number)
        path, form = moved_form(marieke, code, on)
        is_acknowledged = installation.cut_off(marieke, path, form, moment)

        seen = installation.look()
        found = landing(code, seen)
        assert found[0] in {stands[0], on.isoformat()}
        assert (found == stands) is (found[0] == stands[0])  # the tasks moved with it, or none did
        assert found != stands or not is_acknowledged
        assert moment.allows(stands=found != stands), moment
        assert_log_is_whole(seen)

        for _ in range(2):
            assert marieke.send(path, form).status == 303
        seen = installation.look()
        stands = landing(code, seen)
        assert stands[0] == on.isoformat()
        moves = [at for verb, at, _ in seen["verbs"] if verb == "milestone.moved"]
        assert moves.count(code) == number + 1

    assert_case_is_whole(seen["cases"][code], n_people=2)


def previewed(marieke, name):
    """A file of dossiers is read; its page, its form as a browser would send it, and its numbers."""
    numbers = [f"{name}-{n}" for n in range(N_DOSSIERS)]
    file = {"file": (f"{name}.json", json_file(*map(dossier, numbers)))}
    page = marieke.post_form("/import/", {}, file).location
    return page, marieke.form(page, {}), set(numbers)


def test_an_import_that_is_cut_off_stands_whole_or_not_at_all_and_may_be_sent_again(installation):
    marieke = Session(installation.server.url).login("marieke.de.wit@hervest.example")
    page, form, numbers = previewed(marieke, "undisturbed")
    assert marieke.send(page, form).status == 303
    when = moments(installation.steps())
    assert numbers <= set(installation.look()["dossiers"])

    for n, moment in enumerate(when):
        page, form, numbers = previewed(marieke, f"cut-{n}")
        is_acknowledged = installation.cut_off(marieke, page, form, moment)

        seen = installation.look()
        there = numbers & set(seen["dossiers"])
        assert there in (set(), numbers)
        assert there == numbers or not is_acknowledged
        assert moment.allows(stands=there == numbers), moment
        assert_log_is_whole(seen)

        for _ in range(2):
            answer = marieke.send(page, form)
            assert answer.status == 303 or "Bestand ingelezen" in answer.text
        seen = installation.look()
        assert numbers <= set(seen["dossiers"])
        number = int(re.search(r"\d+", page)[0])
        applied = [detail for verb, _, detail in seen["verbs"] if verb == "import.applied"]
        assert [row["number"] for row in applied].count(number) == 1

    codes = [seen["dossiers"][number] for number in seen["dossiers"] if number.startswith(("cut-", "undisturbed-"))]
    assert len(codes) == len(set(codes)) == N_DOSSIERS * (len(when) + 1)
    for code in codes:
        assert_case_is_whole(seen["cases"][code], n_people=2)
    assert_log_is_whole(seen)


def document_form(session, code):
    """A picture, and the form that adds it."""
    path = f"/cases/{code}/documents/new/"
    return path, session.form(path, {"kind": "home"}), {"file": ("keuken.jpg", jpeg())}


def test_a_document_that_is_cut_off_stands_with_its_file_or_not_at_all_and_may_be_sent_again(installation):
    marieke = Session(installation.server.url).login("marieke.de.wit@hervest.example")
    page = marieke.post_form("/import/", {}, {"file": ("one.json", json_file(dossier("paper-1")))}).location
    assert marieke.post_form(page, {}).status == 303
    code = installation.look()["dossiers"]["paper-1"]
    path, form, files = document_form(marieke, code)
    assert marieke.send(path, form, files).status == 303
    when = moments(installation.steps())
    assert installation.look()["cases"][code]["documents"] == 1

    for number, moment in enumerate(when, start=1):
        path, form, files = document_form(marieke, code)
        is_acknowledged = installation.cut_off(marieke, path, form, moment, files)

        seen = installation.look()
        n = seen["cases"][code]["documents"]
        assert n in {number, number + 1}
        assert n == number + 1 or not is_acknowledged
        assert moment.allows(stands=n == number + 1), moment
        assert seen["lost files"] == 0
        assert_log_is_whole(seen)

        for _ in range(2):
            assert marieke.send(path, form, files).status == 303
        seen = installation.look()
        assert seen["cases"][code]["documents"] == number + 1
        assert seen["lost files"] == 0
