"""Households as the actor may see them: names, the banner of a case page, and the page of the household."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipalities_of
from hervest.accounts.vocabulary import TIER_OF, Shown
from hervest.core.errors import NotFound
from hervest.core.paging import First, first
from hervest.core.texts import called
from hervest.core.vocabulary import MemberNo, Tier
from hervest.households.age_rules import age_on
from hervest.households.choice_models import ParticipationChoice
from hervest.households.derive_rules import decoded
from hervest.households.extent_queries import extent_for
from hervest.households.extent_rules import EVERYTHING, Extent
from hervest.households.interpreter_queries import InterpreterLine, interpreter_line
from hervest.households.models import Household, Member, Need
from hervest.households.own_word_queries import RelativeLine, WishLine, relative_lines, wish_lines
from hervest.households.own_word_rules import is_for_named_readers
from hervest.households.record_queries import (
    CONTENT,
    as_record,
    facts_of,
    facts_of_cases,
    record_of,
    stored_households,
)
from hervest.households.record_rules import (
    Correction,
    HouseholdRecord,
    MemberRecord,
    first_names,
    members_of,
    need_path,
)
from hervest.households.room_queries import BedroomLines, ReasonLine, bedroom_lines
from hervest.households.search_rules import folded
from hervest.households.settings import household_settings
from hervest.households.trait_rules import is_adult
from hervest.households.vocabulary import AidKind, MemberRole, NeedKind
from hervest.journey.access_queries import reading
from hervest.journey.booking_queries import booked_in
from hervest.journey.plan_queries import TraitView, arrival_of, shown_arrival, traits_shown
from hervest.journey.queries import CaseRef, case_for, cases_by_code, may
from hervest.journey.vocabulary import TraitCode, TraitSource

__all__ = ["facts_of", "facts_of_cases", "record_of", "stored_households"]

WHOLE_HOUSEHOLD = (
    Shown.NAMES,
    Shown.MEMBERS,
    Shown.HOUSEHOLD,
    Shown.WISHES,
    Shown.NEEDS,
    Shown.BIRTHS,
    Shown.TRAITS,
    Shown.BEDROOMS,
    Shown.NEED_EXPLANATIONS,
    Shown.SENSITIVE_WISHES,
    Shown.RELATIVES,
    Shown.REMARKS,
)
"""What the page of a household shows to who may read all of it."""

ICONS = {NeedKind.CARE_FROM_DAY_ONE: "heart", NeedKind.AID: "tool", NeedKind.OTHER: "info"}


@dataclass(frozen=True, slots=True)
class HouseholdNames:
    """Names for lists. heads: case code -> first names of head and partner; people: "H-0123/2" -> how it is called."""

    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need as pages show it; `who` is empty for the household. `noted` is a person's word since.

    None: it came with the household, from its dossier, or `is_by_hand` where that has none.
    """

    id: int
    member: MemberNo | None
    who: str
    kind: NeedKind
    aid: AidKind | None
    explanation: str | None
    noted: Correction | None
    is_by_hand: bool

    @property
    def icon(self) -> str:
        """The picture beside the word."""
        return ICONS.get(self.kind, "home")


@dataclass(frozen=True, slots=True)
class HouseholdCard:
    """The facts at the top of a case page. `needs` and `births` are tier P2: None for who may not read them.

    `is_of_some`: whoever reads it is told of somebody in the household, and so not how many there are.
    """

    code: str
    n_people: int
    n_adults: int
    ages: tuple[int, ...]
    n_age_unknown: int
    language: str
    interpreter: InterpreterLine
    arrival_on: date | None
    needs: tuple[NeedLine, ...] | None
    births: tuple[date, ...] | None
    is_of_some: bool = False


@dataclass(frozen=True, slots=True)
class TraitLine:
    """A derived trait and why; a person's own words stand in `said`."""

    trait: TraitCode
    holds: bool
    source: TraitSource
    because: ReasonLine | None
    said: str


