"""Looks into the database of another installation, in a process of its own (`python -m processes.looking`)."""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import django
from django.apps import apps
from django.utils.module_loading import import_string

from hervest.core import wall
from processes.servers import environment

TESTS = Path(__file__).resolve().parent.parent


def look(home, database_url=""):
    """What is in the database of the installation in `home`: everything that `seen` gives."""
    env = environment(home, database_url) | {
        "PYTHONPATH": str(TESTS),
        "DJANGO_SETTINGS_MODULE": "hervest.config.settings",
    }
    words = [sys.executable, "-m", "processes.looking"]
    answer = subprocess.run(words, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    return json.loads(answer.stdout)


def rows(name, **filters):
    """Rows of a model by its name; models exist only once Django is awake."""
    return apps.get_model(name).rows.filter(**filters)


def seen():
    """Dossiers, cases with their parts, decisions with what follows from them, and the log."""
    broken_at = import_string("hervest.audit.queries.broken_at")
    heads = list(rows("audit.ChainHead"))
    lengths = Counter(rows("audit.AuditRow").values_list("chain", flat=True))
    tied = rows("journey.CaseDocument").values("document")
    return {
        "cases": cases(),
        "dossiers": dict(rows("intake.Dossier").values_list("number", "case__code")),
        "verbs": list(rows("audit.AuditRow").order_by("pk").values_list("verb", "case_code", "detail")),
        "lost files": rows("documents.Document").exclude(pk__in=tied).count(),
        "broken": {head.chain: broken_at(head.chain) for head in heads},
        "missing": [head.chain for head in heads if lengths[head.chain] != head.length],
    }


def cases():
    """Code -> what belongs to the case, each table read once."""
    n_of = {
        "households": per_case("households.Household"),
        "members": per_case("households.Member", "household__case"),
        "leads": per_case("journey.TeamMember", role="case_lead"),
        "tasks": per_case("journey.Task"),
        "documents": per_case("journey.CaseDocument"),
        "decisions": per_case("placement.Decision", undone_at=None),
        "placements": per_case("placement.Placement", is_active=True),
    }
    listed = {
        "milestones": listed_per_case("journey.Milestone", "code"),
        "due": listed_per_case("journey.Task", "pk", "due_on"),
        "facts": listed_per_case("journey.FactSet", "source"),
        "landed_on": listed_per_case("journey.Milestone", "planned_on", code="LANDED"),
    }
    found = {}
    for pk, code in rows("journey.Case").values_list("pk", "code"):
        lists = {name: sorted(of[pk]) for name, of in listed.items()}
        landed_on = "".join(lists["landed_on"])
        found[code] = {name: of[pk] for name, of in n_of.items()} | lists | {"landed_on": landed_on}
    return found


def per_case(name, case="case", **filters):
    """How many rows each case has of these."""
    return Counter(rows(name, **filters).values_list(case, flat=True))


def listed_per_case(name, *columns, **filters):
    """What stands in these columns, for each case."""
    found = defaultdict(list)
    for case, *values in rows(name, **filters).values_list("case", *columns):
        found[case].append(" ".join(map(str, values)))
    return found


if __name__ == "__main__":
    django.setup()
    with wall.everything():
        sys.stdout.write(json.dumps(seen(), default=str))
