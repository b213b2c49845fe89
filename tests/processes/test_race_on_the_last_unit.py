"""Two people act at the same instant, each through a server process of their own: one wins, the other is told.

But a household's no is never the one that loses.

`--races=whole` (`make test-races`) runs all rounds; every other run asks a part of them, chosen by `--races-seed`.
"""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from processes.match_rounds import Rounds
from processes.race_world import make_race_world
from processes.servers import Session, own_database, start_server

pytestmark = pytest.mark.process

ROUNDS = 500
USUAL_ROUNDS = 12
FEWER_ROUNDS = 4
LONGEST_LEAD_S = 0.03
LONGER_LEAD_S = 0.25
"""For acts of which one takes longer than the other before it asks for the case."""
OFTEN_PROVED_S = 180
UNIT_TAKEN = "Deze woning is net aan een ander gezin gegeven."
HAS_HOME = "Voor dit gezin is al een woning besloten. Maak dat besluit eerst ongedaan."
GROUP_TAKEN = "Deze groep is intussen aan een ander gezin voorgesteld."
DECIDED = "Past het beste."
WITHDRAWN = "Zij komen toch niet."
TOO_LATE = "Dat kan nu niet. Ververs de pagina en kijk hoe ver het voorstel is."
BEFORE = {"confirm": "group_confirms", "group_yes": "offer_group", "plan_intro": "group_yes"}
"""What came before each word by which it would go on, while the household says no."""

GOES_ON_AT = {"confirm": "go-on", "group_yes": "group", "plan_intro": "introduction"}
"""Where each of them is said."""

NO_AND_YES = [(how, event) for how in ("choice", "answer") for event in BEFORE]
"""That somebody wants no group at all, or no to this one; and what is said at the same moment."""


def lead_of(number, longest_s=LONGEST_LEAD_S):
    """How much earlier the first of the two sends in this round; less than nothing: later."""
    return random.Random(number).uniform(-longest_s, longest_s)


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
        self.secrets = world["secrets"]
        self.people = [self.let_in(url, email) for url, email in self.logins]
        self.proved_at = time.monotonic()

    def let_in(self, url, email):
        """Somebody with both steps of logging in, which everybody needs outside the demo; the app is set up once."""
        person = Session(url).login(email, self.password)
        if email in self.secrets:
            return person.take_second_step(self.secrets[email])
        self.secrets[email] = person.set_up_app()
        return person

    def stay_proved(self):
        """Whoever proved long ago who they are does so again: closing and opening ask for a fresh proof."""
        if time.monotonic() - self.proved_at < OFTEN_PROVED_S:
            return
        self.people = [self.let_in(url, email) for url, email in self.logins]
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

    def says_no(self, who, case, proposal, *, how):
        """What somebody of the household sends: that they want no group at all, or no to this one."""
        words = {"language": "nl", "interpreting": "not_needed"}
        if how == "choice":
            path = f"/cases/{case}/choices/1/"
            return path, self.people[who].form(path, words | {"answer": "no"})
        path = f"/matches/{proposal}/household/"
        return path, self.people[who].form(path, words | {"event": "newcomer_no"})

    def lets_go_on(self, who, proposal, event):
        """What who coordinates the group sends: it says yes, they meet today, or both are confirmed."""
        path = f"/matches/{proposal}/{GOES_ON_AT[event]}/"
        return path, self.people[who].form(path, meeting() if event == "plan_intro" else {"event": event})

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
            yield servers, world | {"home": home, "database_url": database_url, "secrets": {}}
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


@pytest.fixture(scope="module")
def no_race(racing):
    """Somebody of a household, and who coordinates the groups."""
    servers, world = racing
    return Race(servers, world | {"emails": world["sides"]})


@pytest.fixture(scope="module")
def begun(racing):
    """Brings the household and its group as far as a round needs, and tells what stands."""
    _, world = racing
    rounds = Rounds(world["home"], world["database_url"], world["family"], world["its_group"])
    yield rounds
    rounds.end()


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


def test_of_a_no_of_the_household_and_a_yes_at_once_the_no_always_stands_and_no_group_stays(no_race, begun, rounds):
    for number in rounds:
        how, event = NO_AND_YES[number % len(NO_AND_YES)]
        no_race.stay_proved()
        proposal = begun.begin(BEFORE[event])
        before = begun.seen(proposal)
        assert before["sponsors"] == before["told"] - 1 == 1, "somebody of the group and who coordinates it are told"
        sent = no_race.says_no(0, begun.case, proposal, how=how), no_race.lets_go_on(1, proposal, event)

        said_no, went_on = no_race.at_once(*sent, lead_s=lead_of(number, LONGER_LEAD_S))
        after, was_first = begun.seen(proposal), went_on.status == 303
        told = (number, how, event, said_no.status, went_on.status, after)

        assert said_no.status == 303, told  # a no needs no reason, and waits for nobody
        assert was_first or (went_on.status == 200 and TOO_LATE in went_on.text) or went_on.status == 404, told
        assert after["said"] == before["said"] + [event] * was_first + ["newcomer_no"], told
        assert after["log"] == before["log"] + log_of(how, event, was_first=was_first), told
        assert (after["live"], after["sponsors"], after["told"], after["respond_by"]) == (0, 0, 0, None), told
        assert after["wants"] == ("no" if how == "choice" else "yes"), told
        if was_first and event == "confirm":
            assert (after["state"], after["match"]) == ("confirmed", ["ended", "ended_by_newcomer", True]), told
        else:
            closed = "intro_no" if event == "confirm" else "newcomer_no"
            assert (after["state"], after["match"]) == (closed, None), told
        assert no_race.people[1].get(f"/matches/{proposal}/group/").status == 404, told


def meeting():
    """How household and group are to meet, as it is typed."""
    today = datetime.now(ZoneInfo("Europe/Amsterdam")).date().isoformat()
    said = {"meets_on": today, "meets_at": "15:30", "place": "video", "directions": "", "language": "nl"}
    return said | {"interpreting": "professional", "joins": "1", "seen": "0"}


def log_of(how, event, *, was_first):
    """What the log tells of a round, in its order: the one that came first, and always the no."""
    said = ["participation.chosen"] if how == "choice" else []
    return [f"match.{event}"] * was_first + said + ["match.newcomer_no"]
