"""The social map of the demo, who was referred to what, and which interpreters are booked."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.actor import Actor
from hervest.accounts.queries import actor_by_email, organisation_named
from hervest.accounts.vocabulary import OrganisationId, PersonId
from hervest.core import clock
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.guidance.interpreting_actions import book_interpreter
from hervest.guidance.interpreting_rules import Booked
from hervest.guidance.interpreting_vocabulary import BookingState, InterpreterChannel, WishedSex
from hervest.guidance.referring_actions import make_referral, record_answer
from hervest.guidance.referring_rules import Referred
from hervest.guidance.referring_vocabulary import Basis, ServiceAnswer
from hervest.journey.vocabulary import TeamRole
from hervest.knowledge.actions import add_service
from hervest.knowledge.vocabulary import Cost, ServiceFacts, ThemeKey, WayIn

MINUTES = 60
TO_DO = "Vragen hoe een verwijzing loopt"


def seed_help(now: datetime, codes: Mapping[str, str]) -> None:
    """Services first, each checked on its day; then who was referred, and the talks with an interpreter."""
    text = resources.files("hervest.cli").joinpath("data", "demo_help.toml").read_text("utf-8")
    table = tomllib.loads(text)
    services = {row["name"]: _add(now, row) for row in table["services"]}
    for row in table["referrals"]:
        _refer(now, codes[row["number"]], services[row["service"]], row)
    for row in table["bookings"]:
        _book(now, codes[row["number"]], services[row["service"]], row)


def _who(email: str, now: datetime) -> Actor:
    return actor_by_email(email, today=clock.day_of(now))


def _login(email: str, now: datetime) -> PersonId | None:
    return _who(email, now).person if email else None


def _day(now: datetime, days: int) -> date:
    return clock.day_of(now) + timedelta(days=days)


def _add(now: datetime, row: Mapping[str, Any]) -> int:
    owner = organisation_named(row["organisation"], row["municipality"])
    assert owner is not None  # every organisation in the file is one of the demo
    plain = {field.name: row[field.name] for field in fields(ServiceFacts) if field.name in row}
    facts = ServiceFacts(
        **plain
        | {
            "owner": OrganisationId(owner),
            "themes": frozenset(ThemeKey(key) for key in row["themes"]),
            "languages": tuple(row["languages"]),
            "cost": Cost(row["cost"]),
            "way_in": WayIn(row["way_in"]),
        }
    )
    is_checked = "checked" in row
    at = now + timedelta(days=row.get("checked", 0))
    by = _who(row["by"], now)
    return add_service(by=by, now=at, municipality=row["municipality"], facts=facts, is_checked=is_checked)


def _refer(now: datetime, case: str, service: int, row: Mapping[str, Any]) -> None:
    by, member = _who(row["by"], now), MemberNo(row["member"])
    referred = Referred(
        member=member,
        service=service,
        theme=row["theme"],
        question=row["question"],
        basis=Basis.CONSENT,
        follow_up_on=_day(now, row["asked"]),
        consented_by=member,
        consented_on=clock.day_of(now),
        language=row["language"],
        interpreting=Interpreting.PROFESSIONAL,
        reader=_login(row.get("reader", ""), now),
        reads_as=TeamRole(row["reads_as"]) if "reads_as" in row else None,
    )
    number = make_referral(by=by, now=now, case=case, referred=referred, to_do=TO_DO)
    if "answer" in row:
        record_answer(
            by=by,
            now=now,
            case=case,
            referral=number,
            answer=ServiceAnswer(row["answer"]),
            answered_on=clock.day_of(now),
            note_of_it=row["note"],
            because="",
            seen=1,
        )


def _book(now: datetime, case: str, service: int, row: Mapping[str, Any]) -> None:
    booked = Booked(
        members=frozenset(map(MemberNo, row["members"])),
        language="ar",
        on=_day(now, row["on"]),
        at=row["at"],
        minutes=MINUTES,
        channel=InterpreterChannel(row["channel"]),
        wished=WishedSex(row["wished"]),
        payer=row["payer"],
        place=row.get("place", ""),
        service=service,
        interpreter=_login(row.get("interpreter", ""), now),
        paid_until=_day(now, row["paid_until"]) if "paid_until" in row else None,
        state=BookingState(row["state"]),
    )
    book_interpreter(by=_who(row["by"], now), now=now, case=case, booked=booked)
