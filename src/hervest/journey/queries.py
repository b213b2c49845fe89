"""Cases as the actor may see them: lists, one case, its team, and the facts a plan is worked out from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict, cast

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.vocabulary import PersonId, Reach, Relation, Shown, Subject
from hervest.core.errors import Conflict, NotFound
from hervest.core.paging import First, Page, first, window
from hervest.core.vocabulary import MemberNo, Route, Tier
from hervest.journey.access_queries import case_seen_by, place_of, visible_to
from hervest.journey.access_rules import NOT_IN_PRACTICE, OF_HOUSEHOLDS_ONLY, ON_A_CLOSED_CASE, Reader
from hervest.journey.booking_queries import day_booked
from hervest.journey.known_queries import rows_in_team
from hervest.journey.late_queries import critically_late
from hervest.journey.models import Case, FactSet, Task, TeamMember
from hervest.journey.staffing_queries import (
    Standing,
    active_team,
    coordinators_of,
    leading,
    my_teams,
    team_shown,
)
from hervest.journey.told_queries import visible
from hervest.journey.vocabulary import CaseKind, ClosingReason, Disclosure, Phase, TeamRole, TraitSource


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case as other rooms hold on to it: what anybody who may know of it may know.

    `about`: the people of the household it is about for this reader; None: all of it. `is_own`: they are one of them.
    `is_inner`: they see it as the municipality or the working team does. `taken_over_on`: from another municipality.
    """

    id: int
    code: str
    kind: CaseKind
    municipality: str
    route: Route | None
    phase: Phase
    opened_on: date
    closed_on: date | None
    closed_as: ClosingReason | None
    plan_version: int
    taken_over_on: date | None = None
    tiers: frozenset[Tier] = frozenset()
    is_case_lead: bool = False
    reads_finance: bool = False
    reads_home_days: bool = False
    is_inner: bool = False
    about: frozenset[MemberNo] | None = None
    is_own: bool = False

    @property
    def is_household(self) -> bool:
        """Whether people live behind it."""
        return self.kind is CaseKind.HOUSEHOLD

    @property
    def is_practice(self) -> bool:
        """Whether nobody lives behind it: it is there to practise on."""
        return is_practice(self.municipality)

    @property
    def reader(self) -> Reader:
        """What the actor may read of it."""
        return Reader(
            self.tiers, self.reads_finance, self.is_case_lead, self.reads_home_days, self.is_inner, self.about
        )

    def must_read(self, tier: Tier) -> None:
        """Go on only if fields of `tier` may be read. Raises: NotFound."""
        if tier not in self.tiers:
            raise NotFound("no_such_case", case=self.code)


