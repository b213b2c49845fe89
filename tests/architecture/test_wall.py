"""Who may reach further than the actor of a request: a list that grows only with a reason."""

import ast

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
