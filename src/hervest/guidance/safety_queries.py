"""Concerns about safety, for the few who are named on them: for everybody else there are none, and no count of any."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import names_of
from hervest.accounts.vocabulary import PersonId, Relation, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo
from hervest.guidance.models import ConcernReader, ProtectionConcern, SafetyPlan, Told
from hervest.guidance.safety_rules import ReportRoute, ReportStep, Theme, leaving_refusal, readers_today
from hervest.guidance.safety_settings import report_routes, routes_on, signal_terms, steps_on, theme_of, themes_on
from hervest.households.record_queries import record_of
from hervest.journey.named_queries import Nameable, nameable, quiet_case
from hervest.journey.queries import CaseRef, seen_case

ROLE = Permission.PROTECTION_READ


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose from a list, in the reader's language."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class RouteLine:
    """Where something can be reported. `is_checked`: the text was read in its source, and is not the house's own."""

    key: str
    title: str
    about: str
    phone: str
    source: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the reporting code."""

    number: int
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class ThemeView:
    """What helps with a theme: what to look at, what to do first, suggested knowledge and kind of service, routes."""

    key: str
    title: str
    look: str
    first: str
    learn: str
    refer: str
    routes: tuple[RouteLine, ...]
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """One concern in a list. `key`: of `HouseholdNames` of the person; empty: the household."""

    id: int
    title: str
    key: str
    noted_at: datetime
    by: str
    is_closed: bool
    look_again_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class ProtectionPage:
    """The concerns of a case that the reader is named on."""

    case: CaseRef
    rows: tuple[ConcernRow, ...]
    may_note: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    """What was agreed for somebody's safety."""

    danger: str
    agreed: str
    whom_to_call: str
    reached_by: str
    is_made_together: bool
    look_again_on: date | None
    is_late: bool
    by: str
    at: datetime
    n_changed: int


@dataclass(frozen=True, slots=True)
class ToldRow:
    """Who was told. `can_be_undone`: by the reader, who noted it within a day."""

    id: int
    route: str
    to_whom: str
    on: date
    text: str
    is_agreed: bool | None
    by: str
    can_be_undone: bool


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """Somebody named; `reads`: they still can."""

    person: PersonId
    name: str
    reads: bool
    is_me: bool
    can_end: bool


@dataclass(frozen=True, slots=True)
class ConcernView:
    """One concern with all that was written about it."""

    case: CaseRef
    row: ConcernRow
    text: str
    n_changed: int
    closed_why: str
    closed_by: str
    closed_at: datetime | None
    plan: PlanView | None
    told: tuple[ToldRow, ...]
    readers: tuple[ReaderRow, ...]
    theme: ThemeView
    steps: tuple[StepLine, ...]
    may_write: bool
    can_be_undone: bool
    can_open_again: bool


@dataclass(frozen=True, slots=True)
class ConcernBeginning:
    """What a form begins with on which a concern is noted, changed, or read by more. `stored`: what stands now."""

    case: CaseRef
    themes: tuple[Choice, ...]
    readers: tuple[Nameable, ...]
    routes: tuple[RouteLine, ...]
    stored: ProtectionConcern | None = None
    plan: PlanView | None = None


