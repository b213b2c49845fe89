"""The page of one group, and of one sponsor, as far as the actor may read them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import OrganisationName, PersonName, names_of, people_with
from hervest.accounts.vocabulary import PersonId, Role, Subject
from hervest.core.errors import NotFound
from hervest.core.marks import mark
from hervest.journey.milestone_rules import Refusal
from hervest.sponsorship import rules
from hervest.sponsorship.facts_queries import is_screened, memberships_of, modules_of, screenings_of, standing
from hervest.sponsorship.models import (
    GROUP_COLUMNS,
    SPONSOR_COLUMNS,
    Sponsor,
    SponsorGroup,
    SponsorMembership,
)
from hervest.sponsorship.queries import (
    blocks_of,
    changeable_programmes,
    group_for,
    languages_of,
    membership_row,
    of_sponsor,
    organisations_to_run,
    programme_stands,
    shows_people,
    sponsor_in_programme,
    sponsor_row,
    sponsor_subject,
)
from hervest.sponsorship.settings import sponsorship_settings
from hervest.sponsorship.vocabulary import (
    N_MODULES,
    Ability,
    Block,
    ContactForm,
    GroupId,
    GroupRole,
    GroupStage,
    Interest,
    Rhythm,
    ScreeningKind,
    ScreeningWorth,
    Theme,
    Transport,
    WorkField,
)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role somebody holds in the group."""

    membership: int
    role: GroupRole
    until_on: date
    backup: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in the group. `is_valid` and `modules`: None where the actor may not read them."""

    sponsor: int
    name: str
    roles: tuple[RoleRow, ...]
    email: str
    phone: str
    languages: tuple[str, ...]
    blocks: tuple[Block, ...]
    transport: tuple[Transport, ...]
    interests: tuple[Interest, ...]
    work_fields: tuple[WorkField, ...]
    is_valid: bool | None
    modules: tuple[int, ...] | None
    may_edit: bool
    may_screen: bool
    may_train: bool


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A group as the actor may see it. `people`: None where only the group itself is shown (decision 22).

    `missing`: what it lacks to be ready, or to stay so, for who edits it; empty where it is over. `own_sponsor`: the
    actor's own entry in it.
    """

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
    is_below_target: bool
    capacity_persons: int | None
    abilities: tuple[tuple[Ability, bool], ...]
    starts: tuple[date, date] | None
    area: tuple[tuple[str, int], ...]
    themes: tuple[Theme, ...] | None
    rhythm: Rhythm | None
    contact_forms: tuple[ContactForm, ...]
    description: str
    languages: tuple[str, ...]
    blocks: tuple[Block, ...]
    people: tuple[MemberRow, ...] | None
    missing: tuple[Refusal, ...]
    may_edit: bool
    own_sponsor: int | None


@dataclass(frozen=True, slots=True)
class ScreeningRow:
    """One kind of screening, for who records it and for the sponsor, who is not told who saw it.

    `asked_again_on`: since when a new one is awaited beside the one that was seen.
    """

    kind: ScreeningKind
    worth: ScreeningWorth
    seen_on: date | None
    seen_by: str
    valid_until: date | None
    asked_again_on: date | None


@dataclass(frozen=True, slots=True)
class SponsorPage:
    """A sponsor by name, with what the actor may change and what stands of screening and training.

    `group`: in which they are today, to go back to. `screenings`: None where the actor may not read each.
    """

    sponsor: int
    name: str
    group: GroupId | None
    group_name: str
    is_own: bool
    fields: Mapping[str, Any]
    version: int
    login: PersonId | None
    may_link: bool
    screenings: tuple[ScreeningRow, ...] | None
    modules: tuple[tuple[int, date | None], ...] | None


def group_page(actor: Actor, group: GroupId, *, today: date) -> GroupPage:
    """The group. Raises: NotFound."""
    row, subject = group_for(actor, group, Permission.GROUP_LIST, today=today)
    held = memberships_of([row], today=today).get(row.pk, [])
    people = {membership.sponsor_id: membership.sponsor for membership in held}
    may_edit = policy.can(actor, Permission.GROUP_EDIT, subject)
    found, demands = standing(row, held), sponsorship_settings().demands
    is_ready = rules.is_ready(found.stage, row.ready_until, today=today)
    is_told = may_edit and found.stage not in rules.ENDED
    return GroupPage(
        id=GroupId(row.pk),
        name=row.name,
        programme=row.programme.name,
        municipality=row.programme.municipality.name,
        stage=found.stage,
        ready_until=row.ready_until,
        is_ready=is_ready,
        n_members=len(people),
        min_group=row.programme.min_group,
        target_group=row.programme.target_group,
        is_below_target=rules.is_below_target(found),
        capacity_persons=row.capacity_persons,
        description=row.description,
        languages=languages_of(people.values()),
        blocks=blocks_of(people.values()),
        people=_member_rows(actor, held, today=today) if shows_people(actor, subject) else None,
        missing=rules.lacking(found, today=today, demands=demands) if is_told else (),
        may_edit=may_edit,
        own_sponsor=next((key for key, one in people.items() if one.person_id and one.person_id == actor.person), None),
        **_described(row),
    )


