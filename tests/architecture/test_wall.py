"""Who may reach further than the actor of a request: a list that grows only with a reason."""

import ast
import re

from architecture.house import PACKAGE, Source, sources

WIDER = frozenset({"everything", "as_owner", "widened", "only"})
DOORS = {
    "accounts/request.py only": "the actor of a request reaches the municipalities of their memberships",
    "audit/actions.py widened": "an act is in the log of every municipality it concerns; what is there is not read",
    "cli/__main__.py everything": "whoever has a shell on the server is the system",
    "cli/demo_reset.py as_owner": "drops the demo's own tables, and looks whether there are others",
    "cli/manage.py as_owner": "Django's own commands, for who manages the database",
    "cli/nightly.py everything": "the night's work goes over every municipality",
    "cli/outbox.py everything": "mails of every municipality",
    "cli/server.py everything": "jobs that a request left behind",
    "journey/team_queries.py widened": "numbers of what a role leaves behind where it ends, and no rows",
    "placement/transfer_sides_actions.py widened": "an act on an open transfer concerns both its municipalities",
    "placement/transfer_sides_queries.py widened": "whether a household on offer is still as it was: yes or no",
    "core/management/commands/flush.py as_owner": "empties tables, in tests",
    "core/management/commands/migrate.py as_owner": "makes and changes tables",
    "core/walled/base.py as_owner": "whoever changes tables, and databases, in tests",
}


def doors(source: Source):
    """Place and name of every call that lets more through the wall."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WIDER:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "wall":
                yield f"{source.place} {node.func.attr}"


def test_nothing_reaches_further_but_through_these_doors():
    assert {door for source in sources() for door in doors(source)} == set(DOORS)


def test_a_new_door_is_found_and_a_narrower_reach_is_none():
    text = "with wall.everything():\n    rows()\nwith wall.narrowed(codes), wall.nothing():\n    rows()"
    source = Source(PACKAGE / "journey" / "queries.py", "journey", "queries", ast.parse(text))

    assert list(doors(source)) == ["journey/queries.py everything"]


def test_the_wall_is_always_called_by_its_name():
    wrong = [
        source.at(node)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "hervest.core.wall"
        and WIDER & {name.name for name in node.names}
    ]

    assert wrong == []


TOLD = re.compile(
    r"\b(set_config\(|SET\s+(SESSION\s+|LOCAL\s+)?ROLE\b|SET\s+LOCAL\b|RESET\s+ROLE\b|ROLLBACK\s+TO\b)", re.IGNORECASE
)
TELLERS = {"core/walled/base.py", "core/walled/roles.py"}


def told_in(source: Source):
    """Statements in a file that say who is at work, or take back what was said, past the wall's own memory of it."""
    texts = (node.value for node in ast.walk(source.tree) if isinstance(node, ast.Constant))
    return [text for text in texts if isinstance(text, str) and TOLD.search(text)]


def test_nobody_else_tells_a_transaction_who_is_at_work():
    """What was said last is remembered for a transaction: a statement of its own would not be noticed."""
    assert {source.place for source in sources() if told_in(source)} == TELLERS

    text = 'cursor.execute("SET LOCAL ROLE somebody")\ncursor.execute("UPDATE role SET name = 1")'
    assert told_in(Source(PACKAGE / "journey" / "queries.py", "journey", "queries", ast.parse(text))) == [
        "SET LOCAL ROLE somebody"
    ]