def writes_protection(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has a page of concerns for the actor, who may note one: for offering it.

    Whether there is any is told to nobody by it.
    """
    try:
        quiet_case(actor, code, Permission.PROTECTION_WRITE, today=today)
    except NotFound:
        return False
    return True


def nameable_on(case: CaseRef, *, today: date) -> tuple[Nameable, ...]:
    """Who of the team can be named on a concern of the case."""
    return nameable([case.id], ROLE, today=today).get(case.id, ())


def members_of(case: CaseRef) -> frozenset[MemberNo]:
    """Who is in the household: for deciding."""
    record = record_of(case.code)
    return frozenset(member.no for member in record.present) if record else frozenset()


def concern_subject(*, concern: int, now: datetime, **_: object) -> Subject:
    """The concern as the policy sees it: who is named on it and still can be. Raises: NotFound."""
    row = ProtectionConcern.rows.filter(pk=concern).select_related("case").first()
    if row is None:
        raise NotFound("no_such_concern")
    today = clock.day_of(now)
    able = {one.person for one in nameable([row.case_id], ROLE, today=today).get(row.case_id, ())}
    return _subject(row, readers_today(_named([row.pk])[row.pk], able))


def concerns_subject(*, concerns: Collection[int], now: datetime, **_: object) -> Subject:
    """Several concerns of one municipality: whoever is named on each of them. Raises: NotFound for none."""
    subjects = [concern_subject(concern=concern, now=now) for concern in concerns]
    if not subjects:
        raise NotFound("no_such_concern")
    people = frozenset.intersection(*(subject.people[Relation.NAMED] for subject in subjects))
    return Subject(municipality=subjects[0].municipality, people={Relation.NAMED: people})


def _subject(row: ProtectionConcern, readers: frozenset[PersonId]) -> Subject:
    return Subject(municipality=row.case.municipality_id, people={Relation.NAMED: readers})


def _named(concerns: Collection[int]) -> Mapping[int, frozenset[PersonId]]:
    """Who was named on each, and did not leave. 1 query."""
    found: dict[int, set[PersonId]] = {concern: set() for concern in concerns}
    rows = ConcernReader.rows.filter(concern__in=set(concerns), ended_at__isnull=True)
    for concern, person in rows.values_list("concern_id", "person_id"):
        found[concern].add(PersonId(person))
    return {concern: frozenset(people) for concern, people in found.items()}


def readers_of(concern: int, case: CaseRef, *, today: date) -> frozenset[PersonId]:
    """Who reads the concern today: for deciding."""
    return readers_today(_named([concern])[concern], {one.person for one in nameable_on(case, today=today)})


def named_on(concern: int) -> frozenset[PersonId]:
    """Who was named on it and did not leave, whether they can still read it or not: for deciding."""
    return _named([concern])[concern]


def protection(actor: Actor, code: str, *, today: date) -> ProtectionPage:
    """The concerns of the case that the actor is named on. Raises: NotFound for who may note none."""
    case = quiet_case(actor, code, Permission.PROTECTION_WRITE, today=today)
    rows = _readable(actor, code, today=today)
    plans = dict(SafetyPlan.rows.filter(concern__in=rows).values_list("concern_id", "look_again_on"))
    listed = (_row(case, row, plans.get(row.pk), today) for row in rows)
    order = sorted(listed, key=lambda row: (row.is_closed, -row.noted_at.timestamp(), row.id))
    return ProtectionPage(case, tuple(order), case.closed_on is None)


def concern_of(actor: Actor, code: str, concern: int, *, today: date) -> tuple[CaseRef, ProtectionConcern]:
    """The concern, for who is named on it. Raises: NotFound."""
    row = next((one for one in _readable(actor, code, today=today) if one.pk == concern), None)
    if row is None:
        raise NotFound("no_such_concern")
    return seen_case(actor, code, today=today), row


def writing_concern(actor: Actor, code: str, concern: int, *, today: date) -> tuple[CaseRef, ProtectionConcern]:
    """The same, for who writes: named on it, and working on the open case. Raises: NotFound; Conflict if closed."""
    quiet_case(actor, code, Permission.PROTECTION_WRITE, today=today, changes=True)
    return concern_of(actor, code, concern, today=today)


def _readable(actor: Actor, code: str, *, today: date) -> list[ProtectionConcern]:
    if not policy.holds(actor, ROLE):
        return []
    rows = list(ProtectionConcern.rows.filter(case__code=code).select_related("case", "noted_by", "closed_by"))
    if not rows:
        return []
    named = _named([row.pk for row in rows])
    able = {one.person for one in nameable([rows[0].case_id], ROLE, today=today).get(rows[0].case_id, ())}
    return [row for row in rows if policy.can(actor, ROLE, _subject(row, readers_today(named[row.pk], able)))]


def _row(case: CaseRef, row: ProtectionConcern, look_again_on: date | None, today: date) -> ConcernRow:
    is_closed = row.closed_at is not None
    return ConcernRow(
        id=row.pk,
        title=in_language(*theme_of(row.theme).title),
        key=f"{case.code}/{row.member_no}" if row.member_no else "",
        noted_at=row.noted_at,
        by=row.noted_by.name,
        is_closed=is_closed,
        look_again_on=look_again_on,
        is_late=not is_closed and look_again_on is not None and look_again_on < today,
    )


def concern_view(actor: Actor, code: str, concern: int, *, now: datetime) -> ConcernView:
    """One concern with its plan, who was told and who reads it. Raises: NotFound."""
    today = clock.day_of(now)
    case, row = concern_of(actor, code, concern, today=today)
    plan = plan_of(row, today=today)
    rows = Told.rows.filter(concern=row).select_related("noted_by")
    told = sorted(rows, key=lambda one: (one.told_on, one.pk), reverse=True)
    able, named = {one.person for one in nameable_on(case, today=today)}, named_on(row.pk)
    is_fresh, is_mine = now - row.noted_at <= signal_terms().undo, row.noted_by_id == actor.person
    may_write = writes_protection(actor, code, today=today) and case.closed_on is None
    return ConcernView(
        case=case,
        row=_row(case, row, plan.look_again_on if plan else None, today),
        text=row.text,
        n_changed=row.n_changed,
        closed_why=row.closed_why,
        closed_by=row.closed_by.name if row.closed_by else "",
        closed_at=row.closed_at,
        plan=plan,
        told=tuple(_told_row(actor, one, now) for one in told),
        readers=_reader_rows(actor, named, able),
        theme=theme_view(theme_of(row.theme), today=today),
        steps=tuple(_step(step) for step in steps_on(today)),
        may_write=may_write and row.closed_at is None,
        can_be_undone=may_write and is_fresh and is_mine and plan is None and not told and row.closed_at is None,
        can_open_again=may_write and row.closed_at is not None,
    )


def plan_of(row: ProtectionConcern, *, today: date) -> PlanView | None:
    """The plan of a concern that was gathered for its reader."""
    found = SafetyPlan.rows.filter(concern=row).select_related("changed_by").first()
    if found is None:
        return None
    is_late = row.closed_at is None and found.look_again_on is not None and found.look_again_on < today
    return PlanView(
        found.danger,
        found.agreed,
        found.whom_to_call,
        found.reached_by,
        found.is_made_together,
        found.look_again_on,
        is_late,
        found.changed_by.name,
        found.changed_at,
        found.n_changed,
    )


def _told_row(actor: Actor, row: Told, now: datetime) -> ToldRow:
    titles = {route.key: in_language(*route.title) for route in report_routes()}
    is_fresh = now - row.noted_at <= signal_terms().undo
    return ToldRow(
        row.pk,
        next((title for key, title in titles.items() if key == row.route), row.route),
        row.to_whom,
        row.told_on,
        row.text,
        row.is_agreed,
        row.noted_by.name,
        is_fresh and row.noted_by_id == actor.person,
    )


def _reader_rows(actor: Actor, named: frozenset[PersonId], able: Iterable[PersonId]) -> tuple[ReaderRow, ...]:
    known, reading = names_of(named), readers_today(named, set(able))
    rows = (
        ReaderRow(
            person,
            known.get(person, ""),
            person in reading,
            person == actor.person,
            can_end=leaving_refusal(person, reading) is None,
        )
        for person in named
    )
    return tuple(sorted(rows, key=lambda row: (not row.reads, row.name)))


def theme_view(theme: Theme, *, today: date) -> ThemeView:
    """What helps with a theme, in the reader's language."""
    by_key = {route.key: route for route in routes_on(today)}
    return ThemeView(
        theme.key,
        in_language(*theme.title),
        in_language(*theme.look),
        in_language(*theme.first),
        in_language(*theme.learn),
        in_language(*theme.refer),
        tuple(route_line(by_key[key]) for key in theme.routes if key in by_key),
        theme.force.source,
        theme.force.checked_on,
    )


def route_line(route: ReportRoute) -> RouteLine:
    """Where something can be reported, in the reader's language."""
    force = route.force
    return RouteLine(
        route.key, in_language(*route.title), in_language(*route.about), route.phone, force.source, force.is_verified
    )


def first_routes(*, today: date) -> tuple[RouteLine, ...]:
    """What stands first on every page about safety: what can be called at once."""
    return tuple(route_line(route) for route in routes_on(today) if route.phone)


def _step(step: ReportStep) -> StepLine:
    return StepLine(step.number, in_language(*step.title), in_language(*step.about))


def beginning_of_concern(actor: Actor, code: str, *, today: date) -> ConcernBeginning:
    """For the form on which one is noted. Raises: NotFound; Conflict if the case is closed."""
    case = quiet_case(actor, code, Permission.PROTECTION_WRITE, today=today, changes=True)
    return ConcernBeginning(case, _themes(today), _others(actor, case, today), _routes(today))


def changing_concern(actor: Actor, code: str, concern: int, *, today: date) -> ConcernBeginning:
    """For the forms of a concern that is there. Raises: NotFound; Conflict if the case is closed."""
    case, row = writing_concern(actor, code, concern, today=today)
    themes = _themes(today)
    if row.theme not in {one.key for one in themes}:
        themes = (*themes, Choice(row.theme, in_language(*theme_of(row.theme).title)))
    named = named_on(row.pk)
    others = tuple(one for one in _others(actor, case, today) if one.person not in named)
    return ConcernBeginning(case, themes, others, _routes(today), row, plan_of(row, today=today))


def _themes(today: date) -> tuple[Choice, ...]:
    return tuple(Choice(theme.key, in_language(*theme.title)) for theme in themes_on(today))


def _routes(today: date) -> tuple[RouteLine, ...]:
    return tuple(route_line(route) for route in routes_on(today))


def _others(actor: Actor, case: CaseRef, today: date) -> tuple[Nameable, ...]:
    return tuple(one for one in nameable_on(case, today=today) if one.person != actor.person)