def _described(row: SponsorGroup) -> dict[str, Any]:
    """The words of a group, in the order of their vocabularies."""
    return {
        "abilities": tuple((word, bool(row.abilities[word])) for word in Ability if word in row.abilities),
        "starts": (row.starts_from, row.starts_until) if row.starts_from and row.starts_until else None,
        "area": tuple(sorted((place, int(minutes)) for place, minutes in row.area.items())),
        "themes": None if row.themes is None else tuple(word for word in Theme if word in row.themes),
        "rhythm": Rhythm(row.rhythm) if row.rhythm else None,
        "contact_forms": tuple(word for word in ContactForm if word in row.contact_forms),
    }


def _member_rows(actor: Actor, held: list[SponsorMembership], *, today: date) -> tuple[MemberRow, ...]:
    backups = {row.sponsor_id: row.sponsor.name for row in held}
    roles: dict[int, list[RoleRow]] = {}
    for row in held:
        found = RoleRow(row.pk, GroupRole(row.role), row.until_on, backups.get(row.backup_id or 0, ""))
        roles.setdefault(row.sponsor_id, []).append(found)
    people = {row.sponsor_id: row.sponsor for row in held}
    order = list(GroupRole)
    rows = (_member_row(actor, people[key], tuple(roles[key]), today=today) for key in people)
    return tuple(sorted(rows, key=lambda row: (min(order.index(one.role) for one in row.roles), row.name)))


def _member_row(actor: Actor, person: Sponsor, roles: tuple[RoleRow, ...], *, today: date) -> MemberRow:
    subject = of_sponsor(person)
    nobodys = Subject(municipality=subject.municipality, organisations=subject.organisations)
    return MemberRow(
        sponsor=person.pk,
        name=person.name,
        roles=roles,
        email=person.email,
        phone=person.phone,
        languages=tuple(sorted(person.languages, key=lambda code: (-person.languages[code], code))),
        blocks=blocks_of([person]),
        transport=tuple(word for word in Transport if word in person.transport),
        interests=tuple(word for word in Interest if word in person.interests),
        work_fields=tuple(word for word in WorkField if word in person.work_fields),
        is_valid=is_screened(person, today=today) if policy.can(actor, Permission.SCREENING_READ, subject) else None,
        modules=tuple(sorted(modules_of(person))) if policy.can(actor, Permission.TRAINING_MANAGE, subject) else None,
        may_edit=policy.can(actor, Permission.GROUP_EDIT, subject),
        may_screen=policy.can(actor, Permission.SCREENING_RECORD, subject),
        may_train=policy.can(actor, Permission.TRAINING_MANAGE, nobodys),
    )


def sponsor_page(actor: Actor, sponsor: int, permission: Permission, *, today: date) -> SponsorPage:
    """A sponsor, for who may do that to them. Raises: NotFound."""
    find = sponsor_in_programme if permission is Permission.TRAINING_MANAGE else sponsor_subject
    if not policy.can(actor, permission, find(sponsor=sponsor)):
        raise NotFound("no_such_sponsor")
    row = sponsor_row(sponsor)
    subject = of_sponsor(row)
    may_edit = policy.can(actor, Permission.GROUP_EDIT, subject)
    may_link = policy.can(actor, Permission.GROUP_EDIT, sponsor_in_programme(sponsor=sponsor))
    may_screen = policy.can(actor, Permission.SCREENING_RECORD, subject)
    is_own = row.person_id is not None and row.person_id == actor.person
    held = memberships_of_sponsor(row, today=today)
    return SponsorPage(
        sponsor=row.pk,
        name=row.name,
        group=GroupId(held[0].group_id) if held else None,
        group_name=held[0].group.name if held else "",
        is_own=is_own,
        fields={name: getattr(row, name) for name in sorted(SPONSOR_COLUMNS)} if may_edit else {},
        version=row.version,
        login=PersonId(row.person_id) if may_link and row.person_id else None,
        may_link=may_link,
        screenings=_screening_rows(row, shows_by=may_screen, today=today) if is_own or may_screen else None,
        modules=_modules(row) if policy.can(actor, Permission.TRAINING_MANAGE, subject) else None,
    )


def memberships_of_sponsor(row: Sponsor, *, today: date) -> list[SponsorMembership]:
    """In which groups a sponsor is today."""
    rows = row.memberships.filter(from_on__lte=today, until_on__gte=today).select_related("group")
    return list(rows.order_by("pk"))