@dataclass(frozen=True, slots=True)
class TraitGroup:
    """The traits of one person; `who` is empty for the household."""

    who: str
    lines: tuple[TraitLine, ...]


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A person as the household's page shows them; births are None for who may not read tier P2."""

    record: MemberRecord
    age: int | None
    is_adult: bool
    due_on: date | None
    corrected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """One household as far as the actor may read it: None is what stands behind a lock.

    `has_chosen`: somebody who is there chose about a sponsor group, so that the file's word on it holds no more.
    """

    case: CaseRef
    record: HouseholdRecord
    interpreter: InterpreterLine
    members: tuple[MemberLine, ...]
    left: tuple[MemberRecord, ...]
    wishes: tuple[WishLine, ...]
    needs: tuple[NeedLine, ...] | None
    traits: tuple[TraitGroup, ...] | None
    rooms: BedroomLines | None
    sensitive_wishes: tuple[WishLine, ...] | None
    relatives: tuple[RelativeLine, ...] | None
    remarks: str | None
    people: Mapping[int, str]
    speaks_for_all: bool
    has_chosen: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """What an interpreter knows of an appointment: first names of whom it is with, the language, and the days of it.

    The first and last day are those on which the interpreter sees it; `days`, as far as they are known, its own.
    """

    names: tuple[str, ...]
    language: str
    from_on: date
    until_on: date
    days: tuple[date, ...]


def places_for(actor: Actor, permission: Permission) -> tuple[MunicipalityRow, ...]:
    """The municipalities for which the actor has `permission`, by name."""
    reach = policy.reach(actor, permission)
    return tuple(row for row in municipalities_of(actor) if reach.everything or row.code in reach.municipalities)


def names(actor: Actor, codes: Iterable[str], *, today: date) -> HouseholdNames:
    """How the people are called in those of `codes` whose names the actor may read: at most 3 queries."""
    cases = cases_by_code(actor, codes, Permission.CASE_READ, today=today)
    readable = [code for code, case in cases.items() if Tier.P1 in case.tiers]
    by_case: dict[str, list[MemberRecord]] = {code: [] for code in readable}
    told = {code: cases[code].about for code in readable if not cases[code].is_own}
    people = Member.rows.filter(household__case__code__in=readable).order_by("no")
    for code, no, role, first_name, last_name, left_on in people.values_list(
        "household__case__code", "no", "role", "first_name", "last_name", "left_on"
    ):
        about = told.get(code or "")
        if about is None or no in about:
            member = MemberRecord(MemberNo(no), MemberRole(role), first_name, last_name, left_on=left_on)
            by_case[code or ""].append(member)
    for code in (code for code, rows in by_case.items() if rows):
        actor.reads.read(code, Shown.NAMES)
    return HouseholdNames(
        heads={code: first_names(row for row in rows if row.left_on is None) for code, rows in by_case.items()},
        people={
            f"{code}/{row.no}": called(row.no, row.first_name, row.last_name)
            for code, rows in by_case.items()
            for row in rows
        },
    )


def booked(actor: Actor, codes: Iterable[str], *, today: date) -> Mapping[str, Booked]:
    """Of the cases among `codes` for which the actor has a booking what is theirs to know, that which ends first first.

    Source: access.md, `booking_first_name`: of tier P1 only first name and language. 2 queries.
    """
    bookings = booked_in(actor, codes, today=today)
    rows = Household.rows.filter(case__code__in=bookings).select_related("case").prefetch_related(*CONTENT)
    records = {row.case.code or "": as_record(row) for row in rows}
    found = {}
    for code, booking in bookings.items():
        if record := records.get(code):
            people = tuple(member.first_name for member in record.present if member.no in booking.members)
            actor.reads.read(code, Shown.BOOKING)
            found[code] = Booked(people, record.contact_language, booking.from_on, booking.until_on, booking.days)
    return found


