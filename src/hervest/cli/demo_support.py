"""How the families of the demo are doing, how much support they get, and who has how many hours."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.actor import Actor
from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.core.vocabulary import MemberNo
from hervest.guidance.assessing_actions import record_assessment
from hervest.guidance.assessing_rules import THE_HOUSEHOLD, Asked
from hervest.guidance.assessing_vocabulary import Answer, AnswerSource, ItemKey
from hervest.guidance.caseload_actions import set_working_hours
from hervest.guidance.intensity_actions import Spent, decide_intensity, note_hours
from hervest.guidance.intensity_rules import Decision
from hervest.guidance.intensity_vocabulary import Band

MINUTES = 60
VERSION = "2026-11"


def seed_support(now: datetime, codes: Mapping[str, str]) -> None:
    """Each by who asked, decided or worked, as if all of it was noted today."""
    text = resources.files("hervest.cli").joinpath("data", "demo_support.toml").read_text("utf-8")
    table = tomllib.loads(text)
    for row in table["assessments"]:
        _assess(now, codes[row["number"]], row)
    last: dict[str, int] = {}
    for row in table["decisions"]:
        case = codes[row["number"]]
        last[case] = _decide(now, case, row, seen=last.get(case, 0))
    for row in table["hours"]:
        _spend(now, codes[row["number"]], row)
    for row in table["working_hours"]:
        worker = _who(row["worker"], now).person
        assert worker is not None  # everybody in the file logs in as a person
        how = {"municipality": row["municipality"], "minutes": round(row["hours"] * MINUTES)}
        set_working_hours(by=_who(row["by"], now), now=now, person=worker, seen=0, **how)


def _who(email: str, now: datetime) -> Actor:
    return actor_by_email(email, today=clock.day_of(now))


def _day(now: datetime, days: int) -> date:
    return clock.day_of(now) + timedelta(days=days)


def _assess(now: datetime, case: str, row: Mapping[str, Any]) -> None:
    answers = {ItemKey(item): Answer(answer) for item, answer in row["answers"].items()}
    record_assessment(
        by=_who(row["by"], now),
        now=now,
        case=case,
        instrument=row["instrument"],
        version=VERSION,
        member=MemberNo(row.get("member", 0)),
        asked=Asked(answers, AnswerSource(row["source"]), _day(now, row["on"]), row.get("note", "")),
        seen=0,
    )


def _decide(now: datetime, case: str, row: Mapping[str, Any], *, seen: int) -> int:
    minutes = round(row["hours"] * MINUTES) if "hours" in row else None
    return decide_intensity(
        by=_who(row["by"], now),
        now=now,
        case=case,
        member=THE_HOUSEHOLD,
        decision=Decision(_day(now, row["on"]), Band(row["band"]), minutes),
        reason=row["reason"],
        hours_reason=row.get("hours_reason", ""),
        seen=seen,
    )


def _spend(now: datetime, case: str, row: Mapping[str, Any]) -> None:
    by = _who(row["by"], now)
    for days, hours in row["spent"]:
        spent = Spent(_day(now, days), round(hours * MINUTES), row["note"])
        note_hours(by=by, now=now, case=case, spent=spent)
