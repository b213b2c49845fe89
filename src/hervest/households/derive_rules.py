"""What the register says of a household to the journey: traits with readable reasons, and births expected."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from hervest.core.vocabulary import MemberNo, Route
from hervest.households.age_rules import age_on
from hervest.households.record_rules import (
    HouseholdRecord,
    MemberRecord,
    members_of,
    needs_of,
    profile_of,
    relatives_of,
)
from hervest.households.trait_rules import BORN_HERE, PREGNANT, holds_since, traits
from hervest.households.vocabulary import (
    DerivedTrait,
    HouseholdSettings,
    MemberFacts,
    MemberRole,
    NeedKind,
    Reason,
    Sex,
)

WHOLE_HOUSEHOLD = MemberNo(0)
BIRTH_EXPECTED = "BIRTH_EXPECTED"
"""The milestone of the journey by which a birth is planned, and from which its report counts; its code is journey's."""

PARAM_TYPES: Mapping[str, Callable[[str], object]] = {
    "kind": NeedKind,
    "role": MemberRole,
    "sex": Sex,
    "on": date.fromisoformat,
    "n": int,
    "rooms": int,
}


@dataclass(frozen=True, slots=True)
class Derived:
    """What holds of the household or one member, why, and the days that come with it (ISO).

    `since`: the member's first day (`joined`, else `born`), the day a person recorded them (`known`), and since when a
    trait holds where a birthday or a parting brought it.
    """

    traits: Mapping[str, bool] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)


def derived(
    record: HouseholdRecord,
    route: Route,
    *,
    arrival_on: date | None,
    today: date,
    settings: HouseholdSettings,
    has_programme: bool,
) -> Mapping[MemberNo, Derived]:
    """What follows from the record, by member (0: the household). Proposals stay with who must confirm them."""
    found = traits(
        profile_of(record, route),
        members_of(record),
        needs_of(record),
        relatives_of(record),
        arrival_on=arrival_on,
        today=today,
        settings=settings,
        has_programme=has_programme,
    )
    held = [row for row in found.rows if not row.is_proposal]
    of_household = _derived([row for row in held if row.member is None])
    found_since = {
        facts.no: _since(facts, record, [row for row in held if row.member == facts.no], settings)
        for facts in members_of(record)
    }
    return {WHOLE_HOUSEHOLD: of_household} | {
        member.no: replace(
            _derived([row for row in held if row.member == member.no], member), since=found_since[member.no]
        )
        for member in record.present
    }


def _since(
    member: MemberFacts, record: HouseholdRecord, rows: Iterable[DerivedTrait], settings: HouseholdSettings
) -> Mapping[str, str]:
    """The first day of a member, and of what holds of them."""
    known = record.member(member.no)
    joined_on = known.joined_on if known else None
    word = record.corrected.get(f"members[{member.no}]")
    first = {"joined": joined_on} if joined_on else {"born": member.born_on}
    first |= {"known": word.on if word else None}
    alone = alone_since(record, settings)
    days = first | {row.code: holds_since(row.code, member, settings=settings, alone_since=alone) for row in rows}
    return {code: day.isoformat() for code, day in days.items() if day is not None}


def alone_since(record: HouseholdRecord, settings: HouseholdSettings) -> date | None:
    """The last day on which a grown-up left the household; None if none did."""
    days = [
        row.left_on
        for row in record.members
        if row.left_on is not None and (row.born_on is None or age_on(row.born_on, row.left_on) >= settings.adult_from)
    ]
    return max(days, default=None)


def _derived(rows: Iterable[DerivedTrait], member: MemberRecord | None = None) -> Derived:
    kept = tuple(rows)
    holding = {row.code for row in kept}
    days: dict[str, Mapping[str, str | None]] = {}
    if member is not None and member.due_on is not None and PREGNANT in holding:
        days[BIRTH_EXPECTED] = {"planned": member.due_on.isoformat(), "actual": None}
    elif member is not None and member.born_on is not None and BORN_HERE in holding:
        days[BIRTH_EXPECTED] = {"planned": None, "actual": member.born_on.isoformat()}
    return Derived(
        traits={row.code: True for row in kept},
        reasons={row.code: encoded(row.because) for row in kept},
        dates=days,
    )


def encoded(reason: Reason) -> str:
    """A reason as one line of text: `age?age=11&on=2026-12-03`."""
    params = urlencode(
        [(name, value.isoformat() if isinstance(value, date) else value) for name, value in reason.params]
    )
    return f"{reason.code}?{params}" if params else reason.code


def decoded(line: str) -> tuple[str, dict[str, object]]:
    """Code and parameters of such a line, each parameter as what it stands for."""
    code, _, params = line.partition("?")
    return code, shown_params(parse_qsl(params))


def shown_params(params: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Parameters of a reason as words can be made of them: days, enumerations and numbers."""
    return {
        name: PARAM_TYPES[name](value) if name in PARAM_TYPES and isinstance(value, str) else value
        for name, value in params
    }
