"""What each storey of a room may not know, whatever its file is called: rules no Django, actions no requests."""

import ast
import re

import pytest

from architecture.house import LIBRARIES, Source, root_of, sources

PURE = re.compile(r"rules|\w+_rules|vocabulary|\w+_vocabulary|policy|permissions")
QUERIES = re.compile(r"queries|\w+_queries")
ACTIONS = re.compile(r"actions|\w+_actions")
MODELS = re.compile(r"models|\w+_models")

IMPURE = r"django(\..*)?|logging|random|secrets|time|requests|hervest\.core\.(clock|web|texts)"
UPWARDS = r"hervest\.\w+\.(views|forms|urls|jobs)"
WEB = r"django\.(http|shortcuts|template|forms|core\.mail)(\..*)?|hervest\.core\.web|hervest\.accounts\.(request|route)"
TABLES = r"hervest\.\w+\.(models|\w+_models|queries|\w+_queries|actions|\w+_actions)"

FORBIDDEN = (
    (PURE, rf"{IMPURE}|{UPWARDS}|{WEB}|{TABLES}"),
    (MODELS, rf"{UPWARDS}|{WEB}|hervest\.\w+\.(queries|\w+_queries|actions|\w+_actions)|hervest\.core\.clock"),
    (QUERIES, rf"{UPWARDS}|{WEB}|hervest\.\w+\.(actions|\w+_actions)"),
    (ACTIONS, rf"{UPWARDS}|{WEB}"),
)
"""Files of a storey, and the modules none of them may import."""


def imported(source: Source):
    """Every dotted name that may be a module, as it is written."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node
            yield from ((f"{node.module}.{name.name}", node) for name in node.names)


def strays(source: Source) -> list[str]:
    return sorted(
        {
            f"{source.at(node)} {name}"
            for files, forbidden in FORBIDDEN
            if files.fullmatch(source.module)
            for name, node in imported(source)
            if re.fullmatch(forbidden, name)
        }
    )


def room_files():
    return [source for source in sources() if source.room not in LIBRARIES and source.room not in {"config", "cli"}]


def test_every_storey_knows_only_what_it_may():
    assert sum(1 for source in room_files() if PURE.fullmatch(source.module)) > 10
    assert [line for source in room_files() for line in strays(source)] == []


@pytest.mark.parametrize(
    ("module", "text", "is_seen"),
    [
        ("age_rules", "from django.db import models", True),
        ("rules", "from hervest.core import clock", True),
        ("rules", "from hervest.journey.models import Case", True),
        ("rules", "from hervest.journey.vocabulary import Phase", False),
        ("vocabulary", "from hervest.core.vocabulary import Route", False),
        ("match_vocabulary", "from hervest.journey.models import Case", True),
        ("models", "from hervest.journey.queries import case_for", True),
        ("models", "from hervest.core.classified import classified", False),
        ("plan_queries", "from hervest.journey.actions import open_case", True),
        ("plan_queries", "from hervest.journey import plan_actions", True),
        ("plan_queries", "from hervest.core import clock", False),
        ("task_actions", "from django.http import HttpRequest", True),
        ("task_actions", "from hervest.accounts.request import actor_in", True),
        ("task_actions", "from hervest.accounts.action import action", False),
        ("views", "from django.http import HttpRequest", False),
    ],
)
def test_the_check_tells_what_a_storey_may_know(module, text, is_seen):
    source = Source(sources()[0].path, "households", module, ast.parse(text))

    assert bool(strays(source)) is is_seen


def test_queries_and_actions_are_never_handed_a_request():
    handed = [
        source.at(node)
        for source in room_files()
        if QUERIES.fullmatch(source.module) or ACTIONS.fullmatch(source.module)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.arg) and (node.arg == "request" or _is_request(node))
    ]

    assert handed == []


def _is_request(node: ast.arg) -> bool:
    return node.annotation is not None and root_of(node.annotation)[-1:] == ("HttpRequest",)
