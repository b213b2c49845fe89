"""Rooms are entered only by their doors, and look only down; what a linter of imports cannot tell apart by file."""

import ast
import re

import pytest

from architecture.house import HEIGHT, LIBRARIES, Source, sources

DOORS = re.compile(
    r"queries|\w+_queries|actions|\w+_actions|vocabulary|\w+_vocabulary|permissions|policy|urls|rules|\w+_rules"
)
"""The house's doors: reading, doing, words, the law of access, addresses, and pure rules."""

FOUNDATION = {
    "core": {"*"},  # everything in core is there to be used
    "accounts": {"action", "actor", "request", "route"},  # what every action, query and view stands on
    "portal": {"errors", "frame"},  # config names them in its settings and root addresses
}
COMPOSERS = {"config", "cli"}
"""Nobody imports these two; they wire the house together and start it, so they alone start jobs."""


def steps(source: Source):
    """(imported room, imported module, node) for every import from another room."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield from _step(name.name.split("."), node)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            words = node.module.split(".")
            if len(words) == 2:
                for name in node.names:
                    yield from _step([*words, name.name], node)
            else:
                yield from _step(words, node)


def _step(words, node):
    if words[0] == "hervest" and len(words) > 2:
        yield words[1], words[2], node


def trespasses(source: Source) -> list[str]:
    found = []
    for room, module, node in steps(source):
        if room == source.room or room in LIBRARIES:
            continue
        allowed = FOUNDATION.get(room, set())
        is_start = module == "jobs" and source.room in COMPOSERS
        if "*" in allowed or module in allowed or DOORS.fullmatch(module) or is_start:
            continue
        found.append(f"{source.at(node)} enters {room} by {module}")
    return found


def climbs(source: Source) -> list[str]:
    return [
        f"{source.at(node)} looks up at {room}"
        for room, _, node in steps(source)
        if room != source.room and HEIGHT[room] >= HEIGHT[source.room] and source.room not in COMPOSERS
    ]


def test_every_room_stands_on_a_floor():
    assert {source.room for source in sources()} == set(HEIGHT)


def test_rooms_are_entered_only_by_their_doors():
    assert [line for source in sources() for line in trespasses(source)] == []


def test_a_room_looks_only_down():
    assert [line for source in sources() for line in climbs(source)] == []


@pytest.mark.parametrize(
    ("text", "is_seen"),
    [
        ("from hervest.journey.models import Case", True),
        ("from hervest.journey import models", True),
        ("import hervest.accounts.models", True),
        ("from hervest.journey.queries import case_for", False),
        ("from hervest.journey import plan_queries", False),
        ("from hervest.journey.trait_rules import Traits", False),
        ("from hervest.accounts.action import action", False),
        ("from hervest.accounts.adapter import Adapter", True),
    ],
)
def test_the_check_tells_a_door_from_a_window(text, is_seen):
    source = Source(sources()[0].path, "households", "queries", ast.parse(text))

    assert bool(trespasses(source)) is is_seen


@pytest.mark.parametrize(("room", "is_seen"), [("cli", False), ("portal", True)])
def test_jobs_are_started_by_the_command_and_by_no_room(room, is_seen):
    source = Source(sources()[0].path, room, "nightly", ast.parse("from hervest.journey import jobs"))

    assert bool(trespasses(source)) is is_seen


def test_the_check_sees_a_room_that_looks_up():
    source = Source(sources()[0].path, "journey", "queries", ast.parse("from hervest.housing.queries import x"))

    assert climbs(source)


def test_strangers_on_one_floor_do_not_meet():
    source = Source(sources()[0].path, "households", "queries", ast.parse("from hervest.housing.queries import x"))

    assert climbs(source)
