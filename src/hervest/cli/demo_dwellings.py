"""The homes of the demo, and who lives in them already."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.actor import system
from hervest.accounts.queries import actor_by_email
from hervest.cli.demo_people import LEADS
from hervest.core import clock
from hervest.core.vocabulary import Route
from hervest.housing.actions import save_dwelling
from hervest.housing.queries import units_in
from hervest.journey.actions import record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.vocabulary import MilestoneCode
from hervest.placement.actions import decide

COLUMNS = {
    "street": "street",
    "postcode": "postcode",
    "place": "town",
    "area": "neighbourhood",
    "landlord": "landlord",
    "kind": "kind",
    "bedrooms": "bedrooms",
    "max_residents": "max_residents",
    "floor": "floor",
    "lift": "has_lift",
    "stairs_inside": "has_stairs_inside",
    "threshold_cm": "threshold_cm",
    "door_cm": "door_width_cm",
    "turning_cm": "turning_space_cm",
    "stars": "star_class",
    "quiet": "is_quiet",
    "school": "minutes_primary_school",
    "newcomers_class": "minutes_newcomers_class",
    "gp": "minutes_gp",
    "pharmacy": "minutes_pharmacy",
    "hospital": "minutes_hospital",
    "supermarket": "minutes_supermarket",
    "stop": "minutes_stop",
}
"""Columns of the demo's file and the columns of a dwelling."""

BATHROOMS = {"adapted": "adapted", "adaptable": "adaptable", "no": "not_adapted"}


def homes() -> list[dict[str, Any]]:
    """The invented homes, one dict each."""
    text = resources.files("hervest.cli").joinpath("data", "demo_dwellings.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


def seed_dwellings(now: datetime) -> None:
    """Every home with its units; a rent of nought stands for one that is not known yet."""
    by = system("demo")
    for home in homes():
        save_dwelling(
            by=by,
            now=now,
            municipality=home["municipality"],
            code=home["code"],
            fields=fields_of(home, clock.day_of(now)),
            n_units=home["units"],
        )


def fields_of(home: Mapping[str, Any], today: date) -> dict[str, object]:
    """The columns of a dwelling."""
    is_reception = home["landlord"].startswith("Gemeente")
    routes = [Route.TEMPORARY_PROTECTION] if is_reception else [Route.RESETTLEMENT, Route.STATUS_HOLDER]
    return {column: home[name] for name, column in COLUMNS.items()} | {
        "sanitary": BATHROOMS[home["bathroom"]],
        "basic_rent_cents": home["rent_cents"] or None,
        "available_from": today + timedelta(days=home["available"]),
        "n_small_rooms": 0,
        "routes": routes,
    }


def give_home(now: datetime, case: str, family: Mapping[str, Any]) -> None:
    """The municipality's lead decides for the family's home, some weeks before it came."""
    today = clock.day_of(now)
    by = actor_by_email(LEADS[family["municipality"]], today=today)
    unit = next(row for row in units_in([family["municipality"]]) if row.facts.code == family["home"])
    decide(by=by, now=now, case=case, unit=unit.id, reason="Gekozen met het gezin.")
    days = max(family["allocated"] + 3, family.get("arrived", family.get("arrival", 0)) - 28)
    decided = MilestoneRecord(MilestoneCode.HOME_DECIDED, actual_on=min(today, today + timedelta(days=days)))
    record_milestones(by=by, now=now, case=case, records=[decided], source="demo")
