"""What is explained again to the families of the demo."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.guidance.explaining_actions import plan_explanation, record_explanation
from hervest.guidance.explaining_rules import Given, Planned
from hervest.guidance.vocabulary import Understood
from hervest.journey.contact_vocabulary import TopicKey


def seed_explanations(now: datetime, codes: Mapping[str, str]) -> None:
    """Each by who planned or recorded it, as if all of it was noted today."""
    today = clock.day_of(now)
    for row in invented():
        by, case = actor_by_email(row["by"], today=today), codes[row["number"]]
        if "given" in row:
            told = given_of(row, today)
            record_explanation(by=by, now=now, case=case, planned=planned_of(row, today), given=told)
        else:
            plan_explanation(by=by, now=now, case=case, planned=planned_of(row, today))


def invented() -> Iterable[dict[str, Any]]:
    """The invented explanations, in their order."""
    text = resources.files("hervest.cli").joinpath("data", "demo_explanations.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["explanations"]
    return found


def planned_of(row: Mapping[str, Any], today: date) -> Planned:
    """One of them as it is planned."""
    return Planned(
        topic=TopicKey(row["topic"]),
        members=frozenset(MemberNo(no) for no in row.get("people", ())),
        on=today + timedelta(days=row["planned"]) if "planned" in row else None,
        language=row.get("language", ""),
        interpreting=Interpreting(row["interpreting"]) if "interpreting" in row else None,
        note=row.get("note", ""),
        is_needless=row.get("needless", False),
    )


def given_of(row: Mapping[str, Any], today: date) -> Given:
    """What became of one of them."""
    return Given(
        on=today + timedelta(days=row["given"]),
        understood=Understood(row["understood"]),
        is_said_back=row.get("said_back"),
        own_words=row.get("own_words", ""),
        language=row["language"],
        interpreting=Interpreting(row["interpreting"]),
        note=row.get("note", ""),
    )