def _screening_rows(row: Sponsor, *, shows_by: bool, today: date) -> tuple[ScreeningRow, ...]:
    demands, stored = sponsorship_settings().demands, {found.kind: found for found in row.screenings.all()}
    facts = {found.kind: found for found in screenings_of(row)}
    by = {PersonId(found.seen_by_id) for found in stored.values() if found.seen_by_id}
    names = names_of(by if shows_by else ())
    return tuple(
        ScreeningRow(
            kind=kind,
            worth=rules.worth(facts.get(kind), today=today, demands=demands),
            seen_on=stored[kind].seen_on if kind in stored else None,
            seen_by=names.get(PersonId(stored[kind].seen_by_id or 0), "") if kind in stored else "",
            valid_until=stored[kind].valid_until if kind in stored else None,
            asked_again_on=stored[kind].asked_again_on if kind in stored else None,
        )
        for kind in ScreeningKind
    )


def _modules(row: Sponsor) -> tuple[tuple[int, date | None], ...]:
    days = {found.number: found.followed_on for found in row.modules.all()}
    return tuple((number, days.get(number)) for number in range(1, N_MODULES + 1))


def description_of(actor: Actor, group: GroupId, *, today: date) -> tuple[dict[str, Any], int]:
    """Every column of a group that describes it, and its version, for who edits it. Raises: NotFound."""
    row, _ = group_for(actor, group, Permission.GROUP_EDIT, today=today)
    return {name: getattr(row, name) for name in sorted(GROUP_COLUMNS)}, row.version


def logins_for(actor: Actor, sponsor: int, *, today: date) -> tuple[PersonName, ...]:
    """Who has the role of a sponsor there and is no other sponsor of the programme, by name. Raises: NotFound."""
    if not policy.can(actor, Permission.GROUP_EDIT, sponsor_in_programme(sponsor=sponsor)):
        raise NotFound("no_such_sponsor")
    row = sponsor_row(sponsor)
    others = Sponsor.rows.filter(programme=row.programme_id, person__isnull=False).exclude(pk=row.pk)
    taken = {PersonId(person) for person in others.values_list("person", flat=True) if person}
    people = people_with({Role.SPONSOR_MEMBER}, row.programme.municipality_id, today=today) - taken
    found = names_of(people | ({PersonId(row.person_id)} if row.person_id else set()))
    return tuple(sorted((PersonName(key, name) for key, name in found.items()), key=lambda one: one.name))


def sponsors_of(actor: Actor, group: GroupId, *, today: date) -> tuple[PersonName, ...]:
    """The sponsors of a group's programme by name, for who edits the group. Raises: NotFound."""
    row, _ = group_for(actor, group, Permission.GROUP_EDIT, today=today)
    rows = Sponsor.rows.filter(programme=row.programme_id).order_by("name", "pk").values_list("pk", "name")
    return tuple(PersonName(PersonId(pk), name) for pk, name in rows)


@dataclass(frozen=True, slots=True)
class EndingRow:
    """A membership that somebody is about to end."""

    membership: int
    name: str
    role: GroupRole
    group: GroupId
    group_name: str
    is_last_role: bool


def ending(actor: Actor, membership: int, *, today: date) -> EndingRow:
    """The membership in force, for who may end it. Raises: NotFound."""
    row = membership_row(membership)
    group_for(actor, GroupId(row.group_id), Permission.GROUP_EDIT, today=today)
    if not row.from_on <= today <= row.until_on:
        raise NotFound("no_such_membership")
    others = SponsorMembership.rows.filter(
        sponsor=row.sponsor_id, group=row.group_id, from_on__lte=today, until_on__gte=today
    ).exclude(pk=row.pk)
    is_last = not others.exists()
    return EndingRow(row.pk, row.sponsor.name, GroupRole(row.role), GroupId(row.group_id), row.group.name, is_last)


def programme_of(actor: Actor, group: GroupId, *, today: date) -> int:
    """The programme of a group, for who edits it. Raises: NotFound."""
    row, _ = group_for(actor, group, Permission.GROUP_EDIT, today=today)
    return row.programme_id


def programme_start(actor: Actor) -> dict[str, int]:
    """With what a new programme begins, for who may make one."""
    return asdict(sponsorship_settings().programme) if policy.holds(actor, Permission.SETTINGS_EDIT) else {}


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """A programme as it stands, with its mark, and who could run it."""

    name: str
    organisations: tuple[OrganisationName, ...]
    stands: Mapping[str, Any]


def programme_to_change(actor: Actor, programme: int) -> ProgrammePage:
    """A programme for who changes it. Raises: NotFound."""
    row = changeable_programmes(actor).filter(pk=programme).first()
    if row is None:
        raise NotFound("no_such_programme")
    stands = programme_stands(row)
    return ProgrammePage(row.name, organisations_to_run(actor, row.municipality_id), {**stands, "seen": mark(stands)})


def programme_of_sponsor(actor: Actor, sponsor: int) -> int:
    """The programme of a sponsor, for who changes them. Raises: NotFound."""
    if not policy.can(actor, Permission.GROUP_EDIT, sponsor_subject(sponsor=sponsor)):
        raise NotFound("no_such_sponsor")
    return sponsor_row(sponsor).programme_id
