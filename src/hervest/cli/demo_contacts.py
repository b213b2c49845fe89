"""What was noted of contacts with the families of the demo."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.journey.contact_actions import log_contact
from hervest.journey.contact_rules import Contact
from hervest.journey.contact_vocabulary import ContactChannel, ContactParty, ContactReader, TopicKey


def seed_contacts(now: datetime, codes: Mapping[str, str]) -> None:
    """Each by who noted it, as if all of it was noted today."""
    today = clock.day_of(now)
    for row in invented():
        by = actor_by_email(row["by"], today=today)
        log_contact(by=by, now=now, case=codes[row["number"]], contact=contact_of(row, today))


def invented() -> Iterable[dict[str, Any]]:
    """The invented contacts, in their order."""
    text = resources.files("hervest.cli").joinpath("data", "demo_contacts.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["contacts"]
    return found


def contact_of(row: Mapping[str, Any], today: date) -> Contact:
    """One of them as it is noted."""
    return Contact(
        on=today + timedelta(days=row["on"]),
        channel=ContactChannel(row["channel"]),
        text=row["text"],
        members=frozenset(MemberNo(int(word)) for word in row["people"] if word.isdigit()),
        parties=frozenset(ContactParty(word) for word in row["people"] if not word.isdigit()),
        language=row.get("language", ""),
        interpreting=Interpreting(row["interpreting"]) if "interpreting" in row else None,
        topics=frozenset(TopicKey(word) for word in row.get("topics", ())),
        readers=frozenset(ContactReader(word) for word in row.get("readers", ())),
    )
