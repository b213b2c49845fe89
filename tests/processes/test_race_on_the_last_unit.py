"""Two people act at the same instant, each through a server process of their own: one wins, the other is told.

`--races=whole` (`make test-races`) runs all rounds; every other run asks a part of them, chosen by `--races-seed`.
"""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from processes.race_world import make_race_world
from processes.servers import Session, own_database, start_server

pytestmark = pytest.mark.process

ROUNDS = 500
USUAL_ROUNDS = 12
FEWER_ROUNDS = 4
LONGEST_LEAD_S = 0.03
OFTEN_PROVED_S = 180
UNIT_TAKEN = "Deze woning is net aan een ander gezin gegeven."
HAS_HOME = "Voor dit gezin is al een woning besloten. Maak dat besluit eerst ongedaan."
GROUP_TAKEN = "Deze groep is intussen aan een ander gezin voorgesteld."
DECIDED = "Past het beste."
WITHDRAWN = "Zij komen toch niet."


def lead_of(number):
    """How much earlier the first of the two sends in this round; less than nothing: later."""
    return random.Random(number).uniform(-LONGEST_LEAD_S, LONGEST_LEAD_S)


@pytest.fixture(scope="session")
def rounds(request):
    """The numbers of the rounds that this run asks: all of them, or a seeded part."""
    if request.config.getoption("--races") == "whole":
        return range(ROUNDS)
    return random.Random(request.config.getoption("--races-seed")).sample(range(ROUNDS), USUAL_ROUNDS)


class Race:
    """Two people at two servers on one database."""

    def __init__(self, servers, world):
        self.cases, self.units, self.password = world["cases"], world["units"], world["password"]
        self.families, self.group = world["families"], world["group"]
        self.logins = list(zip((server.url for server in servers), world["emails"], strict=True))
        self.people = [Session(url).login(email, self.password) for url, email in self.logins]
        self.secrets = [person.set_up_app() for person in self.people]  # everybody needs it outside the demo
        self.proved_at = time.monotonic()

    def stay_proved(self):
        """Whoever proved long ago who they are does so again: closing and opening ask for a fresh proof."""
        if time.monotonic() - self.proved_at < OFTEN_PROVED_S:
            return
        again = [Session(url).login(email, self.password) for url, email in self.logins]
        self.people = [who.take_second_step(secret) for who, secret in zip(again, self.secrets, strict=True)]
        self.proved_at = time.monotonic()

    def at_once(self, *sent, lead_s=0.0):
        """Each person sends their (path, form), the first so much earlier; what each was answered."""
        start = threading.Barrier(len(sent))
        waits = (max(0.0, -lead_s), max(0.0, lead_s))

        def send(person, wait_s, path, form):
            start.wait(timeout=30)
            time.sleep(wait_s)
            return person.send(path, form)

        with ThreadPoolExecutor(len(sent)) as pool:
            paths, forms = zip(*sent, strict=True)
            return list(pool.map(send, self.people, waits, paths, forms))

    def decides(self, who, case, unit):
        """What this person sends to give the case that home."""
        path = f"/cases/{case}/home/{unit}/decide/"
        return path, self.people[who].form(path, {"reason": DECIDED})

    def withdraws(self, who, case):
        """What this person sends to close the case: the household withdrew."""
        path = f"/cases/{case}/close/"
        words = {"reason": "not_arrived", "text": WITHDRAWN, "knows_of_terms": "on"}
        return path, self.people[who].form(path, words)

    def proposes(self, who, case):
        """What this person sends to propose the group for the household."""
        path = f"/cases/{case}/groups/{self.group}/"
        return f"{path}propose/", self.people[who].form(f"{path}propose/", {"reason": DECIDED}, at=path)

    def decide(self, *wanted, lead_s=0.0):
        """Each person decides for one (case, unit); what each was answered."""
        return self.at_once(*(self.decides(who, *one) for who, one in enumerate(wanted)), lead_s=lead_s)

    def has_home(self, case):
        """Whether the page of the case says that a home was decided."""
        return "Afgeweken van het voorstel" in self.people[0].get(f"/cases/{case}/home/").text

    def is_closed(self, case):
        """Whether the case can be opened again."""
        return f"/cases/{case}/reopen/" in self.people[0].get(f"/cases/{case}/").text

    def undo(self, case):
        """The home is free again for the next round."""
        assert self.people[0].post_form(f"/cases/{case}/home/undo/", {"reason": "Weer vrij."}).status == 303

    def reopen(self, case):
        """The case is open again for the next round."""
        assert self.people[0].post_form(f"/cases/{case}/reopen/", {"reason": "Zij komen wel."}).status == 303