@dataclass(frozen=True, slots=True)
class CaseListRow:
    """A case in a list. `arrives_on` is tier P1: None for who may not read it.

    `is_code_only`: the actor knows its code, phase and counts and no more (scope `muni_codes`): no coordinator, no
    route on the page. `is_appointment`: its code, and what the appointment says of whom it is with (scope `booking`).
    """

    ref: CaseRef
    is_code_only: bool
    coordinator: str
    arrives_on: date | None
    has_arrived: bool
    n_open: int
    n_critical: int
    may_open: bool
    may_see_homes: bool
    is_appointment: bool


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What a list of cases is narrowed to; `order` is `code`, `arrival` or `phase`."""

    phase: str = ""
    route: str = ""
    team: str = ""
    without_coordinator: bool = False
    closed: bool = False
    order: str = "arrival"

    @property
    def on_codes(self) -> "CaseFilters":
        """The filters that tell no more than code and phase."""
        return replace(self, route="", team="", without_coordinator=False)


NO_FILTERS = CaseFilters(order="code")


@dataclass(frozen=True, slots=True)
class TeamRow:
    """Somebody in the case team. `has_left`: they do not work in this role any more, and their seat is still there.

    `appointment_on`: the day of the appointment for which an interpreter was booked; None where other days were given.
    """

    id: int
    person: PersonId
    name: str
    organisation: str
    role: TeamRole
    from_on: date
    until_on: date
    has_left: bool = False
    appointment_on: date | None = None


def case_for(actor: Actor, code: str, permission: Permission, *, today: date) -> CaseRef:
    """The case, if the actor has `permission` on it; that it was opened stands in the log.

    Whoever hands out more of it than code and phase says so with `actor.reads.read`.
    Raises: NotFound; Conflict if the case is closed and the permission is for changing something.
    """
    found = actor.asked.once(("case", code, today), lambda: case_seen_by(actor, code, today))
    if found is None or not policy.can(actor, permission, found[1]) or not _has(found[0], permission):
        raise NotFound("no_such_case", case=code)
    row, subject = found
    if row.closed_on is not None and permission not in ON_A_CLOSED_CASE:
        raise Conflict("case_is_closed", case=code)
    tiers = policy.readable(actor, permission, subject)
    actor.reads.opened(code, row.municipality_id, in_emergency=subject.has(actor.person, Relation.EMERGENCY))
    return replace(
        _ref(row, tiers, is_case_lead=subject.has(actor.person, Relation.NAMED)),
        reads_finance=policy.reads_finance(actor, permission, subject),
        reads_home_days=policy.reads_home_days(actor, permission, subject),
        is_inner=policy.is_inner(actor, permission, subject),
        **_about(actor, permission, subject, my_teams(actor, today).at(row.pk)),
    )


class _About(TypedDict):
    about: frozenset[MemberNo] | None
    is_own: bool


def _about(actor: Actor, permission: Permission, subject: Subject, standing: Standing) -> _About:
    """The people of the household the actor stands to, and whether as one of them; None: it is all theirs to see."""
    is_about = policy.is_about_whom(actor, permission, subject)
    return {
        "about": standing.about if is_about else None,
        "is_own": is_about and subject.has(actor.person, Relation.SELF),
    }


def case_row(actor: Actor, code: str, *, today: date) -> Case:
    """The stored row of a case that `case_for` gave in this request, for this room's queries. Raises: NotFound."""
    found = actor.asked.once(("case", code, today), lambda: case_seen_by(actor, code, today))
    if found is None:
        raise NotFound("no_such_case", case=code)
    return found[0]


def team_subject(actor: Actor, code: str, *, today: date) -> Subject:
    """The case as the policy sees it for what emergency access does not give: for showing, as this request saw it.

    Raises: NotFound.
    """
    found = actor.asked.once(("case", code, today), lambda: case_seen_by(actor, code, today))
    if found is None:
        raise NotFound("no_such_case", case=code)
    people = dict(found[1].people)
    people.pop(Relation.EMERGENCY, None)
    return replace(found[1], people=people)


def _has(row: Case, permission: Permission) -> bool:
    if is_practice(row.municipality_id) and permission in NOT_IN_PRACTICE:
        return False
    return row.kind == CaseKind.HOUSEHOLD or permission not in OF_HOUSEHOLDS_ONLY


def leaving(actor: Actor, code: str, member: int, *, today: date) -> tuple[TeamRow, bool]:
    """Somebody in the team, and whether nobody would lead the case without them. Raises: NotFound."""
    team = team_of(actor, code, today=today)
    found = next((row for row in team if row.id == member), None)
    if found is None:
        raise NotFound("no_such_team_member")
    leads = [row for row in team if row.role is TeamRole.CASE_LEAD]
    return found, leads == [found]


def may(actor: Actor, code: str, permission: Permission, *, today: date) -> bool:
    """Whether the actor has `permission` on the case: for offering a button, never instead of asking the action."""
    found = actor.asked.once(("case", code, today), lambda: case_seen_by(actor, code, today))
    if found is None or not _has(found[0], permission) or (found[0].closed_on and permission not in ON_A_CLOSED_CASE):
        return False
    return policy.can(actor, permission, found[1])


