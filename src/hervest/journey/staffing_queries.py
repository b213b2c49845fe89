"""Who works on which case today, in which role: a team is in force from day to day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import ACTIONS, Permission
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.queries import people_with, roles_there
from hervest.accounts.vocabulary import PersonId, Relation, Role, Scope
from hervest.core.vocabulary import MemberNo, Tier
from hervest.journey.models import Case, EmergencyAccess, FactSet, Task, TeamMember
from hervest.journey.seat_rules import OwnAges, Seat, Sitting, Young, owned, sitting_of
from hervest.journey.settings import journey_settings
from hervest.journey.team_rules import ABOUT_SOMEBODY, WITH_A_MEMBER, relation_of, still_handing_over, still_takes
from hervest.journey.template_defaults import team_relations, team_roles
from hervest.journey.vocabulary import CaseKind, Disclosure, TeamRole, TraitCode, TraitSource


def active_team(today: date) -> QuerySet[TeamMember]:
    """The team members in force on `today`, of every case.

    Who is there because of one person of the household is so only as long as that person is in it: whoever left, and
    who was referred to somebody who left, stands to nobody who stayed. A referral and an appointment end with the
    case, whose people themselves go on reading it. Source: access.md, scopes `referral` and `booking`.
    """
    there = FactSet.rows.filter(case=OuterRef("case"), member_no=OuterRef("member_no"), source=TraitSource.HOUSEHOLD)
    goes_on = Q(role=TeamRole.NEWCOMER) | Q(case__closed_on__isnull=True)
    return _in_force(today).filter(Q(member_no=0) | Q(Exists(there)) & goes_on)


def with_own_login(today: date) -> QuerySet[Case]:
    """The cases in which somebody of the household has a login and sits in the team, as a filter."""
    seats = active_team(today).filter(role=TeamRole.NEWCOMER)
    return Case.rows.filter(pk__in=seats.values("case"))


def logins_in(case: int) -> Mapping[PersonId, frozenset[MemberNo]]:
    """Who ever had a login as somebody of the household, and as whom."""
    return _as_whom(TeamMember.rows.filter(case=case, role=TeamRole.NEWCOMER))


def logins_open_in(case: int) -> Mapping[PersonId, frozenset[MemberNo]]:
    """The same, of those whose login opens."""
    return _as_whom(open_logins().filter(case=case))


def _as_whom(seats: QuerySet[TeamMember]) -> Mapping[PersonId, frozenset[MemberNo]]:
    found: dict[PersonId, frozenset[MemberNo]] = {}
    for person, member in seats.values_list("person_id", "member_no"):
        found[PersonId(person)] = found.get(PersonId(person), frozenset()) | {MemberNo(member)}
    return found


def open_logins() -> QuerySet[TeamMember]:
    """The seats, of any day, of people of households whose login opens, as a filter."""
    return TeamMember.rows.filter(role=TeamRole.NEWCOMER, person__is_active=True)


def _in_force(today: date) -> QuerySet[TeamMember]:
    return TeamMember.rows.filter(from_on__lte=today, until_on__gte=today)


def leading(today: date) -> QuerySet[TeamMember]:
    """The case leads in force on `today` whose membership for its municipality takes this role, once or more each.

    Whoever lost that membership leads nothing: the case is without coordinator. Source: access.md; workflow.md, 2.
    """
    return _in_force(today).filter(
        role=TeamRole.CASE_LEAD,
        person__is_active=True,
        person__memberships__role__in=team_roles()[TeamRole.CASE_LEAD],
        person__memberships__municipalities=F("case__municipality"),
        person__memberships__from_on__lte=today,
        person__memberships__until_on__gte=today,
    )


def led_in(municipality: str, today: date) -> Q:
    """The municipality's cases that somebody leads: the same answer as `leading`, for reading many cases at once.

    Who can lead there is asked first; joined case by case, a database takes longer to plan than to answer.
    """
    people = people_with(team_roles()[TeamRole.CASE_LEAD], municipality, today=today)
    leads = _in_force(today).filter(case=OuterRef("pk"), role=TeamRole.CASE_LEAD, person__in=people)
    return Q(Exists(leads), municipality=municipality)


def left_seats(seats: Iterable[TeamMember], *, today: date) -> frozenset[int]:
    """Those of these seats, whose cases are joined, of who has no membership there any more that takes the role.

    1 query, none for no seats.
    """
    rows = list(seats)
    roles = roles_there({row.person_id for row in rows}, {row.case.municipality_id for row in rows}, today=today)
    held = {row.pk: roles.get((row.person_id, row.case.municipality_id), frozenset()) for row in rows}
    return frozenset(row.pk for row in rows if not _takes(row, held[row.pk]))


def _takes(seat: TeamMember, held: Iterable[Role]) -> bool:
    return still_takes(team_roles(), team_relations(), TeamRole(seat.role), held)


@dataclass(frozen=True, slots=True)
class Team:
    """Who sits in the team of one case today, in order of coming; `roles`: those each has in its municipality."""

    seats: tuple[TeamMember, ...]
    roles: Mapping[int, frozenset[Role]]

    def takes(self, seat: TeamMember) -> bool:
        """Whether who sits there still does what the role asks."""
        return _takes(seat, self.roles.get(seat.person_id, frozenset()))

    @property
    def leads(self) -> frozenset[PersonId]:
        """Who leads the case: the same answer as `leading`."""
        leads = team_roles()[TeamRole.CASE_LEAD]
        return frozenset(
            PersonId(seat.person_id)
            for seat in self.seats
            if seat.role == TeamRole.CASE_LEAD and not leads.isdisjoint(self.roles.get(seat.person_id, frozenset()))
        )

    def workers(self, permission: Permission) -> frozenset[PersonId]:
        """Who works on the case, does what their role asks, and has the permission by a role there: whom to tell."""
        relations = team_relations()
        return frozenset(
            PersonId(seat.person_id)
            for seat in self.seats
            if relations[TeamRole(seat.role)] is Relation.TEAM
            and self.takes(seat)
            and any(ACTIONS[permission][role] is not Scope.NONE for role in self.roles[seat.person_id])
        )

    @property
    def is_sponsored(self) -> bool:
        """Whether a group or its coordinator sits in it for a confirmed match; a group need not have logins."""
        return any(seat.disclosure >= Disclosure.MATCHED for seat in self.seats)


def team_of_case(row: Case, today: date) -> Team:
    """The team of the case as it stands, its people and organisations joined: for deciding. 2 queries."""
    return teams_of_cases({row.pk: row}, today)[row.pk]


def teams_of_cases(cases: Mapping[int, Case], today: date) -> Mapping[int, Team]:
    """The same of each of these cases. 2 queries, 1 if nobody sits in any."""
    found: dict[int, list[TeamMember]] = {case: [] for case in cases}
    rows = active_team(today).filter(case__in=list(cases)).order_by("pk").select_related("person", "organisation")
    for seat in rows:
        seat.case = cases[seat.case_id]
        found[seat.case_id].append(seat)
    people = {seat.person_id for seats in found.values() for seat in seats}
    roles = roles_there(people, {case.municipality_id for case in cases.values()}, today=today)
    return {
        case: Team(
            tuple(seats),
            {seat.person_id: roles.get((seat.person_id, seat.case.municipality_id), frozenset()) for seat in seats},
        )
        for case, seats in found.items()
    }


def teams_shown(actor: Actor, cases: Mapping[int, Case], today: date) -> Mapping[int, Team]:
    """The same for a page: of one case no more than once in a request."""
    if len(cases) != 1:
        return teams_of_cases(cases, today)
    ((case, row),) = cases.items()
    return {case: actor.asked.once(("team", case, today), lambda: team_of_case(row, today))}


def team_shown(actor: Actor, row: Case, today: date) -> Team:
    """The same of one case."""
    return teams_shown(actor, {row.pk: row}, today)[row.pk]


def coordinators_of(cases: Iterable[int], *, today: date) -> dict[int, str]:
    """Name of the case lead of each case that has one today who still works for its municipality."""
    rows = leading(today).filter(case__in=list(cases)).order_by("-pk")
    return dict(rows.values_list("case_id", "person__name"))


NOWHERE = Sitting()


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to one case today: where they sit in its team, what that makes them, and about whom it is.

    `children`: those of the household whose daily life a grown-up newcomer looks after. `owned`: what is noted about
    whom is theirs: `about`, and for a grown-up newcomer the children who do not decide alone yet.
    """

    sitting: Sitting = NOWHERE
    relations: frozenset[Relation] = frozenset()
    about: frozenset[MemberNo] = frozenset()
    children: frozenset[MemberNo] = frozenset()
    owned: frozenset[MemberNo] = frozenset()


