"""What a change in a household would do to who is in it, what holds of them, and the bedrooms they need."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality
from hervest.accounts.vocabulary import Shown, Subject
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Tier
from hervest.households.age_rules import counted_on
from hervest.households.bedroom_rules import bedrooms
from hervest.households.change_rules import Change, after, comes_of_age, expected_birth, too_young_to_lead, young_head
from hervest.households.death_rules import dies_out
from hervest.households.derive_rules import Derived, derived
from hervest.households.record_queries import record_of
from hervest.households.record_rules import (
    Correction,
    HouseholdRecord,
    MemberRecord,
    members_of,
    needs_of,
    relatives_of,
    sharing_of,
)
from hervest.households.settings import household_settings
from hervest.households.vocabulary import Bedrooms
from hervest.journey.birth_queries import done_already
from hervest.journey.milestone_rules import Refusal
from hervest.journey.plan_queries import arrival_of, here_since, linked_on
from hervest.journey.queries import CaseRef, case_for, facts_said
from hervest.journey.staffing_queries import logins_open_in
from hervest.journey.vocabulary import TaskKey, TraitCode, TraitSource

LOOKS_AHEAD = timedelta(days=365)
"""How long before a birthday a coming of age is shown."""


@dataclass(frozen=True, slots=True)
class Changing:
    """A household that may change: its case, its record, and who comes of age on which day."""

    case: CaseRef
    record: HouseholdRecord
    come_of_age: tuple[tuple[MemberRecord, date], ...]
    may_open_case: bool

    @property
    def expecting(self) -> tuple[MemberRecord, ...]:
        """Who expects a child; nobody for who may not read births."""
        return tuple(
            row for row in self.record.present if row.due_on and not row.is_birth_recorded and self.reads_births
        )

    @property
    def reads_births(self) -> bool:
        """Whether births are for this reader."""
        return Tier.P2 in self.case.tiers


@dataclass(frozen=True, slots=True)
class TraitChange:
    """Something that begins or ends to hold, of whom; `member` 0: of the household."""

    trait: TraitCode
    member: MemberNo
    who: str
    begins: bool


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows from a change, for the people and the home. `says`: what the register then tells the journey.

    `young_head`: the first contact where nobody is of age, which one is from `of_age` years on. `shut_out`: whose login
    closes.
    """

    before: HouseholdRecord
    becomes: HouseholdRecord
    says: Mapping[MemberNo, Derived]
    traits: tuple[TraitChange, ...]
    rooms_before: Bedrooms
    rooms_after: Bedrooms
    of_age: int
    young_head: MemberRecord | None = None
    shut_out: tuple[MemberRecord, ...] = ()

    @property
    def joins(self) -> tuple[MemberRecord, ...]:
        """Who is there then and was not."""
        known = {row.no for row in self.before.present}
        return tuple(row for row in self.becomes.present if row.no not in known)

    @property
    def leaves(self) -> tuple[MemberRecord, ...]:
        """Who was there and is not, with the day and why."""
        gone = {row.no for row in self.before.present} - {row.no for row in self.becomes.present}
        return tuple(row for row in self.becomes.members if row.no in gone)


def must_be_possible(case: CaseRef, record: HouseholdRecord, change: Change, *, today: date) -> HouseholdRecord:
    """The record of the case's household after the change. Raises: RuleBroken if it cannot be."""
    found = too_young_to_lead(record, change, today=today, settings=household_settings()) or after(
        record, change, today=today, linked_on=linked_on(case.id), here_since=here_since(case.id, today=today)
    )
    if isinstance(found, Refusal):
        raise RuleBroken(found.code, **found.params)
    return found


def changing(actor: Actor, code: str, *, today: date) -> Changing:
    """The household, for who may change it. Raises: NotFound."""
    case = case_for(actor, code, Permission.HOUSEHOLD_EDIT, today=today)
    record = record_of(code)
    if record is None:
        raise NotFound("no_such_household", case=code)
    actor.reads.read(code, Shown.NAMES, Shown.MEMBERS)
    soon = comes_of_age(record, today=today, within=LOOKS_AHEAD, settings=household_settings())
    people = {row.no: row for row in record.members}
    return Changing(case, record, tuple((people[no], day) for no, day in soon), may_open_beside(actor, case))


def may_open_beside(actor: Actor, case: CaseRef) -> bool:
    """Whether they may open a case for people of this one, where it stands itself: what is practice stays practice."""
    return policy.can(actor, Permission.CASE_CREATE, Subject(municipality=case.municipality))


def follows(now: Changing, becomes: HouseholdRecord, *, on: date) -> Follows:
    """What follows when the household is so on that day. 5 queries."""
    assert now.case.route is not None  # a household has one
    arrival_on = arrival_of(now.case.id, today=on)
    says = derived(
        _as_told(now.record, becomes, on),
        now.case.route,
        arrival_on=arrival_on,
        today=on,
        settings=household_settings(),
        has_programme=municipality(now.case.municipality).sponsor_programme,
    )
    return Follows(
        before=now.record,
        becomes=becomes,
        says=says,
        traits=_traits(now, becomes, says),
        rooms_before=_rooms(now.record, counted_on(arrival_on, on)),
        rooms_after=_rooms(becomes, counted_on(arrival_on, on)),
        of_age=household_settings().adult_from,
        young_head=young_head(becomes, today=on, settings=household_settings()),
        shut_out=_shut_out(now, becomes),
    )


def done_before(now: Changing, becomes: HouseholdRecord, change: Change) -> frozenset[TaskKey]:
    """The tasks about who is new that nobody is asked for: the birth was reported before it is recorded. 1 query."""
    birth = expected_birth(now.record, becomes, change)
    if birth is None:
        return frozenset()
    mother, child, born_on = birth
    return done_already(case=now.case.id, mother=mother, child=child, born_on=born_on)


def _shut_out(now: Changing, becomes: HouseholdRecord) -> tuple[MemberRecord, ...]:
    logins = logins_open_in(now.case.id).values()
    closed = {no for members in logins if dies_out(members, now.record, becomes) for no in members}
    return tuple(row for row in becomes.members if row.no in closed)


def _as_told(before: HouseholdRecord, becomes: HouseholdRecord, on: date) -> HouseholdRecord:
    """The record as it would stand once it is told on that day who is new."""
    known = {row.no for row in before.members}
    words = {f"members[{row.no}]": Correction("", on, "") for row in becomes.members if row.no not in known}
    return replace(becomes, corrected={**becomes.corrected, **words})


def _traits(now: Changing, becomes: HouseholdRecord, says: Mapping[MemberNo, Derived]) -> tuple[TraitChange, ...]:
    """What begins and ends to hold, of who stays and who comes; of who leaves it is not said, for all of it ends."""
    said = facts_said(now.case.id, TraitSource.HOUSEHOLD)
    names = {row.no: row.first_name for row in becomes.members}
    found = []
    for member, words in says.items():
        was = {code for code, holds in said.get(member, {}).items() if holds}
        for code in sorted(was ^ set(words.traits)):
            begins = code in words.traits
            found.append(TraitChange(TraitCode(code), member, names.get(member, "") if member else "", begins))
    return tuple(found)


def _rooms(record: HouseholdRecord, on: date) -> Bedrooms:
    """The bedrooms needed, with everybody as old as they are on that day."""
    return bedrooms(
        members_of(record),
        needs_of(record),
        on=on,
        norm=household_settings().rooms,
        relatives=relatives_of(record),
        sharing=sharing_of(record),
    ).bedrooms
