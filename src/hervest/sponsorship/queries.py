"""Groups as the actor may see them, and what the policy must know of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import ACTIONS, Permission
from hervest.accounts.queries import (
    MunicipalityRow,
    OrganisationName,
    municipalities_of,
    municipality_subject,
    programme_organisations,
)
from hervest.accounts.vocabulary import OrganisationId, PersonId, Relation, Scope, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.sponsorship import rules
from hervest.sponsorship.models import Programme, Sponsor, SponsorGroup, SponsorMembership
from hervest.sponsorship.vocabulary import Block, GroupId, GroupRole, GroupStage

LEADING = (GroupRole.COORDINATOR, GroupRole.DEPUTY)
PERSONAL = frozenset({Scope.PROGRAMME, Scope.OWN_GROUP, Scope.MUNI})
"""Through these scopes of `group.list` the people of a group are shown, and not through `muni_ready`. Decision 22."""


PROGRAMME_COLUMNS = ("name", "from_on", "until_on", "min_group", "target_group", "travel_minutes", "response_days")


def programme_stands(row: Programme) -> dict[str, Any]:
    """How a programme is described now: what its form holds."""
    return {name: getattr(row, name) for name in PROGRAMME_COLUMNS} | {"organisation": row.organisation_id}


@dataclass(frozen=True, slots=True)
class GroupFilters:
    """What the list is narrowed to; empty: everything that is not over."""

    stage: str = ""
    programme: int = 0
    q: str = ""


@dataclass(frozen=True, slots=True)
class GroupListRow:
    """A group in a list: no person stands in it."""

    id: GroupId
    name: str
    programme: str
    municipality: str
    stage: GroupStage
    ready_until: date | None
    is_ready: bool
    n_members: int
    min_group: int
    target_group: int
    capacity_persons: int | None
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme in which the actor may do something."""

    id: int
    name: str
    municipality: str


@dataclass(frozen=True, slots=True)
class ProgrammeTerms:
    """A programme as far as its matches depend on it."""

    id: int
    name: str
    municipality: str
    organisation: OrganisationId
    travel_minutes: int
    response_days: int


def terms_of(programme: int) -> ProgrammeTerms:
    """What the programme sets, for deciding. Raises: NotFound."""
    row = Programme.rows.filter(pk=programme).first()
    if row is None:
        raise NotFound("no_such_programme")
    return ProgrammeTerms(
        id=row.pk,
        name=row.name,
        municipality=row.municipality_id,
        organisation=OrganisationId(row.organisation_id),
        travel_minutes=row.travel_minutes,
        response_days=row.response_days,
    )


def programmes_in_places(places: Iterable[str]) -> tuple[ProgrammeRow, ...]:
    """The programmes of these municipalities, by name: for who works on a household there."""
    rows = Programme.rows.filter(municipality__in=set(places)).select_related("municipality").order_by("name", "pk")
    return tuple(ProgrammeRow(row.pk, row.name, row.municipality.name) for row in rows)


def in_force(today: date) -> Q:
    """Memberships that hold on the day."""
    return Q(from_on__lte=today, until_on__gte=today)


def programme_subject(*, programme: int, **_: object) -> Subject:
    """A programme as the policy sees it: its municipality and the organisation that runs it. Raises: NotFound."""
    row = Programme.rows.filter(pk=programme).first()
    if row is None:
        raise NotFound("no_such_programme")
    return _of_programme(row)


def _of_programme(row: Programme) -> Subject:
    organisations = frozenset({OrganisationId(row.organisation_id)})
    return Subject(municipality=row.municipality_id, organisations=organisations)


def placing_subject(*, municipality: str, organisation: OrganisationId, **_: object) -> Subject:
    """A programme that is to be: the municipality and who is to run it. Raises: NotFound."""
    found = municipality_subject(municipality=municipality)
    return replace(found, organisations=frozenset({organisation}))


def group_subject(*, group: GroupId, now: datetime, **_: object) -> Subject:
    """A group with the people who are in it today. Raises: NotFound."""
    return subject_of(group_row(group), today=clock.day_of(now))


def group_row(group: GroupId) -> SponsorGroup:
    """The group with its programme. Raises: NotFound."""
    row = SponsorGroup.rows.select_related("programme").filter(pk=group).first()
    if row is None:
        raise NotFound("no_such_group")
    return row


def lock_group(group: GroupId) -> None:
    """Hold the group until the commit: no two households are proposed for it at one time. Raises: NotFound."""
    if SponsorGroup.rows.select_for_update(no_key=True).filter(pk=group).first() is None:
        raise NotFound("no_such_group")


def lock_groups(groups: Iterable[GroupId]) -> None:
    """Hold the groups until the commit, in order of number, so that two who hold several never cross."""
    list(SponsorGroup.rows.select_for_update(no_key=True).filter(pk__in=set(groups)).order_by("pk"))