NOTHING = Standing()


@dataclass(frozen=True, slots=True)
class Teams:
    """What somebody is to which cases today: asked once, so that lists need no correlated search.

    `households`: those that are open cases of real households in whose team they work. `rows`: the stored cases in
    whose teams they sit, for this room's queries.
    """

    standing: Mapping[int, Standing]
    lead_places: frozenset[str] = frozenset()
    households: frozenset[int] = frozenset()
    rows: Mapping[int, Case] = field(default_factory=dict, compare=False, repr=False)

    @property
    def cases(self) -> frozenset[int]:
        """Every case in whose team they are: one that is open to them in emergency alone is not theirs."""
        return frozenset(case for case, found in self.standing.items() if found.sitting.seats)

    def at(self, case: int) -> Standing:
        """What they are to the case."""
        return self.standing.get(case, NOTHING)

    def having(self, relation: Relation) -> tuple[int, ...]:
        """The cases to which they stand in this relation."""
        return tuple(case for case, found in self.standing.items() if relation in found.relations)

    def by_role(self) -> Mapping[tuple[TeamRole, Sitting], tuple[int, ...]]:
        """The cases by each role that somebody has in them, and where they sit there for it."""
        found: dict[tuple[TeamRole, Sitting], list[int]] = {}
        for case, standing in self.standing.items():
            for role in standing.sitting.roles:
                found.setdefault((role, standing.sitting.as_role(role)), []).append(case)
        return {key: tuple(cases) for key, cases in found.items()}

    def for_somebody(self) -> Mapping[frozenset[MemberNo], tuple[int, ...]]:
        """The cases to which they stand for some persons of the household alone, by those persons."""
        found: dict[frozenset[MemberNo], list[int]] = {}
        for case, standing in self.standing.items():
            if standing.relations and standing.relations <= ABOUT_SOMEBODY:
                found.setdefault(standing.about | standing.children, []).append(case)
        return {members: tuple(cases) for members, cases in found.items()}

    def leads(self, case: int, municipality: str) -> bool:
        """Whether they lead the case: the same answer as `leading`."""
        return TeamRole.CASE_LEAD in self.at(case).sitting.roles and municipality in self.lead_places


