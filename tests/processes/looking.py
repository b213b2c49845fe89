"""Looks into the database of another installation, in a process of its own (`python -m processes.looking`)."""

import json
import subprocess
import sys
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
    answer = subprocess.run(words, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    return json.loads(answer.stdout)


def rows(name, **filters):
    """Rows of a model by its name; models exist only once Django is awake."""
    return apps.get_model(name).rows.filter(**filters)


def seen():
    """Dossiers, cases with their parts, decisions with what follows from them, and the log."""
    broken_at = import_string("hervest.audit.queries.broken_at")
    heads = list(rows("audit.ChainHead"))
    return {
        "cases": {case.code: parts_of(case) for case in rows("journey.Case")},
        "dossiers": dict(rows("intake.Dossier").values_list("number", "case__code")),
        "verbs": list(rows("audit.AuditRow").order_by("pk").values_list("verb", "case_code", "detail")),
        "broken": {head.chain: broken_at(head.chain) for head in heads},
        "missing": [head.chain for head in heads if rows("audit.AuditRow", chain=head.chain).count() != head.length],
    }


def parts_of(case):
    """What belongs to a case."""
    return {
        "households": rows("households.Household", case=case).count(),
        "members": rows("households.Member", household__case=case).count(),
        "leads": rows("journey.TeamMember", case=case, role="case_lead").count(),
        "milestones": sorted(rows("journey.Milestone", case=case).values_list("code", flat=True)),
        "tasks": rows("journey.Task", case=case).count(),
        "due": sorted(f"{task} {due}" for task, due in rows("journey.Task", case=case).values_list("pk", "due_on")),
        "landed_on": next((str(row.planned_on) for row in rows("journey.Milestone", case=case, code="LANDED")), ""),
        "facts": sorted(rows("journey.FactSet", case=case).values_list("source", flat=True)),
        "decisions": rows("placement.Decision", case=case, undone_at=None).count(),
        "placements": rows("placement.Placement", case=case, is_active=True).count(),
    }


if __name__ == "__main__":
    django.setup()
    with wall.everything():
        sys.stdout.write(json.dumps(seen(), default=str))
