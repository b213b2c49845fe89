"""Households as they are stored, for deciding and never for showing: whole records and the facts made from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from hervest.accounts.queries import municipality
from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.age_rules import counted_on
from hervest.households.bedroom_rules import bedrooms
from hervest.households.death_rules import NO_LOGIN
from hervest.households.derive_rules import derived
from hervest.households.entry_rules import has_been_born, is_plausible_due
from hervest.households.models import Household, Member, RelativeElsewhere, SensitiveWish, Wish
from hervest.households.record_rules import (
    Correction,
    HouseholdRecord,
    MemberRecord,
    NeedRecord,
    RelativeRecord,
    WishRecord,
    members_of,
    needs_of,
    profile_of,
    relatives_of,
    sharing_of,
)
from hervest.households.rules import household_facts
from hervest.households.settings import household_settings
from hervest.households.trait_rules import is_adult
from hervest.households.vocabulary import (
    AidKind,
    HouseholdFacts,
    LanguageFacts,
    LanguageLevel,
    LeftWhy,
    Literacy,
    MemberRole,
    NeedKind,
    PlaceWish,
    RelativeKind,
    Sex,
    SponsorWish,
    StayKind,
    WishTopic,
)
from hervest.journey.arrival_queries import household_milestones
from hervest.journey.milestone_rules import Milestones
from hervest.journey.queries import facts_said, since_said
from hervest.journey.staffing_queries import open_logins
from hervest.journey.vocabulary import MilestoneCode, TraitSource

CONTENT = ("members", "needs", "relatives", "wishes", "sensitive_wishes")


def stored(codes: Iterable[str]) -> QuerySet[Household]:
    """The households of these cases with everything in them: always 6 queries."""
    return Household.rows.filter(case__code__in=set(codes)).select_related("case").prefetch_related(*CONTENT)


def record_of(code: str) -> HouseholdRecord | None:
    """The household of the case as it is stored, or None where there is none."""
    row = stored([code]).first()
    return as_record(row) if row else None


def stored_households(codes: Iterable[str]) -> Mapping[str, HouseholdRecord]:
    """The households of these cases as they are stored: always 6 queries."""
    return {row.case.code or "": as_record(row) for row in stored(codes)}


@dataclass(frozen=True, slots=True)
class Outline:
    """What a household comes to before it is stored."""

    n_adults: int
    n_children: int
    n_bedrooms: int


def outline(record: HouseholdRecord, *, arrival_on: date | None, today: date) -> Outline:
    """How many adults and children there are, and the bedrooms they need on arrival. Reads nothing."""
    on, people, settings = counted_on(arrival_on, today), members_of(record), household_settings()
    advice = bedrooms(
        people,
        needs_of(record),
        on=on,
        norm=settings.rooms,
        relatives=relatives_of(record),
        sharing=sharing_of(record),
    )
    n_adults = sum(1 for person in people if is_adult(person, today, settings))
    return Outline(n_adults, len(people) - n_adults, advice.bedrooms.needed_now)


def facts_of(code: str, *, today: date) -> HouseholdFacts | None:
    """What home fit may know of the household, or None where there is none."""
    return facts_of_cases([code], today=today).get(code)


def facts_of_cases(codes: Iterable[str], *, today: date, near_birth_months: int = 0) -> Mapping[str, HouseholdFacts]:
    """What home fit may know of each household among `codes`: always 8 queries.

    `near_birth_months`: births so soon after arrival count as now where their municipality says so.
    """
    wanted = set(codes)
    milestones = household_milestones(wanted, today=today)
    return {
        code: _facts(
            code,
            as_record(row),
            Route(row.case.route),
            milestones[code],
            today=today,
            near_birth_months=near_birth_months,
        )
        for row in stored(wanted)
        if (code := row.case.code)
    }


def facts_of_record(
    code: str, record: HouseholdRecord, route: Route, *, today: date, near_birth_months: int = 0
) -> HouseholdFacts:
    """What home fit would know of the case's household if `record` were it."""
    milestones = household_milestones([code], today=today)[code]
    return _facts(code, record, route, milestones, today=today, near_birth_months=near_birth_months)


def _facts(
    code: str,
    record: HouseholdRecord,
    route: Route,
    milestones: Milestones,
    *,
    today: date,
    near_birth_months: int,
) -> HouseholdFacts:
    arrival, allocated = (milestones.at(name) for name in (MilestoneCode.ARRIVED, MilestoneCode.ALLOCATED))
    return household_facts(
        code,
        profile_of(record, route),
        members_of(record),
        needs_of(record),
        relatives_of(record),
        arrival_on=arrival.on if arrival else None,
        allocated_on=allocated.on if allocated else None,
        today=today,
        settings=household_settings(),
        wants_sharing=record.wants_sharing,
        wishes=record.place_wishes,
        sharing=sharing_of(record),
        near_birth_months=near_birth_months,
        has_arrived=arrival is not None and arrival.is_actual,
    )