def relation_now(row: TeamMember, today: date) -> Relation | None:
    """What the row, whose case is joined, makes its person to the case today."""
    is_handing_over = handing_over(row.case, today)
    return relation_of(team_relations(), TeamRole(row.role), disclosure=row.disclosure, is_handing_over=is_handing_over)


def relations_now(row: TeamMember, today: date) -> frozenset[Relation]:
    """The same, with the mandate to read money, as long as it lasts: of who works on the case and of nobody else."""
    relation = relation_now(row, today)
    is_mandated = relation is Relation.TEAM and row.mandate_until is not None and row.mandate_until >= today
    return frozenset(({relation} if relation else set()) | ({Relation.MANDATE} if is_mandated else set()))


def working_in(municipality: str, *, today: date) -> frozenset[PersonId]:
    """Who works on the open case of some household there."""
    rows = active_team(today).filter(case__municipality=municipality, case__kind=CaseKind.HOUSEHOLD)
    team = rows.filter(case__closed_on__isnull=True).select_related("case")
    return frozenset(PersonId(row.person_id) for row in team if relation_now(row, today) is Relation.TEAM)


def handing_over(case: Case, today: date) -> bool:
    """Whether COA still hands the household over."""
    settings = journey_settings()
    return still_handing_over(
        case.arrives_on, today, has_arrived=case.has_arrived, after_arrival=settings.after_arrival
    )


def teams_of(person: int, today: date) -> Teams:
    """What a person is to which cases today. 1 query, and one more for who is of a household."""
    found: dict[int, Standing] = {}
    seats: dict[int, set[Seat]] = {}
    households = set()
    rows = list(active_team(today).filter(person_id=person).order_by().select_related("case"))
    for row in rows:
        relation, before = relation_now(row, today), found.get(row.case_id, NOTHING)
        seats.setdefault(row.case_id, set()).add(seat_of(row))
        found[row.case_id] = Standing(
            NOWHERE,
            before.relations | relations_now(row, today),
            before.about | ({MemberNo(row.member_no)} if relation in WITH_A_MEMBER else set()),
        )
        is_open = row.case.closed_on is None and not is_practice(row.case.municipality_id)
        if relation is Relation.TEAM and row.case.kind == CaseKind.HOUSEHOLD and is_open:
            households.add(row.case_id)
    young = _young_around(rows)
    for case, standing in found.items():
        around = young.get(case, Young())
        is_newcomer = Relation.SELF in standing.relations
        is_parent = is_newcomer and not standing.about & around.children
        found[case] = replace(
            standing,
            sitting=sitting_of(seats[case], around),
            children=around.children if is_parent else frozenset(),
            owned=owned(standing.about, around, own_ages(), today) if is_newcomer else standing.about,
        )
    return Teams(found, households=frozenset(households), rows={row.case_id: row.case for row in rows})


