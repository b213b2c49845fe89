"""Who works on which case today, in which role: a team is in force from day to day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hervest.accounts.actor import Actor
from hervest.accounts.queries import people_with
from hervest.journey.models import TeamMember
from hervest.journey.template_defaults import team_roles
from hervest.journey.vocabulary import CaseKind, TeamRole


def active_team(today: date) -> QuerySet[TeamMember]:
    """The team members in force on `today`, of every case."""
    return TeamMember.rows.filter(from_on__lte=today, until_on__gte=today)


def leading(today: date) -> QuerySet[TeamMember]:
    """The case leads in force on `today` whose membership for its municipality takes this role, once or more each.

    Whoever lost that membership leads nothing: the case is without coordinator. Source: access.md; workflow.md, 2.
    """
    return active_team(today).filter(
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
    leads = active_team(today).filter(case=OuterRef("pk"), role=TeamRole.CASE_LEAD, person__in=people)
    return Q(Exists(leads), municipality=municipality)


def coordinators_of(cases: Iterable[int], *, today: date) -> dict[int, str]:
    """Name of the case lead of each case that has one today who still works for its municipality."""
    rows = leading(today).filter(case__in=list(cases)).order_by("-pk")
    return dict(rows.values_list("case_id", "person__name"))


@dataclass(frozen=True, slots=True)
class Teams:
    """In which cases somebody works today and as what: asked once, so that lists need no correlated search.

    `households`: those of them that are open cases of households.
    """

    roles: Mapping[int, frozenset[TeamRole]]
    lead_places: frozenset[str] = frozenset()
    households: frozenset[int] = frozenset()

    @property
    def cases(self) -> frozenset[int]:
        """Every such case."""
        return frozenset(self.roles)

    def as_role(self) -> Mapping[TeamRole, tuple[int, ...]]:
        """The cases by what somebody is in them."""
        found: dict[TeamRole, list[int]] = {}
        for case, roles in self.roles.items():
            for role in roles:
                found.setdefault(role, []).append(case)
        return {role: tuple(cases) for role, cases in found.items()}

    def leads(self, case: int, municipality: str) -> bool:
        """Whether they lead the case: the same answer as `leading`."""
        return TeamRole.CASE_LEAD in self.roles.get(case, ()) and municipality in self.lead_places


def teams_of(person: int, today: date) -> Teams:
    """The teams in which a person works today. 1 query."""
    found: dict[int, set[TeamRole]] = {}
    households = set()
    rows = active_team(today).filter(person_id=person).order_by()
    for role, case, kind, closed_on in rows.values_list("role", "case_id", "case__kind", "case__closed_on"):
        found.setdefault(case, set()).add(TeamRole(role))
        if kind == CaseKind.HOUSEHOLD and closed_on is None:
            households.add(case)
    roles = {case: frozenset(roles) for case, roles in found.items()}
    return Teams(roles, households=frozenset(households))


def my_teams(actor: Actor, today: date) -> Teams:
    """The teams in which the actor works today; nobody's for the system. At most 1 query in a request."""
    return actor.asked.once(("my teams", today), lambda: my_teams_now(actor, today))


def my_teams_now(actor: Actor, today: date) -> Teams:
    """The same, asked anew: for deciding, within an action that may have changed a team."""
    if actor.person is None:
        return Teams({})
    takes_lead = team_roles()[TeamRole.CASE_LEAD]
    places = frozenset(place for grant in actor.grants if grant.role in takes_lead for place in grant.municipalities)
    return replace(teams_of(actor.person, today), lead_places=places)