def as_record(row: Household) -> HouseholdRecord:
    """The stored household, its content prefetched or read."""
    return HouseholdRecord(
        members=tuple(sorted((as_member(member) for member in row.members.all()), key=lambda member: member.no)),
        dossier_number=row.dossier_number,
        country_of_stay=row.country_of_stay,
        stay=StayKind(row.stay) if row.stay else None,
        years_displaced=row.years_displaced,
        contact_language=row.contact_language,
        is_interpreter_needed=row.is_interpreter_needed,
        sponsor_wish=SponsorWish(row.sponsor_wish) if row.sponsor_wish else None,
        remarks=row.remarks,
        needs=tuple(
            NeedRecord(_who(need), NeedKind(need.kind), need.explanation, AidKind(need.aid) if need.aid else None)
            for need in _in_order(row.needs.all())
        ),
        relatives=tuple(as_relative(relative) for relative in _in_order(row.relatives.all())),
        wishes=tuple(as_wish(wish) for wish in (*_in_order(row.wishes.all()), *_in_order(row.sensitive_wishes.all()))),
        wants_sharing=row.wants_sharing,
        place_wishes=tuple(PlaceWish(wish) for wish in row.place_wishes),
        room_sharers=tuple(MemberNo(no) for no in row.room_sharers),
        corrected={path: as_correction(word) for path, word in (row.corrected | row.corrected_for_named).items()},
    )


def as_correction(word: Mapping[str, str]) -> Correction:
    """A person's word as it is stored."""
    return Correction(word["by"], date.fromisoformat(word["on"]), word["reason"])


def as_relative(row: RelativeElsewhere) -> RelativeRecord:
    """A stored relative elsewhere."""
    return RelativeRecord(
        relation=row.relation,
        first_name=row.first_name,
        country=row.country,
        is_reunification_wanted=row.is_reunification_wanted,
        kind=RelativeKind(row.kind),
    )


def as_wish(row: Wish | SensitiveWish) -> WishRecord:
    """A stored wish of either kind."""
    return WishRecord(_who(row), WishTopic(row.topic), row.text)


def as_member(row: Member) -> MemberRecord:
    """A stored person."""
    return MemberRecord(
        no=MemberNo(row.no),
        role=MemberRole(row.role),
        first_name=row.first_name,
        last_name=row.last_name,
        born_on=row.born_on,
        sex=Sex(row.sex),
        nationality=row.nationality,
        languages=tuple(LanguageFacts(code, LanguageLevel(level)) for code, level in row.languages),
        literacy=Literacy(row.literacy) if row.literacy else None,
        years_of_schooling=row.years_of_schooling,
        education=row.education,
        occupations=tuple(row.occupations),
        due_on=row.due_on,
        is_birth_recorded=row.is_birth_recorded,
        left_on=row.left_on,
        left_why=LeftWhy(row.left_why) if row.left_why else None,
        joined_on=row.joined_on,
        role_before=MemberRole(row.role_before) if row.role_before else None,
        is_born_here=row.is_born_here,
    )


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.pk)


def _who(row: Any) -> MemberNo | None:
    return MemberNo(row.member_no) if row.member_no else None


def cases_to_derive(*, today: date) -> tuple[str, ...]:
    """Open cases whose household says other traits today than it last posted: a birthday passed, an arrival moved.

    Compared whole, so that a night that was missed is made up for.
    """
    rows = list(Household.rows.filter(case__closed_on__isnull=True).select_related("case").prefetch_related(*CONTENT))
    milestones = household_milestones((row.case.code or "" for row in rows), today=today)
    programmes = {code: municipality(code).sponsor_programme for code in {row.municipality for row in rows}}
    return tuple(
        row.case.code or ""
        for row in rows
        if _has_changed(row, milestones, today, has_programme=programmes[row.municipality])
    )


def _has_changed(row: Household, milestones: Mapping[str, Milestones], today: date, *, has_programme: bool) -> bool:
    """Whether other traits follow today; a household that cannot be read counts, and fails on its own."""
    arrival = milestones[row.case.code or ""].at(MilestoneCode.ARRIVED)
    try:
        says = derived(
            as_record(row),
            Route(row.case.route),
            arrival_on=arrival.on if arrival else None,
            today=today,
            settings=household_settings(),
            has_programme=has_programme,
        )
    except ValueError:
        return True
    traits, since = facts_said(row.case_id, TraitSource.HOUSEHOLD), since_said(row.case_id, TraitSource.HOUSEHOLD)
    is_so = {no: words.traits for no, words in says.items()} == traits
    return not is_so or {no: words.since for no, words in says.items()} != since


def cases_with_logins_of_dead() -> tuple[str, ...]:
    """Cases, closed ones too, in which a login still opens as somebody who died or was a mistake: 1 query."""
    seats = open_logins().filter(case=OuterRef("household__case"), member_no=OuterRef("no"))
    left = Member.rows.filter(Exists(seats), left_on__isnull=False).values_list("household__case__code", "left_why")
    return tuple(sorted({code for code, why in left if code and why in NO_LOGIN}))


def must_be_born(born_on: date | None, today: date) -> None:
    """Go on only if the day of birth has come. Raises: RuleBroken."""
    if not has_been_born(born_on, today=today):
        raise RuleBroken("day_still_to_come", field="born_on")


def must_be_due_soon(due_on: date | None, today: date) -> None:
    """Go on only if a child can be expected on this day. Raises: RuleBroken."""
    settings = household_settings()
    if not is_plausible_due(due_on, today=today, settings=settings):
        first, last = settings.due_from.after(today), settings.due_until.after(today)
        raise RuleBroken("due_day_far_away", field="due_on", first=first, last=last)