def cases_by_name(actor: Actor, words: str, *, today: date, limit: int) -> First[str]:
    """Cases in which somebody is called by all of `words`, among those whose names the actor may read: 1 query."""
    wanted = folded(words).split()
    if not wanted:
        return First((), has_more=False)
    called = Member.rows.all()
    for word in wanted:  # no LIKE: behind the wall PostgreSQL guesses that nobody matches, and joins as if that were so
        called = called.filter(GreaterThan(StrIndex("sought_as", Value(word)), 0))
    rows = Household.rows.filter(case__in=reading(actor, Permission.CASE_READ, Tier.P1, today=today))
    rows = rows.filter(pk__in=called.values("household"))
    found = first(rows.order_by("pk").values_list("case__code", "municipality")[: limit + 1], limit)
    for code, municipality in found.rows:
        actor.reads.shown(code or "", municipality)
    return First(tuple(code or "" for code, _ in found.rows), found.has_more)


def card(actor: Actor, code: str, *, today: date) -> HouseholdCard | None:
    """The facts for the top of the case page; None without a household or for who may not read who is in it.

    Raises: NotFound.
    """
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    row = _household(case)
    if row is None or Tier.P1 not in case.tiers:
        return None
    record = as_record(row)
    extent = extent_for(case, record, today)
    minors = [
        row for row in members_of(record) if extent.knows(row.no) and not is_adult(row, today, household_settings())
    ]
    ages = sorted((age_on(row.born_on, today) for row in minors if row.born_on), reverse=True)
    people = [row for row in record.present if extent.knows(row.no)]
    may_read_needs = _reads_needs(actor, case, today)
    births = _births(record, extent)
    arrival_on = shown_arrival(actor, code, today=today)
    actor.reads.read(code, Shown.HOUSEHOLD, Shown.ARRIVAL, Shown.NEEDS, within=case.tiers)
    if may_read_needs and births:
        actor.reads.read(code, Shown.BIRTHS)
    return HouseholdCard(
        code=code,
        n_people=len(people),
        n_adults=len(people) - len(minors),
        ages=tuple(ages),
        n_age_unknown=len(minors) - len(ages),
        language=record.contact_language,
        interpreter=interpreter_line(case, record, extent, reads_p2=may_read_needs, arrival_on=arrival_on, today=today),
        arrival_on=arrival_on,
        needs=_need_lines(row, record, case, extent) if may_read_needs else None,
        births=births if may_read_needs else None,
        is_of_some=case.about is not None and not case.is_own,
    )


def household_page(actor: Actor, code: str, *, today: date) -> HouseholdPage | None:
    """Everything of the household that the actor may read; None while nobody is in it. Raises: NotFound."""
    case = case_for(actor, code, Permission.HOUSEHOLD_READ, today=today)
    case.must_read(Tier.P1)
    row = _household(case)
    if row is None:
        return None
    record, reads_p3 = as_record(row), Tier.P3 in case.tiers
    extent, reads_p2 = extent_for(case, record, today), _reads_needs(actor, case, today)
    actor.reads.read(code, *_handed_out(extent, reads_p2=reads_p2), within=case.tiers)
    ordinary, sensitive = wish_lines(row, record, case.tiers, extent)
    return HouseholdPage(
        case=case,
        record=_within(record, case, extent),
        interpreter=interpreter_line(
            case, record, extent, reads_p2=reads_p2, arrival_on=arrival_of(case.id, today=today), today=today
        ),
        members=tuple(
            _member_line(member, record, case, extent, today) for member in record.present if extent.knows(member.no)
        ),
        left=tuple(
            _cleared(member, case, extent)
            for member in record.members
            if member.left_on is not None and extent.knows(member.no)
        ),
        wishes=ordinary,
        needs=_need_lines(row, record, case, extent) if reads_p2 else None,
        traits=_trait_groups(actor, code, record, extent, today) if reads_p2 else None,
        rooms=bedroom_lines(case, record, today) if reads_p2 and extent.has_household else None,
        sensitive_wishes=sensitive,
        relatives=relative_lines(row, record, extent) if reads_p3 and extent.has_household else None,
        remarks=record.remarks if reads_p3 and extent is EVERYTHING else None,
        people={no: name for no, name in _people(record).items() if extent.knows(MemberNo(no))},
        speaks_for_all=extent.has_household,
        has_chosen=ParticipationChoice.rows.filter(
            household=row, member_no__in=[member.no for member in record.present]
        ).exists(),
    )