@pytest.fixture(scope="module")
def racing(tmp_path_factory):
    """Two servers on one database, and what is raced for; made once."""
    home = tmp_path_factory.mktemp("race")
    with own_database() as database_url:
        world = make_race_world(home, database_url)
        servers = []
        try:
            servers += [start_server(home, database_url, command="serve") for _ in "12"]
            yield servers, world
        finally:
            for server in servers:
                server.kill()


@pytest.fixture(scope="module")
def race(racing):
    """Who gives homes: every test leaves both families without one, as it found them."""
    return Race(*racing)


@pytest.fixture(scope="module")
def matching_race(racing):
    """Who propose groups: the guide of one family, and who coordinates the groups."""
    servers, world = racing
    return Race(servers, world | {"emails": world["matchers"]})


def winner_of(answers, told="", kept=DECIDED):
    """Who was sent on; the other one stays on the page and reads why."""
    won = [number for number, answer in enumerate(answers) if answer.status == 303]
    lost = [answer for answer in answers if answer.status != 303]
    assert len(won) == 1, [(answer.status, answer.location) for answer in answers]
    assert [answer.status for answer in lost] == [200]
    assert told in lost[0].text
    assert kept in lost[0].text  # nothing typed is lost
    return won[0]


def test_of_two_people_who_decide_for_one_unit_exactly_one_wins_every_time(race, rounds):
    for number in rounds:
        wanted = [(case, race.units[0]) for case in race.cases]
        winner = winner_of(race.decide(*wanted, lead_s=lead_of(number)), UNIT_TAKEN)
        assert [race.has_home(case) for case in race.cases] == [winner == 0, winner == 1], number
        race.undo(race.cases[winner])


def test_of_a_withdrawal_and_a_decision_at_once_the_case_is_closed_or_has_a_home_but_never_both(race, rounds):
    case = race.cases[0]
    for number in rounds:
        race.stay_proved()
        decides, withdraws = race.decides(0, case, race.units[0]), race.withdraws(1, case)
        decided, withdrawn = race.at_once(decides, withdraws, lead_s=lead_of(number))

        assert (decided.status == 303) is not (withdrawn.status == 303), (number, decided, withdrawn)
        assert race.has_home(case) is (decided.status == 303), number
        assert race.is_closed(case) is (withdrawn.status == 303), number
        if decided.status == 303:
            assert WITHDRAWN in withdrawn.text  # nothing typed is lost
            race.undo(case)
        else:
            race.reopen(case)


def test_of_two_people_who_give_one_household_a_home_exactly_one_wins_every_time(race, rounds):
    for number in rounds[::FEWER_ROUNDS]:
        wanted = [(race.cases[0], unit) for unit in race.units]
        winner_of(race.decide(*wanted, lead_s=lead_of(number)), HAS_HOME)
        assert race.has_home(race.cases[0])
        race.undo(race.cases[0])


def test_two_people_who_want_different_homes_both_get_them(race, rounds):
    for number in rounds[::FEWER_ROUNDS]:
        wanted = zip(race.cases, race.units, strict=True)
        assert [answer.status for answer in race.decide(*wanted, lead_s=lead_of(number))] == [303, 303]
        assert all(race.has_home(case) for case in race.cases)
        for case in race.cases:
            race.undo(case)


def test_of_two_people_who_propose_one_group_exactly_one_wins_every_time(matching_race, rounds):
    for number in rounds:
        sent = [matching_race.proposes(who, case) for who, case in enumerate(matching_race.families)]
        answers = matching_race.at_once(*sent, lead_s=lead_of(number))
        winner = winner_of(answers, GROUP_TAKEN)
        taken_back = matching_race.people[winner].post_form(answers[winner].location, {"event": "withdraw"})
        assert taken_back.status == 303, number
