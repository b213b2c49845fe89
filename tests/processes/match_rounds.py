"""Brings one family and one group as far as a round needs, and tells what stands: `python -m processes.match_rounds`.

A process of its own beside the servers, on their database: it is asked by a line, and answers with one.
"""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import django
from django.apps import apps
from django.utils.module_loading import import_string

from hervest.core import wall
from processes.servers import environment

TESTS = Path(__file__).resolve().parent.parent
GROUP = "De Kade"


class Rounds:
    """The process, for a test."""

    def __init__(self, home, database_url, case, group):
        self.case = case
        env = environment(home, database_url) | {
            "PYTHONPATH": str(TESTS),
            "DJANGO_SETTINGS_MODULE": "hervest.config.settings",
        }
        words = [sys.executable, "-m", "processes.match_rounds", case, str(group)]
        self.process = subprocess.Popen(words, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        """What it answers to these words."""
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def begin(self, event):
        """The family wants the group, and everything up to this event went well; the number of the proposed match."""
        return self.ask("begin", event)

    def seen(self, proposal):
        """What stands of that match, its case and its log."""
        return self.ask("seen", proposal)

    def end(self):
        """It is not needed any more."""
        self.process.stdin.close()
        self.process.wait(timeout=30)


def rows(name, **filters):
    """Rows of a model by its name; models exist only once Django is awake."""
    return apps.get_model(name).rows.filter(**filters)


class Family:
    """The family and the group, among the cast as it stands in the database."""

    def __init__(self, case, group):
        self.case = case
        people = import_module("people")
        people.NOW, people.TODAY = self.now()
        keys = {person.email.partition("@")[0]: person.pk for person in rows("accounts.Person")}
        world = people.World(ids=keys, now=people.NOW, today=people.TODAY)
        self.making = import_module("placement.matchmaking")
        waiting = import_string("placement.waiting_families.Waiting")(world)
        made = import_string("sponsorship.groups.Made")(world, rows("sponsorship.Programme").get().pk, int(group))
        self.between = self.making.Between(waiting, made.programme, {GROUP: made})

    @staticmethod
    def now():
        """The instant of the real clock and its day."""
        now = import_string("hervest.core.clock.now")()
        return now, import_string("hervest.core.clock.day_of")(now)

    def begin(self, event):
        """They want a group again, and everything went well up to the event.

        What came of the round before is forgotten: a pair that was declined is not proposed again (MATCH-H12).
        """
        for name in ("MatchAnswer", "Match", "MatchProposal"):
            whose = "proposal__case__code" if name == "MatchAnswer" else "case__code"
            rows(f"placement.{name}", **{whose: self.case}).delete()
        world = self.between.world
        world.now, world.today = self.now()
        if self.wants() != "yes":
            self.making.matches.choose_about_group(
                by=world.actor("marieke"),
                now=world.now,
                case=self.case,
                member=1,
                answer="yes",
                given=self.making.SAID,
            )
        if GROUP not in self.between.proposals:
            self.between.asked(self.case, GROUP)
            self.between.share(self.case)
        self.between.propose(self.case, GROUP)
        self.between.go_on_to(self.making.MatchEvent(event), GROUP)
        return self.between.proposals[GROUP]

    def wants(self):
        """What the first of them said last about a group."""
        said = rows("households.ParticipationChoice", household__case__code=self.case, member_no=1)
        return said.order_by("pk").last().answer

    def seen(self, proposal):
        """What stands of the proposal, of whoever is in the team for a group, and of the log since."""
        row = rows("placement.MatchProposal").get(pk=proposal)
        match = rows("placement.Match", proposal=row).first()
        sits = rows("journey.TeamMember", case__code=self.case, until_on__gte=self.now()[1])
        log = rows("audit.AuditRow", case_code=self.case).order_by("pk").values_list("verb", "detail")
        proposed = [verb == "match.proposed" and detail["proposal"] == proposal for verb, detail in log].index(True)
        return {
            "state": row.state,
            "respond_by": row.respond_by,
            "match": [match.stage, match.end, match.ended_on is not None] if match else None,
            "said": list(rows("placement.MatchAnswer", proposal=row).order_by("pk").values_list("event", flat=True)),
            "live": rows("placement.Match", case__code=self.case, ended_on=None).count(),
            "wants": self.wants(),
            "sponsors": sits.filter(role="sponsor").count(),
            "told": sits.filter(role__in=["sponsor", "sponsor_coordinator"]).exclude(disclosure=0).count(),
            "log": [verb for verb, _ in list(log)[proposed:] if verb.startswith(("match.", "participation."))],
        }


def answer_lines():
    """An answer to every line, until there are no more."""
    family = Family(*sys.argv[1:])
    for line in sys.stdin:
        verb, *words = json.loads(line)
        answer = {"begin": family.begin, "seen": family.seen}[verb](*words)
        sys.stdout.write(json.dumps(answer, default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    django.setup()
    with wall.everything():
        answer_lines()