def case_of(code: str) -> CaseRef:
    """The case for deciding, whoever asks: never for showing. Raises: NotFound."""
    row = Case.rows.filter(code=code).first()
    if row is None:
        raise NotFound("no_such_case", case=code)
    return _ref(row, frozenset(), is_case_lead=False)


def seen_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The case as `case_of` gives it, asked once in a request, without a word in the log. Raises: NotFound."""
    return _ref(case_row(actor, code, today=today), frozenset(), is_case_lead=False)


def may_sort_by_arrival(actor: Actor) -> bool:
    """Whether the order of arrival tells the actor nothing that they may not read."""
    return policy.reads_throughout(actor, Permission.CASE_LIST, Tier.P1)


def reads_beyond_codes(actor: Actor) -> bool:
    """Whether of every case in the list more than code, phase and counts is the actor's to know (access.md)."""
    return policy.reads_throughout(actor, Permission.CASE_LIST, Tier.P0)


def has_appointments_only(actor: Actor) -> bool:
    """Whether the actor knows of cases by bookings alone, and so in which phase of none (access.md, `booking`)."""
    reach = policy.reach(actor, Permission.CASE_LIST)
    return reach == Reach(related={Relation.BOOKING: reach.within(Relation.BOOKING)})


def case_list(actor: Actor, filters: CaseFilters, *, today: date, number: int = 1) -> Page[CaseListRow]:
    """One page of the cases the actor may know of, noted in the log; by code where arrivals are not theirs to know."""
    if has_appointments_only(actor):  # what narrows or orders a list tells of what stands in it
        filters = NO_FILTERS
    rows = listed(actor, today).filter(narrowed(filters if reads_beyond_codes(actor) else filters.on_codes, today))
    by_arrival = [F("arrives_on").asc(nulls_last=True), "pk"] if may_sort_by_arrival(actor) else ["pk"]
    order = {"code": ["pk"], "phase": ["phase", "pk"]}.get(filters.order, by_arrival)
    page = list(rows.order_by(*order)[window(number)])
    for row in page:
        actor.reads.shown(row.code or "", row.municipality_id)
    return Page(rows=list_rows(actor, page, today), number=number, n_rows=rows.count())


def cases_by_code(actor: Actor, codes: Iterable[str], permission: Permission, *, today: date) -> Mapping[str, CaseRef]:
    """Those of `codes` on which the actor has `permission`, with the tiers that may be read of each.

    At most 1 query, and none for the same codes again in a request.
    """
    wanted = frozenset(codes)
    if not wanted:
        return {}
    return actor.asked.once(
        ("cases", wanted, permission, today), lambda: _cases_by_code(actor, wanted, permission, today)
    )


def _cases_by_code(actor: Actor, codes: frozenset[str], permission: Permission, today: date) -> Mapping[str, CaseRef]:
    opened = [actor.asked.answers.get(("case", code, today)) for code in codes]
    rows: Iterable[Case] | None
    if all(opened):  # the page is of these cases, and has read them
        found = cast("list[tuple[Case, Subject]]", opened)
        rows = [row for row, subject in found if policy.can(actor, permission, subject)]
    else:
        own = [pk for pk, row in my_teams(actor, today).rows.items() if row.code in codes]
        rows = rows_in_team(actor, own, permission, today=today) if len(own) == len(codes) else None
    if rows is None:
        rows = Case.rows.filter(visible_to(actor, permission, today=today), code__in=codes)
    return {ref.code: ref for ref in _refs(actor, rows, permission, today)}


def open_cases(
    actor: Actor, permission: Permission, *, today: date, among: Collection[int] | None = None
) -> tuple[CaseRef, ...]:
    """Every open case of a household on which the actor has `permission`, by code; `among`: only of these."""
    known = rows_in_team(actor, among, permission, today=today) if among is not None else None
    if known is not None:
        is_open = (row for row in known if row.kind == CaseKind.HOUSEHOLD and row.closed_on is None)
        return tuple(_refs(actor, is_open, permission, today))
    rows = households().filter(closed_on__isnull=True).filter(visible_to(actor, permission, today=today))
    if among is not None:
        rows = rows.filter(pk__in=among)
    return tuple(_refs(actor, rows.order_by("pk"), permission, today))


