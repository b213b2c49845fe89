"""What became of the messages about the families of the demo."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.journey.schedule_actions import record_message
from hervest.journey.schedule_rules import Said


def seed_messages(now: datetime, codes: Mapping[str, str]) -> None:
    """Each by who recorded it, as if all of it was recorded today."""
    today = clock.day_of(now)
    for row in invented():
        by = actor_by_email(row["by"], today=today)
        record_message(by=by, now=now, case=codes[row["number"]], ref=row["message"], said=said_of(row, today), seen=0)


def invented() -> Iterable[dict[str, Any]]:
    """The invented messages, in their order."""
    text = resources.files("hervest.cli").joinpath("data", "demo_messages.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["messages"]
    return found


def said_of(row: Mapping[str, Any], today: date) -> Said:
    """What became of one of them."""
    return Said(
        sent_on=today + timedelta(days=row["sent"]),
        received_on=today + timedelta(days=row["received"]) if "received" in row else None,
        attachment=row.get("attachment", ""),
        note=row.get("note", ""),
    )
