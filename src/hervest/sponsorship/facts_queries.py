"""Groups and sponsors as facts: for deciding on a stage, and for the match."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from hervest.accounts.vocabulary import OrganisationId, PersonId
from hervest.core.errors import NotFound
from hervest.sponsorship import rules
from hervest.sponsorship.models import Sponsor, SponsorGroup, SponsorMembership
from hervest.sponsorship.queries import LEADING, in_force
from hervest.sponsorship.settings import sponsorship_settings
from hervest.sponsorship.vocabulary import (
    Ability,
    Block,
    ContactForm,
    Experience,
    GroupBond,
    GroupFacts,
    GroupId,
    GroupRole,
    GroupStage,
    GroupStanding,
    Interest,
    MemberStanding,
    Rhythm,
    ScreeningFacts,
    ScreeningKind,
    ScreeningState,
    SpokenLevel,
    SponsorFacts,
    Theme,
    WorkField,
)


def group_facts(municipality: str, *, today: date, programme: int | None = None) -> tuple[GroupFacts, ...]:
    """The groups of a municipality that may be proposed today, by number, for deciding. Always 4 queries.

    `programme`: of this one only. A group whose day has passed is not in it, whatever its stage.
    """
    rows = SponsorGroup.rows.filter(
        programme__municipality=municipality, stage=GroupStage.READY, ready_until__gte=today
    ).select_related("programme")
    if programme is not None:
        rows = rows.filter(programme=programme)
    groups = list(rows.order_by("pk"))
    held = memberships_of(groups, today=today)
    return tuple(_facts(row, held.get(row.pk, []), today=today) for row in groups)


def travel_limits(municipality: str) -> dict[GroupId, int]:
    """Most minutes to a family, by group, as its programme sets it: for deciding (MATCH-H5). 1 query."""
    rows = SponsorGroup.rows.filter(programme__municipality=municipality).order_by("pk")
    return {GroupId(pk): minutes for pk, minutes in rows.values_list("pk", "programme__travel_minutes")}


@dataclass(frozen=True, slots=True)
class GroupWords:
    """What a group says of itself to a household that is asked: no person stands in it."""

    name: str
    description: str


def group_words(groups: Iterable[GroupId]) -> dict[GroupId, GroupWords]:
    """Name and description of groups, for pages of who may see these groups already. 1 query."""
    rows = SponsorGroup.rows.filter(pk__in=set(groups)).order_by("pk")
    return {GroupId(pk): GroupWords(name, said) for pk, name, said in rows.values_list("pk", "name", "description")}


def facts_of_group(group: GroupId, *, today: date) -> GroupFacts:
    """One group whatever its stage, for judging again what was proposed. Raises: NotFound."""
    row = SponsorGroup.rows.select_related("programme").filter(pk=group).first()
    if row is None:
        raise NotFound("no_such_group")
    return _facts(row, memberships_of([row], today=today).get(row.pk, []), today=today)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody of a group who has a login and is admitted today, and until when that holds if nothing changes."""

    person: PersonId
    organisation: OrganisationId | None
    until_on: date


def seats_of(group: GroupId, *, today: date) -> tuple[Seat, ...]:
    """The members who may learn of a household today, once each (MATCH-H2): nobody of a group that is not ready."""
    row = SponsorGroup.rows.select_related("programme").get(pk=group)
    if row.stage != GroupStage.READY:
        return ()
    ends: dict[Sponsor, date] = {}
    for membership in memberships_of([row], today=today).get(row.pk, []):
        sponsor = membership.sponsor
        if sponsor.person_id and is_admitted(sponsor, today=today):
            ends[sponsor] = max(ends.get(sponsor, today), membership.until_on)
    return tuple(
        Seat(PersonId(sponsor.person_id), OrganisationId(row.programme.organisation_id), _until(sponsor, end))
        for sponsor, end in ends.items()
        if sponsor.person_id
    )


def modules_before_match() -> frozenset[int]:
    """The modules that come before names and days are told (sponsorship.md, 6.6)."""
    return sponsorship_settings().demands.modules_before_level_2