def households() -> QuerySet[Case]:
    """The cases of households, for this room's queries."""
    return Case.rows.filter(kind=CaseKind.HOUSEHOLD)


def _refs(actor: Actor, rows: Iterable[Case], permission: Permission, today: date) -> list[CaseRef]:
    mine, found = my_teams(actor, today), []
    for row in rows:
        subject = place_of(actor, row, mine)
        tiers, leads = policy.readable(actor, permission, subject), mine.leads(row.pk, row.municipality_id)
        about = _about(actor, permission, subject, mine.at(row.pk))
        found.append(replace(_ref(row, tiers, is_case_lead=leads), **about))
    return found


def _ref(row: Case, tiers: frozenset[Tier], *, is_case_lead: bool) -> CaseRef:
    return CaseRef(
        id=row.pk,
        code=row.code or "",
        kind=CaseKind(row.kind),
        municipality=row.municipality_id,
        route=Route(row.route) if row.route else None,
        phase=Phase(row.phase),
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        closed_as=ClosingReason(row.closed_as) if row.closed_as else None,
        plan_version=row.plan_version,
        taken_over_on=row.taken_over_on,
        tiers=tiers,
        is_case_lead=is_case_lead,
    )


def listed(actor: Actor, today: date, kind: CaseKind = CaseKind.HOUSEHOLD) -> QuerySet[Case]:
    """The cases of one kind that the actor may know of, for this room's queries."""
    return Case.rows.filter(visible_to(actor, Permission.CASE_LIST, today=today), kind=kind)


def lists_open_cases(actor: Actor, *, today: date) -> bool:
    """Whether any open case of a household stands in the actor's list. 1 query."""
    return listed(actor, today).filter(closed_on__isnull=True).exists()


def listed_tiers(actor: Actor, row: Case, today: date) -> frozenset[Tier]:
    """What the actor may read of a case that stands in a list, for this room's queries."""
    return policy.readable(actor, Permission.CASE_LIST, place_of(actor, row, my_teams(actor, today)))


def narrowed(filters: CaseFilters, today: date) -> Q:
    """What the filters leave, for this room's queries."""
    wanted: Q = Q(closed_on__isnull=not filters.closed)
    if filters.phase:
        wanted &= Q(phase=filters.phase)
    if filters.route:
        wanted &= Q(route=filters.route)
    if filters.team:
        wanted &= Q(Exists(active_team(today).filter(case=OuterRef("pk"), person_id=filters.team)))
    if filters.without_coordinator:
        wanted &= Q(~Exists(leading(today).filter(case=OuterRef("pk"))))
    return wanted


def list_rows(actor: Actor, rows: list[Case], today: date) -> tuple[CaseListRow, ...]:
    """These cases as a list shows them to the actor, for this room's queries."""
    coordinators = coordinators_of([row.pk for row in rows], today=today)
    mine = my_teams(actor, today)
    subjects = {row.pk: place_of(actor, row, mine) for row in rows}
    counts = _open_counts(actor, subjects, today)
    found = []
    for row in rows:
        subject = subjects[row.pk]
        tiers = policy.readable(actor, Permission.CASE_LIST, subject)
        is_appointment = mine.at(row.pk).relations == {Relation.BOOKING} and not policy.is_inner(
            actor, Permission.CASE_LIST, subject
        )
        n_open, n_critical = (0, 0) if is_appointment else counts.get(row.pk, (0, 0))
        if row.arrives_on:
            actor.reads.read(row.code or "", Shown.ARRIVAL, within=tiers)
        found.append(
            CaseListRow(
                ref=_ref(row, tiers, is_case_lead=mine.leads(row.pk, row.municipality_id)),
                is_code_only=Tier.P0 not in tiers,
                coordinator=coordinators.get(row.pk, "") if Tier.P0 in tiers else "",
                arrives_on=row.arrives_on if Tier.P1 in tiers else None,
                has_arrived=row.has_arrived,
                n_open=n_open,
                n_critical=n_critical,
                may_open=policy.can(actor, Permission.CASE_READ, subject),
                may_see_homes=CaseKind(row.kind) is CaseKind.HOUSEHOLD
                and policy.can(actor, Permission.DWELLING_FIT, subject),
                is_appointment=is_appointment,
            )
        )
    return tuple(found)


