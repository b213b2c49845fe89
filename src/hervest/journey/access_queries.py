"""How people stand to a case, as the policy sees it: for one case, for a list of them, and for reading its fields."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import leads_of
from hervest.accounts.vocabulary import OrganisationId, PersonId, Reach, Relation, Role, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.vocabulary import Tier
from hervest.journey.access_rules import Reader
from hervest.journey.models import Case, Milestone, Task, TeamMember
from hervest.journey.staffing_queries import (
    NOTHING,
    Standing,
    Team,
    Teams,
    active_team,
    leading,
    my_teams,
    my_teams_now,
    relations_now,
    team_of_case,
    team_shown,
)
from hervest.journey.team_rules import ABOUT_SOMEBODY
from hervest.journey.vocabulary import Disclosure, MilestoneCode


def case_subject(*, case: str, now: datetime, **_: object) -> Subject:
    """The case as the policy sees it at this moment. Raises: NotFound."""
    row = Case.rows.filter(code=case).first()
    if row is None:
        raise NotFound("no_such_case", case=case)
    return subject_of(row, clock.day_of(now))


def subject_of(row: Case, today: date) -> Subject:
    """Municipality, who stands to it as what today, and who is named: the case leads, else the leads."""
    return _subject_with(row, team_of_case(row, today), today)


def _subject_with(row: Case, team: Team, today: date) -> Subject:
    given = Task.rows.filter(case=row, assigned_to__isnull=False).values_list("assigned_to_id", flat=True)
    people = frozenset(PersonId(person) for person in given if person)
    return _subject_of(row, team, today, given=people, has_keys=_tenancy(row.pk).exists())


def _subject_of(row: Case, team: Team, today: date, *, given: frozenset[PersonId], has_keys: bool) -> Subject:
    """`given`: who has a task of the case by name; `has_keys`: its keys were handed over."""
    people: dict[Relation, set[PersonId]] = {}
    for member in team.seats:
        for relation in relations_now(member, today):
            people.setdefault(relation, set()).add(PersonId(member.person_id))
    found = {relation: frozenset(ids) for relation, ids in people.items()}
    return Subject(
        municipality=row.municipality_id,
        people=found
        | {
            Relation.ASSIGNED: given | {PersonId(member.person_id) for member in team.seats},
            Relation.NAMED: team.leads or leads_of(row.municipality_id, today=today),
            Relation.ADDRESSED: found.get(Relation.SELF, frozenset()) | found.get(Relation.MATCH, frozenset()),
            Relation.TENANCY: found.get(Relation.TEAM, frozenset()) if has_keys else frozenset(),
        },
        organisations=_matching_organisations(team.seats),
    )


def case_seen_by(actor: Actor, code: str, today: date) -> tuple[Case, Subject] | None:
    """The case, and how it stands to the actor, for their own pages: of who has a task of it only whether they do."""
    given = Task.rows.filter(case=OuterRef("pk"), assigned_to_id=actor.person or 0)
    rows = Case.rows.annotate(is_given=Exists(given), has_keys=Exists(_tenancy(OuterRef("pk"))))
    row = rows.filter(code=code).first()
    if row is None:
        return None
    me = frozenset({actor.person}) if row.is_given and actor.person is not None else frozenset[PersonId]()
    subject = _subject_of(row, team_shown(actor, row, today), today, given=me, has_keys=row.has_keys)
    return row, _with_emergency(actor, row, subject, today)


def seen_by(actor: Actor, row: Case, today: date) -> Subject:
    """The same, for reading: with the emergency access that the actor has to it at this instant."""
    return _with_emergency(actor, row, _subject_with(row, team_shown(actor, row, today), today), today)


def _with_emergency(actor: Actor, row: Case, subject: Subject, today: date) -> Subject:
    if actor.person is None or Relation.EMERGENCY not in my_teams(actor, today).at(row.pk).relations:
        return subject
    return replace(subject, people={**subject.people, Relation.EMERGENCY: frozenset({actor.person})})


def _matching_organisations(team: Iterable[TeamMember]) -> frozenset[OrganisationId]:
    """The organisations whose sponsor groups the household is matched with (access.md, `programme`)."""
    return frozenset(
        OrganisationId(member.organisation_id)
        for member in team
        if member.disclosure >= Disclosure.MATCHED and member.organisation_id
    )


def _tenancy(case: int | OuterRef) -> QuerySet[Milestone]:
    """The recorded handing over of the keys: the tenancy begins with it (workflow.md, section 3)."""
    return Milestone.rows.filter(case=case, code=MilestoneCode.KEYS_HANDED, actual_on__isnull=False)


def reader_for(
    actor: Actor,
    permission: Permission,
    subject: Subject,
    *,
    is_case_lead: bool,
    standing: Standing = NOTHING,
) -> Reader:
    """What the actor may read of `subject` under `permission`, with whom they stand to in it."""
    is_about = policy.is_about_whom(actor, permission, subject)
    return Reader(
        tiers=policy.readable(actor, permission, subject),
        reads_finance=policy.reads_finance(actor, permission, subject),
        is_case_lead=is_case_lead,
        reads_home_days=policy.reads_home_days(actor, permission, subject),
        is_inner=policy.is_inner(actor, permission, subject),
        about=standing.about if is_about else None,
        children=standing.children if is_about else frozenset(),
    )


def reader_of(actor: Actor, row: Case, permission: Permission, today: date) -> Reader:
    """What the actor may read of the case under `permission`: for actions, which ask again what a page showed."""
    subject = subject_of(row, today)
    return reader_for(
        actor,
        permission,
        subject,
        is_case_lead=subject.has(actor.person, Relation.NAMED),
        standing=my_teams_now(actor, today).at(row.pk),
    )


def visible_to(actor: Actor, permission: Permission, *, today: date) -> Q:
    """The policy as a filter on cases: the same answer as `policy.can` for each of them."""
    return _covered(actor, policy.reach(actor, permission), today)


def reading(actor: Actor, permission: Permission, tier: Tier, *, today: date) -> QuerySet[Case]:
    """The open cases of which `tier` may be read throughout under `permission`, for a search within them.

    Whoever stands to one person of a household searches in none: a hit would tell of the others.
    """
    found = Q(pk__in=())
    for acting, read in policy.reach_reading(actor, permission, tier):
        whole = {relation: places for relation, places in read.related.items() if relation not in ABOUT_SOMEBODY}
        found |= _covered(actor, acting, today) & _covered(actor, replace(read, related=whole), today)
    return Case.rows.filter(found, closed_on__isnull=True)


def _covered(actor: Actor, reach: Reach, today: date) -> Q:
    if reach.everything:
        return Q()
    found, mine = Q(municipality__in=reach.municipalities), my_teams(actor, today)
    for relation, places in reach.related.items():
        found |= Q(municipality__in=places) & _related(actor, relation, mine, today)
    for organisation, place in sorted(reach.organisations):
        matched = active_team(today).filter(organisation=organisation, disclosure__gte=Disclosure.MATCHED)
        found |= Q(municipality=place, pk__in=matched.values("case"))
    return found


def _related(actor: Actor, relation: Relation, mine: Teams, today: date) -> Q:
    """The cases to which the actor stands in the relation: the same answer as `subject_of`."""
    if relation is Relation.TENANCY:
        return Q(pk__in=mine.having(Relation.TEAM)) & Q(Exists(_tenancy(OuterRef("pk"))))
    if relation is Relation.ADDRESSED:
        return Q(pk__in=(*mine.having(Relation.SELF), *mine.having(Relation.MATCH)))
    if relation is Relation.ASSIGNED:
        given = Task.rows.filter(assigned_to_id=actor.person or 0).values("case")
        return Q(pk__in=mine.cases) | Q(pk__in=given)
    if relation is Relation.NAMED:
        return _named(actor, today)
    return Q(pk__in=mine.having(relation))


def _named(actor: Actor, today: date) -> Q:
    """Who is named on a case: its leads, and where it has none the leads of the municipality (as `subject_of`)."""
    leads = leading(today).filter(case=OuterRef("pk"))
    leads_in = {place for grant in actor.grants if grant.role is Role.MUNI_LEAD for place in grant.municipalities}
    return Q(Exists(leads.filter(person_id=actor.person or 0))) | (Q(municipality__in=leads_in) & Q(~Exists(leads)))


def place_of(actor: Actor, row: Case, mine: Teams) -> Subject:
    """The case as far as this one actor's own place in it goes: enough to read tiers for a list."""
    return own_subject(
        actor,
        row.municipality_id,
        mine.at(row.pk).relations | {Relation.ASSIGNED},
        leads=mine.leads(row.pk, row.municipality_id),
    )


def own_subject(actor: Actor, municipality: str, relations: Iterable[Relation], *, leads: bool) -> Subject:
    """Something of a case in which the actor stands in these relations, as the policy sees it from there."""
    me: frozenset[PersonId] = frozenset({actor.person}) if actor.person is not None else frozenset()
    stands = {*relations, *({Relation.NAMED} if leads else ())}
    if stands & {Relation.SELF, Relation.MATCH}:  # what is written for a household, or its group, is for each of them
        stands.add(Relation.ADDRESSED)
    return Subject(municipality=municipality, people=dict.fromkeys(stands, me))