def lock_sponsors(sponsors: Iterable[int]) -> None:
    """Hold the sponsors until the commit, in order of number; who holds their groups too holds those before."""
    list(Sponsor.rows.select_for_update(no_key=True).filter(pk__in=set(sponsors)).order_by("pk"))


def subject_of(row: SponsorGroup, *, today: date) -> Subject:
    """What the policy must know of a group (decision 22): a group has no case of its own yet."""
    held = SponsorMembership.rows.filter(in_force(today), group=row, sponsor__person__isnull=False)
    people: dict[Relation, set[PersonId]] = {Relation.GROUP: set(), Relation.GROUP_LEAD: set()}
    for person, role in held.values_list("sponsor__person", "role"):
        people[Relation.GROUP].add(PersonId(person))
        if role in LEADING:
            people[Relation.GROUP_LEAD].add(PersonId(person))
    return replace(
        _of_programme(row.programme),
        people={relation: frozenset(found) for relation, found in people.items()},
        is_ready=rules.is_ready(GroupStage(row.stage), row.ready_until, today=today),
    )


def sponsor_subject(*, sponsor: int, **_: object) -> Subject:
    """A sponsor as the policy sees them: their programme, and whose own data it is. Raises: NotFound."""
    return of_sponsor(sponsor_row(sponsor))


def sponsor_in_programme(*, sponsor: int, **_: object) -> Subject:
    """The same as nobody's own: for what sponsors do not record of themselves. Raises: NotFound."""
    return _of_programme(sponsor_row(sponsor).programme)


def sponsor_row(sponsor: int) -> Sponsor:
    """The sponsor with their programme. Raises: NotFound."""
    row = Sponsor.rows.select_related("programme").filter(pk=sponsor).first()
    if row is None:
        raise NotFound("no_such_sponsor")
    return row


def of_sponsor(row: Sponsor) -> Subject:
    """The subject of a sponsor that was read already."""
    return replace(_of_programme(row.programme), person=PersonId(row.person_id) if row.person_id else None)


def membership_subject(*, membership: int, **_: object) -> Subject:
    """The programme of a membership: its coordinator gives and ends it. Raises: NotFound."""
    return _of_programme(membership_row(membership).group.programme)


def membership_row(membership: int) -> SponsorMembership:
    """The membership with its group and sponsor. Raises: NotFound."""
    row = SponsorMembership.rows.select_related("group__programme", "sponsor").filter(pk=membership).first()
    if row is None:
        raise NotFound("no_such_membership")
    return row


def visible_groups(actor: Actor, *, today: date, scopes: frozenset[Scope] = frozenset(Scope)) -> Q:
    """The policy as a filter on groups; only through `scopes` where given."""
    reach = policy.reach(actor, Permission.GROUP_LIST, scopes=scopes)
    if reach.everything:
        return Q()
    found = Q(programme__municipality__in=reach.municipalities)
    for organisation, place in sorted(reach.organisations):
        found |= Q(programme__organisation=organisation, programme__municipality=place)
    is_ready = Q(stage=GroupStage.READY, ready_until__gte=today)
    found |= Q(programme__municipality__in=reach.ready_in) & is_ready
    mine = SponsorMembership.rows.filter(in_force(today), sponsor__person=actor.person).values("group")
    return found | Q(programme__municipality__in=reach.within(Relation.GROUP), pk__in=mine)


def shows_people(actor: Actor, subject: Subject) -> bool:
    """Whether the people of this group may be shown, and not only that it is ready. Decision 22."""
    return actor.system or any(
        ACTIONS[Permission.GROUP_LIST][grant.role] in PERSONAL
        and policy.reaches(ACTIONS[Permission.GROUP_LIST][grant.role], grant, actor, subject)
        for grant in actor.grants
    )


def group_for(actor: Actor, group: GroupId, permission: Permission, *, today: date) -> tuple[SponsorGroup, Subject]:
    """The group, if the actor may do that to it. Raises: NotFound."""
    row = group_row(group)
    subject = subject_of(row, today=today)
    if not policy.can(actor, permission, subject):
        raise NotFound("no_such_group")
    return row, subject


def group_list(actor: Actor, filters: GroupFilters, *, today: date, number: int = 1) -> Page[GroupListRow]:
    """One page of the groups the actor may see, by name; who was told nothing else sees those that are not over."""
    rows = SponsorGroup.rows.filter(visible_groups(actor, today=today)).filter(_narrowed(filters))
    shown = list(rows.select_related("programme__municipality").order_by("name", "pk")[window(number)])
    people = _people_of(shown, today=today)
    found = tuple(_list_row(row, people.get(row.pk, {}), today=today) for row in shown)
    return Page(rows=found, number=number, n_rows=rows.count())


def _narrowed(filters: GroupFilters) -> Q:
    wanted = Q(stage=filters.stage) if filters.stage else ~Q(stage__in=rules.ENDED)
    if filters.programme:
        wanted &= Q(programme=filters.programme)
    return wanted & Q(name__icontains=filters.q) if filters.q else wanted