def _open_counts(actor: Actor, cases: Mapping[int, Subject], today: date) -> dict[int, tuple[int, int]]:
    """Open tasks of each case, and how many of them are critically late: those that stand on its page for the actor.

    All of them for who works for the municipality and opens none of its cases (access.md, `muni_codes`). 1 query.
    """
    counted = policy.reach(actor, Permission.CASE_LIST).municipalities
    whole = [
        case
        for case, subject in cases.items()
        if subject.municipality in counted and not policy.can(actor, Permission.CASE_READ, subject)
    ]
    rows = (
        Task.rows.filter(visible(actor, my_teams(actor, today)) | Q(case__in=whole), case__in=list(cases))
        .filter(is_open=True)
        .values("case_id")
        .annotate(n_open=Count("pk"), n_critical=Count("pk", filter=critically_late(today)))
    )
    return {row["case_id"]: (row["n_open"], row["n_critical"]) for row in rows}


def team_of(actor: Actor, code: str, *, today: date) -> tuple[TeamRow, ...]:
    """Who works on the case today, as far as the actor may know of them. Raises: NotFound."""
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    team = team_shown(actor, case_row(actor, code, today=today), today)
    return tuple(
        team_row(seat, has_left=not team.takes(seat))
        for seat in team.seats
        # nobody is named to a family, or to others from outside, before both said yes
        if case.is_inner or seat.role != TeamRole.SPONSOR or seat.disclosure >= Disclosure.NAMES
    )


def team_row(row: TeamMember, *, has_left: bool = False) -> TeamRow:
    """A stored row, whose person and organisation are joined, as pages show it."""
    return TeamRow(
        id=row.pk,
        person=PersonId(row.person_id),
        name=row.person.name,
        organisation=row.organisation.name if row.organisation else "",
        role=TeamRole(row.role),
        from_on=row.from_on,
        until_on=row.until_on,
        has_left=has_left,
        appointment_on=day_booked(row),
    )


def facts_said(case: int, source: TraitSource) -> Mapping[MemberNo, Mapping[str, bool]]:
    """What `source` says of each member's traits (0: the household's), for deciding."""
    rows = FactSet.rows.filter(case_id=case, source=source)
    return {MemberNo(row.member_no): dict(row.traits) for row in rows}


def since_said(case: int, source: TraitSource) -> Mapping[MemberNo, Mapping[str, str]]:
    """Since when, as `source` says it, each member is there and traits hold of them (ISO), for deciding."""
    rows = FactSet.rows.filter(case_id=case, source=source)
    return {MemberNo(row.member_no): dict(row.since) for row in rows}


def plan_version(code: str) -> int:
    """How often the plan has changed: what a page was made from. Raises: NotFound."""
    return case_of(code).plan_version


def shown_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The case for its own page. Raises: NotFound."""
    return case_for(actor, code, Permission.CASE_READ, today=today)


def search(actor: Actor, words: str, *, today: date, limit: int) -> First[CaseRef]:
    """Cases whose code begins with, or contains, what was typed. The codes handed out stand in the log."""
    rows = listed(actor, today).filter(code__icontains=words.strip()).order_by("pk")
    found = first(rows[: limit + 1], limit)
    for row in found.rows:
        actor.reads.shown(row.code or "", row.municipality_id)
    return First(tuple(_ref(row, frozenset(), is_case_lead=False) for row in found.rows), found.has_more)
