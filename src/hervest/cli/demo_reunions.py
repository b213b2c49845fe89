"""What was done about reunification in the families of the demo, and which last days were told of."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.actor import Actor
from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.core.vocabulary import MemberNo
from hervest.guidance.jobs import warn_of_reunification
from hervest.guidance.reunion_actions import record_application, record_decision, say_not_wanted
from hervest.guidance.reunion_joining_actions import note_papers
from hervest.guidance.reunion_queries import reunion
from hervest.guidance.reunion_rules import Application
from hervest.guidance.reunion_vocabulary import Outcome, PaperState

WHY = "Gezinshereniging"


def seed_reunions(now: datetime, codes: Mapping[str, str]) -> None:
    """Each by who recorded it; then whoever works on a case with a last day that comes near was told today."""
    today = clock.day_of(now)
    for row in invented():
        by, case = actor_by_email(row["by"], today=today), codes[row["number"]]
        who: dict[str, Any] = {"by": by, "now": now, "case": case, "member": MemberNo(row["member"]), "because": WHY}
        if "applied" in row:
            applied_on = today + timedelta(days=row["applied"])
            record_application(**who, applied_on=applied_on, support_point=row["support_point"], seen=0)
            record_decision(**who, decided=decided_of(row, applied_on, today), seen=1)
        if "not_wanted" in row:
            say_not_wanted(**who, own_words=row["not_wanted"], seen=0)
        for papers in row.get("papers", ()):
            seed_papers(by, now, case, MemberNo(row["member"]), papers)
    warn_of_reunification(now)


def seed_papers(by: Actor, now: datetime, case: str, holder: MemberNo, papers: Mapping[str, Any]) -> None:
    """What there is of the papers of one relative."""
    relatives = reunion(by, case, today=clock.day_of(now)).relatives or ()
    states = {key: PaperState(word) for key, word in papers.items() if key != "relative"}
    relative = relatives[papers["relative"]].relative.id
    note_papers(by=by, now=now, case=case, relative=relative, papers=states, holder=holder, seen=0)


def decided_of(row: Mapping[str, Any], applied_on: date, today: date) -> Application:
    """What was decided on one of them."""
    return Application(
        applied_on,
        row["support_point"],
        Outcome(row["outcome"]),
        decided_on=today + timedelta(days=row["decided"]),
        expected_on=today + timedelta(days=row["expected"]),
    )


def invented() -> Iterable[dict[str, Any]]:
    """What was invented, in its order."""
    text = resources.files("hervest.cli").joinpath("data", "demo_reunions.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["reunions"]
    return found