def _people_of(groups: Iterable[SponsorGroup], *, today: date) -> dict[int, dict[int, Sponsor]]:
    """Sponsors in force by group: 1 query."""
    found: dict[int, dict[int, Sponsor]] = {}
    held = SponsorMembership.rows.filter(in_force(today), group__in=list(groups)).select_related("sponsor")
    for membership in held:
        found.setdefault(membership.group_id, {})[membership.sponsor_id] = membership.sponsor
    return found


def _list_row(row: SponsorGroup, people: dict[int, Sponsor], *, today: date) -> GroupListRow:
    return GroupListRow(
        id=GroupId(row.pk),
        name=row.name,
        programme=row.programme.name,
        municipality=row.programme.municipality.name,
        stage=GroupStage(row.stage),
        ready_until=row.ready_until,
        is_ready=rules.is_ready(GroupStage(row.stage), row.ready_until, today=today),
        n_members=len(people),
        min_group=row.programme.min_group,
        target_group=row.programme.target_group,
        capacity_persons=row.capacity_persons,
        languages=languages_of(people.values()),
    )


def languages_of(people: Iterable[Sponsor]) -> tuple[str, ...]:
    """The languages spoken in a group, that of most members first."""
    counts: dict[str, int] = {}
    for person in people:
        for code in person.languages:
            counts[code] = counts.get(code, 0) + 1
    return tuple(sorted(counts, key=lambda code: (-counts[code], code)))


def blocks_of(people: Iterable[Sponsor]) -> tuple[Block, ...]:
    """The parts of the week in which anybody of a group has time."""
    found = {block for person in people for block in person.blocks}
    return tuple(block for block in Block if block.value in found)


def programmes_for(actor: Actor, permission: Permission) -> tuple[ProgrammeRow, ...]:
    """The programmes in which the actor has the permission as who runs them or for the municipality, by name."""
    wanted = _programmes(actor, permission)
    rows = Programme.rows.filter(wanted).select_related("municipality").order_by("name", "pk")
    return tuple(ProgrammeRow(row.pk, row.name, row.municipality.name) for row in rows)


def _programmes(actor: Actor, permission: Permission) -> Q:
    reach = policy.reach(actor, permission)
    if reach.everything:
        return Q()
    found = Q(municipality__in=reach.municipalities | reach.ready_in)
    for organisation, place in sorted(reach.organisations):
        found |= Q(organisation=organisation, municipality=place)
    return found


def programme_for(actor: Actor, programme: int, permission: Permission) -> ProgrammeRow:
    """A programme in which the actor has the permission. Raises: NotFound."""
    if not policy.can(actor, permission, programme_subject(programme=programme)):
        raise NotFound("no_such_programme")
    row = Programme.rows.select_related("municipality").get(pk=programme)
    return ProgrammeRow(row.pk, row.name, row.municipality.name)


def own_sponsor(actor: Actor, *, today: date) -> int:
    """The actor's own entry as a sponsor: of the group they are in today. Raises: NotFound."""
    held = SponsorMembership.rows.filter(in_force(today), sponsor__person=actor.person) if actor.person else None
    found = held.order_by("pk").values_list("sponsor", flat=True).first() if held is not None else None
    if found is None:
        raise NotFound("no_such_sponsor")
    return found


def organisations_to_run(actor: Actor, municipality: str) -> tuple[OrganisationName, ...]:
    """Who can run a new programme there, as far as the actor may say so; none: they may not.

    The municipality's lead says so of each, a coordinator of their own; `installation` is technical only (access.md).
    """
    reach = policy.reach(actor, Permission.SETTINGS_EDIT, scopes=frozenset({Scope.MUNI, Scope.PROGRAMME}))
    is_whole = reach.everything or municipality in reach.municipalities
    return tuple(
        row
        for row in programme_organisations(municipality)
        if is_whole or (row.id, municipality) in reach.organisations
    )


def changeable_programmes(actor: Actor) -> QuerySet[Programme]:
    """The programmes whose own settings are the actor's to change, by name; `installation` is technical only."""
    reach = policy.reach(actor, Permission.SETTINGS_EDIT, scopes=frozenset({Scope.MUNI, Scope.PROGRAMME}))
    found = Q() if reach.everything else Q(municipality__in=reach.municipalities)
    for organisation, place in sorted(reach.organisations):
        found |= Q(organisation=organisation, municipality=place)
    return Programme.rows.filter(found).select_related("municipality").order_by("name", "pk")


def programmes_to_change(actor: Actor) -> tuple[ProgrammeRow, ...]:
    """The same, to choose from."""
    return tuple(ProgrammeRow(row.pk, row.name, row.municipality.name) for row in changeable_programmes(actor))


def places_for_programmes(actor: Actor) -> tuple[MunicipalityRow, ...]:
    """The municipalities in which the actor may make a programme."""
    if not policy.holds(actor, Permission.SETTINGS_EDIT):
        return ()
    return tuple(row for row in municipalities_of(actor) if organisations_to_run(actor, row.code))