def can_answer(group: GroupId, *, today: date) -> bool:
    """Whether somebody who answers for the group has a login and may be told of a household today."""
    told = [seat.person for seat in seats_of(group, today=today)]
    held = SponsorMembership.rows.filter(in_force(today), group=group, role__in=LEADING)
    return held.filter(sponsor__person__in=told).exists()


def introduction_within() -> int:
    """So many days ahead at most household and group plan to meet."""
    return sponsorship_settings().introduction_days


def reminder_days() -> int:
    """After so many working days without an answer whoever is asked is reminded (sponsorship.md, 6.5)."""
    return sponsorship_settings().reminder_days


def groups_of_person(person: PersonId | None, *, today: date) -> tuple[GroupId, ...]:
    """The groups that somebody is in today."""
    rows = SponsorMembership.rows.filter(in_force(today), sponsor__person__isnull=False, sponsor__person=person)
    return tuple(GroupId(group) for group in rows.order_by("group").values_list("group", flat=True).distinct())


def members_since(person: PersonId | None, *, today: date) -> dict[GroupId, date]:
    """The groups that somebody is in today, each with the day from which on. 1 query."""
    rows = SponsorMembership.rows.filter(in_force(today), sponsor__person__isnull=False, sponsor__person=person)
    found = rows.order_by("-from_on").values_list("group", "from_on")
    return {GroupId(group): from_on for group, from_on in found}


def answering_for(group: GroupId, *, today: date) -> frozenset[PersonId]:
    """Who answers for the group today and has a login. 1 query."""
    held = SponsorMembership.rows.filter(in_force(today), group=group, role__in=LEADING)
    people = held.filter(sponsor__person__isnull=False).values_list("sponsor__person", flat=True)
    return frozenset(PersonId(person) for person in people if person)


def groups_led_by(person: PersonId | None, *, today: date) -> QuerySet[SponsorGroup]:
    """The groups for which somebody answers today, as a filter."""
    held = SponsorMembership.rows.filter(in_force(today), role__in=LEADING, sponsor__person__isnull=False)
    return SponsorGroup.rows.filter(pk__in=held.filter(sponsor__person=person).values("group"))


def _until(sponsor: Sponsor, end: date) -> date:
    """The day on which the membership or a screening ends, whichever comes first."""
    return min([end, *(row.valid_until for row in screenings_of(sponsor) if row.valid_until is not None)])


def programme_of(group: GroupId) -> int | None:
    """The programme a group is of; None for a group that is not there. 1 query."""
    return SponsorGroup.rows.filter(pk=group).values_list("programme", flat=True).first()


def group_names(groups: Iterable[GroupId]) -> dict[GroupId, str]:
    """Names of groups, for pages of who may see these groups already. 1 query."""
    rows = SponsorGroup.rows.filter(pk__in=set(groups)).order_by("pk")
    return {GroupId(pk): name for pk, name in rows.values_list("pk", "name")}


def memberships_of(groups: Iterable[SponsorGroup], *, today: date) -> dict[int, list[SponsorMembership]]:
    """Memberships in force by group, each with its sponsor's screenings and modules. 3 queries."""
    found: dict[int, list[SponsorMembership]] = {}
    rows = SponsorMembership.rows.filter(in_force(today), group__in=list(groups)).select_related("sponsor__programme")
    for membership in rows.prefetch_related("sponsor__screenings", "sponsor__modules").order_by("pk"):
        found.setdefault(membership.group_id, []).append(membership)
    return found


def standing_of(row: SponsorGroup, *, today: date) -> GroupStanding:
    """A group as far as its stage depends on it, with its members in force."""
    return standing(row, memberships_of([row], today=today).get(row.pk, []))


def standing(row: SponsorGroup, held: Iterable[SponsorMembership]) -> GroupStanding:
    """The same of memberships that were read already."""
    return GroupStanding(
        stage=GroupStage(row.stage),
        members=tuple(_standing(person, roles) for person, roles in _people(held)),
        min_members=row.programme.min_group,
        target_members=row.programme.target_group,
        has_plan=row.themes is not None,
    )


