"""How far homes of the demo are made ready, and what families said of them."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from typing import Any

from hervest.accounts.actor import Actor
from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.core.vocabulary import Interpreting
from hervest.guidance.ready_actions import Said, add_home_item, say_of_home_item, settle_home_item
from hervest.guidance.ready_queries import home_ready
from hervest.guidance.ready_vocabulary import FurnishingSay, HomeCorner, HomeItemState, HomePart, ItemOrigin


def seed_homes_ready(now: datetime, codes: Mapping[str, str]) -> None:
    """Each by who works with the family: first what they said, then what is there."""
    table = tomllib.loads(resources.files("hervest.cli").joinpath("data", "demo_homes_ready.toml").read_text("utf-8"))
    today = clock.day_of(now)
    for row in table["households"]:
        by, case = actor_by_email(row["by"], today=today), codes[row["number"]]
        for text in row.get("own", ()):
            add_home_item(by=by, now=now, case=case, text=text, corner=HomeCorner.LIVING, part=HomePart.WITH_SAY)
        for slot, word in row.get("said", {}).items():
            words = row.get("words", {}).get(slot, "")
            said = Said(FurnishingSay(word), words, row["language"], Interpreting.PROFESSIONAL)
            say_of_home_item(by=by, now=now, case=case, slot=slot, said=said, seen=seen_of(by, now, case, slot))
        for slot, origin in row["ready"].items():
            seed_ready(by, now, case, {"slot": slot, "origin": origin, "remark": row.get("remarks", {}).get(slot, "")})


def seed_ready(by: Actor, now: datetime, case: str, row: Mapping[str, Any]) -> None:
    """A thing that is there."""
    settle_home_item(
        by=by,
        now=now,
        case=case,
        slot=row["slot"],
        state=HomeItemState.READY,
        origin=ItemOrigin(row["origin"]) if row["origin"] else None,
        remark=row["remark"],
        seen=seen_of(by, now, case, row["slot"]),
    )


def seen_of(by: Actor, now: datetime, case: str, slot: str) -> int:
    """How often the thing was changed so far."""
    rows = home_ready(by, case, today=clock.day_of(now)).rows
    return next(row.n_changed for row in rows if row.slot == slot)
