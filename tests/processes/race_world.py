"""Two families and two homes in an installation of its own, made by `python -m processes.race_world`."""

import json
import subprocess
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import django
from django.utils.module_loading import import_string

from hervest.core import wall
from processes.servers import LONGEST_START_S, environment

TESTS = Path(__file__).resolve().parent.parent


def make_race_world(home, database_url=""):
    """The cast with two families that wait and two homes that fit both, two that want the same sponsor group.

    A fifth has a group of its own, and one of its people logs in.
    """
    env = environment(home, database_url) | {
        "PYTHONPATH": str(TESTS),
        "DJANGO_SETTINGS_MODULE": "hervest.config.settings",
    }
    words = [sys.executable, "-m", "processes.race_world"]
    answer = subprocess.run(words, env=env, capture_output=True, text=True, timeout=LONGEST_START_S, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    return json.loads(answer.stdout)


def race_world():
    """The same cast and families as every other test, on the day of the real clock."""
    import_string("hervest.cli.home.prepare")()
    import_string("django.core.management.call_command")("migrate", verbosity=0, interactive=False)
    now = import_string("hervest.core.clock.now")()
    people = import_module("people")
    people.NOW, people.TODAY = now, import_string("hervest.core.clock.day_of")(now)
    world = people.build_world()
    world.now, world.today = people.NOW, people.TODAY
    waiting = import_string("placement.waiting_families.Waiting")(world)
    cases = [waiting.family(key, n_children=1) for key in ("first", "second")]
    units = [waiting.home(code, available_from=world.today + timedelta(days=1)) for code in ("W-1", "W-2")]
    between = import_string("placement.matchmaking.Between")(
        waiting, import_string("sponsorship.groups.programme")(world)
    )
    group = between.group()
    families = [between.family(key, home=code) for key, code in (("third", "W-3"), ("fourth", "W-4"))]
    waiting.joins(families[0], "anouk", "guide")
    for case in families:
        between.asked(case)
    last = between.family("fifth", home="W-5")
    mother = {"role": import_string("hervest.journey.vocabulary.TeamRole").NEWCOMER, "member_no": 1}
    between.joins(last, "samir", **mother)
    kade = between.group("De Kade", login="saskia")
    return {
        "families": families,
        "group": group,
        "matchers": [world.email("anouk"), world.email("fenna")],
        "family": last,
        "its_group": kade,
        "sides": [world.email("samir"), world.email("fenna")],
        "cases": cases,
        "units": units,
        "emails": [world.email("marieke"), world.email("lena")],
        "password": people.PASSWORD,
    }


if __name__ == "__main__":
    django.setup()
    with wall.everything():
        sys.stdout.write(json.dumps(race_world()))