def _people(held: Iterable[SponsorMembership]) -> list[tuple[Sponsor, frozenset[GroupRole]]]:
    """Each sponsor once, with every role they hold."""
    people: dict[int, Sponsor] = {}
    roles: dict[int, set[GroupRole]] = {}
    for membership in held:
        people.setdefault(membership.sponsor_id, membership.sponsor)
        roles.setdefault(membership.sponsor_id, set()).add(GroupRole(membership.role))
    return [(person, frozenset(roles[number])) for number, person in people.items()]


def _standing(person: Sponsor, roles: frozenset[GroupRole] = frozenset()) -> MemberStanding:
    return MemberStanding(roles=roles, screenings=screenings_of(person), modules=modules_of(person))


def screenings_of(person: Sponsor) -> tuple[ScreeningFacts, ...]:
    """What was recorded of each kind of screening."""
    return tuple(
        ScreeningFacts(ScreeningKind(row.kind), ScreeningState(row.state), row.valid_until, row.asked_again_on)
        for row in sorted(person.screenings.all(), key=lambda row: row.kind)
    )


def screening_stands(person: Sponsor, kind: ScreeningKind, *, today: date) -> str:
    """How this kind of screening stands, for who must not take it back unseen."""
    facts = next((each for each in screenings_of(person) if each.kind is kind), None)
    row = next((each for each in person.screenings.all() if each.kind == kind), None)
    worth = rules.worth(facts, today=today, demands=sponsorship_settings().demands)
    if row is None:
        return rules.screening_mark(worth, None, None, None)
    return rules.screening_mark(worth, row.seen_on, row.valid_until, row.asked_again_on)


def modules_of(person: Sponsor) -> frozenset[int]:
    """The modules that the sponsor followed."""
    return frozenset(row.number for row in person.modules.all())


def is_admitted(person: Sponsor, *, today: date) -> bool:
    """Whether the sponsor is admitted today (`rules.is_admitted`)."""
    return rules.is_admitted(_standing(person), today=today, demands=sponsorship_settings().demands)


def is_screened(person: Sponsor, *, today: date) -> bool:
    """Whether their screening is valid today: the one word that others than the screener see. Modules do not count."""
    demands = sponsorship_settings().demands
    return rules.are_valid(screenings_of(person), demands.admitted_by, today=today, demands=demands)


def _facts(row: SponsorGroup, held: list[SponsorMembership], *, today: date) -> GroupFacts:
    people = [person for person, _ in _people(held)]
    there = {person.pk for person in people}
    return GroupFacts(
        group=GroupId(row.pk),
        municipality=row.programme.municipality_id,
        stage=GroupStage(row.stage),
        members=tuple(sponsor_facts(person, today=today) for person in people),
        min_members=row.programme.min_group,
        n_women=sum(person.counts_as_woman is True for person in people),
        ready_until=row.ready_until,
        capacity_persons=row.capacity_persons,
        abilities={Ability(word): bool(answer) for word, answer in row.abilities.items()},
        starts=(row.starts_from, row.starts_until) if row.starts_from and row.starts_until else None,
        area={place: int(minutes) for place, minutes in row.area.items()},
        themes=None if row.themes is None else frozenset(Theme(word) for word in row.themes),
        rhythm=Rhythm(row.rhythm) if row.rhythm else None,
        contact_forms=frozenset(ContactForm(word) for word in row.contact_forms),
        n_backups=sum(membership.backup_id in there for membership in held),
        has_bond=row.bond != GroupBond.NONE if row.bond else None,
    )


def sponsor_facts(person: Sponsor, *, today: date) -> SponsorFacts:
    """What matching reads of a sponsor: no name, no age, no postcode."""
    is_away = person.away_from and person.away_until
    return SponsorFacts(
        is_admitted=is_admitted(person, today=today),
        languages={code: SpokenLevel(level) for code, level in person.languages.items()},
        blocks=frozenset(Block(word) for word in person.blocks),
        interests=frozenset(Interest(word) for word in person.interests),
        work_fields=frozenset(WorkField(word) for word in person.work_fields),
        experience=frozenset(Experience(word) for word in person.experience),
        modules=modules_of(person),
        away=(person.away_from, person.away_until) if is_away else None,  # type: ignore[arg-type]  # both or neither
    )
