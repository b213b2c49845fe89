"""How the demo's families arrive: their sheets of the day, whom they meet, and the hand-over of one who came before."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.guidance.arriving_actions import add_run_line, plan_run_line, tick_run_line
from hervest.guidance.arriving_rules import LinePlan
from hervest.guidance.arriving_vocabulary import LineReaders, Sheet


def seed_arrivals(now: datetime, codes: Mapping[str, str]) -> None:
    """Each line by who planned it, and ticked where it is over."""
    text = resources.files("hervest.cli").joinpath("data", "demo_arrivals.toml").read_text("utf-8")
    for row in tomllib.loads(text)["lines"]:
        by, case = actor_by_email(row["by"], today=clock.day_of(now)), codes[row["number"]]
        slot = row.get("slot", "")
        if slot:
            plan_run_line(by=by, now=now, case=case, slot=slot, plan=planned_of(row, now), seen=0)
        else:
            add_run_line(by=by, now=now, case=case, sheet=Sheet(row["sheet"]), plan=planned_of(row, now))
        if row.get("ticked"):
            tick_run_line(by=by, now=now, case=case, slot=slot, is_done=True)


def planned_of(row: Mapping[str, Any], now: datetime) -> LinePlan:
    """One of them as it is planned."""
    return LinePlan(
        text=row.get("text", ""),
        readers=LineReaders(row.get("readers", LineReaders.EVERYBODY)),
        on=clock.day_of(now) + timedelta(days=row["on"]) if "on" in row else None,
        at=time.fromisoformat(row["at"]) if "at" in row else None,
        place=row.get("place", ""),
        who=row.get("who", ""),
    )
