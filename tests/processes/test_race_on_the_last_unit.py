"""Two people decide at the same instant, each through a server process of its own: one wins, the other is told."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from processes.race_world import make_race_world
from processes.servers import Session, own_database, start_server

pytestmark = pytest.mark.process

ROUNDS = 20
FEWER_ROUNDS = 5
UNIT_TAKEN = "Deze woning is net aan een ander gezin gegeven."
HAS_HOME = "Voor dit gezin is al een woning besloten. Maak dat besluit eerst ongedaan."


def with_second_factor(person):
    """Somebody who logged in, with the app that everybody needs outside the demo."""
    person.set_up_app()
    return person


class Race:
    """Two people at two servers on one database."""

    def __init__(self, servers, world):
        self.people = [
            with_second_factor(Session(server.url).login(email, world["password"]))
            for server, email in zip(servers, world["emails"], strict=True)
        ]
        self.cases, self.units = world["cases"], world["units"]

    def run(self, *wanted):
        """Each person decides for one (case, unit), all at the same instant; what each was answered."""
        paths = [f"/cases/{case}/home/{unit}/decide/" for case, unit in wanted]
        forms = [
            person.form(path, {"reason": "Past het beste."}) for person, path in zip(self.people, paths, strict=True)
        ]
        start = threading.Barrier(len(wanted))

        def send(person, path, form):
            start.wait(timeout=30)
            return person.send(path, form)

        with ThreadPoolExecutor(len(wanted)) as pool:
            return list(pool.map(send, self.people, paths, forms))

    def has_home(self, case):
        """Whether the page of the case says that a home was decided."""
        return "Afgeweken van het voorstel" in self.people[0].get(f"/cases/{case}/home/").text

    def undo(self, case):
        """The home is free again for the next round."""
        assert self.people[0].post_form(f"/cases/{case}/home/undo/", {"reason": "Weer vrij."}).status == 303


@pytest.fixture(scope="module")
def race(tmp_path_factory):
    """Made once: every test leaves both families without a home, as it found them."""
    home = tmp_path_factory.mktemp("race")
    with own_database() as database_url:
        world = make_race_world(home, database_url)
        servers = []
        try:
            servers += [start_server(home, database_url, command="serve") for _ in "12"]
            yield Race(servers, world)
        finally:
            for server in servers:
                server.kill()


def winner_of(answers, told):
    """Who was sent on; the other one stays on the page and reads why."""
    won = [number for number, answer in enumerate(answers) if answer.status == 303]
    lost = [answer for answer in answers if answer.status != 303]
    assert len(won) == 1, [(answer.status, answer.location) for answer in answers]
    assert [answer.status for answer in lost] == [200]
    assert told in lost[0].text
    assert "Past het beste." in lost[0].text  # nothing typed is lost
    return won[0]


def test_of_two_people_who_decide_for_one_unit_exactly_one_wins_every_time(race):
    winners = []
    for _ in range(ROUNDS):
        answers = race.run((race.cases[0], race.units[0]), (race.cases[1], race.units[0]))
        winners.append(winner_of(answers, UNIT_TAKEN))
        assert [race.has_home(case) for case in race.cases] == [winners[-1] == 0, winners[-1] == 1]
        race.undo(race.cases[winners[-1]])

    assert len(winners) == ROUNDS


def test_of_two_people_who_give_one_household_a_home_exactly_one_wins_every_time(race):
    for _ in range(FEWER_ROUNDS):
        winner_of(race.run((race.cases[0], race.units[0]), (race.cases[0], race.units[1])), HAS_HOME)
        assert race.has_home(race.cases[0])
        race.undo(race.cases[0])


def test_two_people_who_want_different_homes_both_get_them(race):
    for _ in range(FEWER_ROUNDS):
        answers = race.run((race.cases[0], race.units[0]), (race.cases[1], race.units[1]))
        assert [answer.status for answer in answers] == [303, 303]
        assert all(race.has_home(case) for case in race.cases)
        for case in race.cases:
            race.undo(case)