def _handed_out(extent: Extent, *, reads_p2: bool) -> tuple[Shown, ...]:
    """What the page shows within the extent: the log tells no more than that."""
    kept_back = set() if extent is EVERYTHING else {Shown.REMARKS}
    kept_back |= set() if extent.has_household else {Shown.RELATIVES, Shown.BEDROOMS}
    kept_back |= set() if reads_p2 else {group for group in WHOLE_HOUSEHOLD if TIER_OF[group] is Tier.P2}
    return tuple(group for group in WHOLE_HOUSEHOLD if group not in kept_back)


def household_for(
    actor: Actor, code: str, *, today: date, shows: tuple[Shown, ...] = (Shown.MEMBERS, Shown.BIRTHS)
) -> HouseholdRecord | None:
    """The household, for the forms that correct it; above the actor's tiers it is empty. Raises: NotFound.

    `shows` says what of it the form shows, for the log.
    """
    case = case_for(actor, code, Permission.HOUSEHOLD_EDIT, today=today)
    case.must_read(Tier.P2)
    actor.reads.read(code, *shows, within=case.tiers)
    record = record_of(code)
    return _within(record, case, extent_for(case, record, today)) if record else None


def words_on_plan(actor: Actor, code: str, *, today: date) -> tuple[TraitView, ...]:
    """What persons said of what the plan looks at, for the form that says so anew. Raises: NotFound."""
    return tuple(row for row in traits_shown(actor, code, today=today) if row.source is TraitSource.PERSON)


def living_wishes_of(actor: Actor, code: str, *, today: date) -> HouseholdRecord | None:
    """The household, for the form that records what it wishes about living; above the tiers it is empty.

    Raises: NotFound.
    """
    case = case_for(actor, code, Permission.WISH_RECORD, today=today)
    case.must_read(Tier.P1)
    actor.reads.read(code, Shown.NAMES, Shown.WISHES)
    record = record_of(code)
    if record and not extent_for(case, record, today).has_household:
        raise NotFound("no_such_case", case=code)
    return _within(record, case, extent_for(case, record, today)) if record else None


def need_for(actor: Actor, code: str, need: int, *, today: date) -> NeedLine | None:
    """The need, for the forms that correct, judge or take it away. Raises: NotFound."""
    case = case_for(actor, code, Permission.HOUSEHOLD_EDIT, today=today)
    case.must_read(Tier.P2)
    row = _household(case)
    lines = _need_lines(row, as_record(row), case, EVERYTHING) if row else ()
    actor.reads.read(code, Shown.NAMES, Shown.NEEDS, Shown.NEED_EXPLANATIONS, within=case.tiers)
    return next((line for line in lines if line.id == need), None)


def _household(case: CaseRef) -> Household | None:
    return Household.rows.filter(case_id=case.id).select_related("case").prefetch_related(*CONTENT).first()


def _people(record: HouseholdRecord) -> dict[int, str]:
    return {row.no: called(row.no, row.first_name, row.last_name) for row in record.members}


def _reads_needs(actor: Actor, case: CaseRef, today: date) -> bool:
    return Tier.P2 in case.tiers and may(actor, case.code, Permission.NEED_READ, today=today)


def _births(record: HouseholdRecord, extent: Extent) -> tuple[date, ...]:
    days = (row.due_on for row in record.present if row.due_on and not row.is_birth_recorded and extent.reads(row.no))
    return tuple(sorted(days))