def sittings_of(team: Iterable[TeamMember]) -> Mapping[int, Mapping[PersonId, Sitting]]:
    """Where everybody sits who has one of these seats, by case and person. 1 query, none where nobody is a newcomer."""
    rows, found = list(team), dict[int, dict[PersonId, set[Seat]]]()
    for row in rows:
        found.setdefault(row.case_id, {}).setdefault(PersonId(row.person_id), set()).add(seat_of(row))
    young = _young_around(rows)
    return {
        case: {person: sitting_of(seats, young.get(case, Young())) for person, seats in people.items()}
        for case, people in found.items()
    }


def own_ages() -> OwnAges:
    """From which age one decides alone, and is of age, for this room."""
    return OwnAges(journey_settings().own_say_from, journey_settings().grown_from)


def owned_in(newcomers: Iterable[TeamMember], today: date) -> Mapping[MemberNo, frozenset[MemberNo]]:
    """Of each of one household who has one of these seats, what is noted about whom is theirs. At most 1 query."""
    rows = list(newcomers)
    young = _young_around(rows)
    return {
        MemberNo(row.member_no): owned(
            frozenset({MemberNo(row.member_no)}), young.get(row.case_id, Young()), own_ages(), today
        )
        for row in sorted(rows, key=lambda row: row.member_no)
    }


def sittings_at_work(row: Case, team: Team) -> tuple[Sitting, ...]:
    """Where those sit in the team of the case who still do what their role asks: only they fill it. At most 1 query.

    Source: workflow.md, section 2; access.md: a seat outlives the membership that took it, and does no work then.
    """
    return tuple(sittings_of(seat for seat in team.seats if team.takes(seat)).get(row.pk, {}).values())


def is_theirs(sitting: Sitting, task: Task) -> bool:
    """Whether the task, which nobody has by name, is theirs who sits there."""
    return sitting.does(TeamRole(task.holder), MemberNo(task.member_no), Tier(task.tier))


def seat_of(row: TeamMember) -> Seat:
    """As what the row makes somebody sit in the team, and about whom."""
    return Seat(TeamRole(row.role), MemberNo(row.member_no))


def _young_around(team: Iterable[TeamMember]) -> Mapping[int, Young]:
    """Who is a child, a toddler and how old, as the register says, in the households of which somebody has a seat.

    Whose birthday is not known has every age of a child, and is no toddler. 1 query, none where nobody has.
    """
    wanted, found = {row.case_id for row in team if row.role == TeamRole.NEWCOMER}, dict[int, Young]()
    if not wanted:
        return found
    rows = FactSet.rows.filter(case__in=wanted, source=TraitSource.HOUSEHOLD, member_no__gt=0)
    for case, no, traits, reasons in rows.values_list("case_id", "member_no", "traits", "reasons"):
        before, member = found.get(case, Young()), frozenset({MemberNo(no)})
        aged = {**before.aged, MemberNo(no): reasons.get(TraitCode.ADULT) or reasons.get(TraitCode.CHILD) or ""}
        is_child = traits.get(TraitCode.CHILD)
        is_toddler = is_child and traits.get(TraitCode.CHILD_0_3) and not traits.get(TraitCode.CHILD_4_17)
        found[case] = Young(
            before.children | (member if is_child else frozenset()),
            before.toddlers | (member if is_toddler else frozenset()),
            aged,
        )
    return found


def my_teams(actor: Actor, today: date) -> Teams:
    """The teams in which the actor works today; nobody's for the system. At most 1 query in a request."""
    return actor.asked.once(("my teams", today), lambda: my_teams_now(actor, today))


def my_teams_now(actor: Actor, today: date) -> Teams:
    """The same, asked anew: for deciding, within an action that may have changed a team."""
    if actor.person is None:
        return Teams({})
    takes_lead = team_roles()[TeamRole.CASE_LEAD]
    places = frozenset(place for grant in actor.grants if grant.role in takes_lead for place in grant.municipalities)
    found = teams_of(actor.person, today)
    return replace(found, lead_places=places, standing=_with_emergencies(actor, found.standing))


def _with_emergencies(actor: Actor, standing: Mapping[int, Standing]) -> Mapping[int, Standing]:
    """The same, and what emergency access that is open at this instant makes the actor to other cases."""
    if actor.emergency_at is None:
        return standing
    rows = EmergencyAccess.rows.filter(person_id=actor.person or 0, until_at__gt=actor.emergency_at)
    found = dict(standing)
    for case in rows.values_list("case_id", flat=True):
        before = found.get(case, NOTHING)
        found[case] = replace(before, relations=before.relations | {Relation.EMERGENCY})
    return found
