"""The table of the law against the policy, and against the policy with one thing in it loosened or taken away."""

import ast
import types
from pathlib import Path

import pytest

from accounts import pure_town
from hervest.accounts import policy

SOURCE = Path(policy.__file__).read_text(encoding="utf-8")
AT_LEAST_KILLED = 0.95
PARTS = 3
"""They are tried in parts, each of which has to kill as many, so that several workers can."""

NEVER_REACHED_BY_THE_TABLE = ("actor.system",)
"""The system actor stands in no table: whatever a mutant does to it, other tests see it."""


@pytest.mark.once
def test_the_policy_says_what_the_law_says_of_everybody_and_everything():
    assert list(pure_town.differences(policy)) == []


def mutants():
    """What is done to each, where and how: a condition dropped, turned around or never met, a scope left out."""
    for place, node in enumerate(ast.walk(ast.parse(SOURCE))):
        for what, change in changes(node):
            yield f"line {getattr(node, 'lineno', 0)}: {what}: {ast.unparse(node)[:80]}", place, change


def mutant(place, change):
    """The policy with one thing in it changed."""
    tree = ast.parse(SOURCE)
    change(next(node for n, node in enumerate(ast.walk(tree)) if n == place))
    return tree


def changes(node):
    """What can be done to one node."""
    if isinstance(node, ast.BoolOp):
        other = ast.And if isinstance(node.op, ast.Or) else ast.Or
        yield "and <-> or", lambda found: setattr(found, "op", other())
        for place in range(len(node.values)):
            yield f"without part {place}", lambda found, place=place: found.values.pop(place)
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITE:
        yield "turned around", lambda found: found.ops.__setitem__(0, OPPOSITE[type(found.ops[0])]())
    elif isinstance(node, (ast.Set, ast.Dict)) and len(ast.unparse(node)) > len("{}"):
        parts = node.elts if isinstance(node, ast.Set) else node.values
        for place in range(len(parts)):
            yield f"without {place}", lambda found, place=place: without(found, place)
    elif isinstance(node, ast.If):
        yield "never", lambda found: setattr(found, "test", ast.Constant(value=False))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Sub, ast.BitOr)):
        yield "left side only", lambda found: setattr(found, "right", ast.parse("frozenset()", mode="eval").body)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "without not", lambda found: setattr(found, "op", ast.UAdd())
    elif isinstance(node, ast.Name) and node.id in OTHER_WAY:
        yield "any <-> all", lambda found: setattr(found, "id", OTHER_WAY[found.id])
    elif isinstance(node, ast.comprehension):
        for place in range(len(node.ifs)):
            yield f"of all, whatever {place} says", lambda found, place=place: found.ifs.pop(place)


OTHER_WAY = {"any": "all", "all": "any"}
OPPOSITE = {ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Eq: ast.NotEq}


def without(node, place):
    """A set without an element, a table without a row."""
    if isinstance(node, ast.Dict):
        node.keys.pop(place)
        node.values.pop(place)
    elif len(node.elts) > 1:
        node.elts.pop(place)
    else:
        node.elts[:] = [ast.Constant(value="nothing")]


def is_killed(tree):
    """Whether the mutant answers anything other than the law, or breaks."""
    module = types.ModuleType("mutant")
    try:
        exec(compile(ast.fix_missing_locations(tree), "mutant", "exec"), module.__dict__)  # our own code
        return next(pure_town.differences(module), None) is not None
    except Exception:  # noqa: BLE001  # a mutant that breaks is seen
        return True


def can_be_seen(name):
    return not any(word in name for word in NEVER_REACHED_BY_THE_TABLE)


@pytest.mark.once
@pytest.mark.parametrize("part", range(PARTS))
def test_the_table_kills_the_mutants_of_the_policy(part):
    named = [one for one in mutants() if can_be_seen(one[0])][part::PARTS]
    alive = [name for name, place, change in named if not is_killed(mutant(place, change))]

    assert len(named) > 160 / PARTS
    assert 1 - len(alive) / len(named) >= AT_LEAST_KILLED, alive
