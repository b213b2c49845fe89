"""Bedrooms as pages show them: how many, now and later, and how the number comes about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.age_rules import counted_on
from hervest.households.bedroom_rules import BedroomAdvice, bedrooms
from hervest.households.derive_rules import shown_params
from hervest.households.record_rules import HouseholdRecord, members_of, needs_of, relatives_of, sharing_of
from hervest.households.settings import household_settings
from hervest.households.vocabulary import Reason, RoomNorm
from hervest.journey.plan_queries import arrival_of
from hervest.journey.queries import CaseRef


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why something holds: a code of the catalogue with its parameters."""

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BedroomLines:
    """Bedrooms needed and least, now and later, and how they come about."""

    advice: BedroomAdvice
    needed: tuple[ReasonLine, ...]
    least: tuple[ReasonLine, ...]
    later: tuple[ReasonLine, ...]
    on: date


def bedroom_lines(case: CaseRef, record: HouseholdRecord, today: date) -> BedroomLines:
    """The bedrooms a household needs on the day it arrives, today once it is here or if none is known, with reasons."""
    on = counted_on(arrival_of(case.id, today=today), today)
    advice = bedrooms(
        members_of(record),
        needs_of(record),
        on=on,
        norm=household_settings().rooms,
        relatives=relatives_of(record),
        sharing=sharing_of(record),
    )
    people = {row.no: row.first_name for row in record.members}
    needed, least, later = (
        tuple(_reason_line(reason, people) for reason in reasons)
        for reasons in (advice.needed, advice.least, advice.later)
    )
    return BedroomLines(advice, needed, least, later, on)


def _reason_line(reason: Reason, people: Mapping[MemberNo, str]) -> ReasonLine:
    params = shown_params(reason.params)
    member = params.get("member")
    return ReasonLine(
        reason.code, params | ({"name": people.get(MemberNo(member), "")} if isinstance(member, int) else {})
    )


def room_norm() -> RoomNorm:
    """The numbers of the bedroom rule, for the page that prints what decides."""
    return household_settings().rooms