def _need_lines(row: Household, record: HouseholdRecord, case: CaseRef, extent: Extent) -> tuple[NeedLine, ...]:
    """Of the whole household and of who is in it: a need goes with whoever left or died."""
    there = {0, *(member.no for member in record.present)}
    needs = sorted((need for need in row.needs.all() if need.member_no in there), key=lambda need: need.pk)
    return tuple(_need_line(need, record, case) for need in needs if extent.reads(need.member_no))


def _need_line(row: Need, record: HouseholdRecord, case: CaseRef) -> NeedLine:
    kind, who = NeedKind(row.kind), record.member(row.member_no)
    return NeedLine(
        id=row.pk,
        member=MemberNo(row.member_no) if row.member_no else None,
        who=who.first_name if who else "",
        kind=kind,
        aid=AidKind(row.aid) if row.aid else None,
        explanation=row.explanation if Tier.P3 in case.tiers else None,
        noted=record.corrected.get(need_path(row.member_no, kind)),
        is_by_hand=not record.dossier_number,
    )


def _within(record: HouseholdRecord, case: CaseRef, extent: Extent) -> HouseholdRecord:
    """The record as far as it may be read: what stands above is empty, as if never said."""
    return HouseholdRecord(
        members=tuple(_cleared(member, case, extent) for member in record.members if extent.knows(member.no)),
        dossier_number=record.dossier_number,
        country_of_stay=record.country_of_stay,
        stay=record.stay,
        years_displaced=record.years_displaced,
        contact_language=record.contact_language,
        is_interpreter_needed=record.is_interpreter_needed,
        sponsor_wish=record.sponsor_wish,
        wants_sharing=record.wants_sharing,
        place_wishes=record.place_wishes,
        room_sharers=record.room_sharers,
        remarks=record.remarks if Tier.P3 in case.tiers and extent is EVERYTHING else "",
        corrected={path: word for path, word in record.corrected.items() if _word_tier(path) in case.tiers}
        if extent is EVERYTHING
        else {},
    )


def _word_tier(path: str) -> Tier:
    return Tier.P3 if is_for_named_readers(path) else Tier.P2


def _cleared(member: MemberRecord, case: CaseRef, extent: Extent) -> MemberRecord:
    if Tier.P2 in case.tiers and extent.reads(member.no):
        return member
    return replace(member, due_on=None, is_birth_recorded=False, left_why=None)


def _member_line(
    member: MemberRecord, record: HouseholdRecord, case: CaseRef, extent: Extent, today: date
) -> MemberLine:
    facts = next(row for row in members_of(record) if row.no == member.no)
    path = f"members[{member.no}]."
    reads_p2 = Tier.P2 in case.tiers and extent.reads(member.no)
    return MemberLine(
        record=_cleared(member, case, extent),
        age=age_on(member.born_on, today) if member.born_on else None,
        is_adult=is_adult(facts, today, household_settings()),
        due_on=member.due_on if reads_p2 and not member.is_birth_recorded else None,
        corrected=tuple(sorted(name.removeprefix(path) for name in record.corrected if name.startswith(path)))
        if reads_p2
        else (),
    )


def _trait_groups(
    actor: Actor, code: str, record: HouseholdRecord, extent: Extent, today: date
) -> tuple[TraitGroup, ...]:
    groups: dict[MemberNo | None, list[TraitLine]] = {}
    for row in (row for row in traits_shown(actor, code, today=today) if extent.reads(row.member)):
        is_ours = row.source is TraitSource.HOUSEHOLD
        because = ReasonLine(*decoded(row.reason)) if is_ours and row.reason else None
        line = TraitLine(row.trait, row.holds, row.source, because, "" if is_ours else row.reason)
        groups.setdefault(row.member, []).append(line)
    people = _people(record)
    return tuple(
        TraitGroup(people.get(member, called(member)) if member else "", tuple(lines))
        for member, lines in groups.items()
    )
