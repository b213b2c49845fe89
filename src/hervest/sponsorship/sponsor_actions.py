"""Recording sponsors: who they are, in which group, what was seen of their screening, what they followed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import roles_of
from hervest.accounts.vocabulary import PersonId, Role, Subject
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.marks import mark
from hervest.sponsorship import rules
from hervest.sponsorship.facts_queries import is_admitted, screening_stands, screenings_of
from hervest.sponsorship.models import (
    SPONSOR_COLUMNS,
    ModuleFollowed,
    Screening,
    Sponsor,
    SponsorGroup,
    SponsorMembership,
)
from hervest.sponsorship.queries import (
    group_row,
    group_subject,
    in_force,
    membership_row,
    membership_subject,
    programme_subject,
    sponsor_in_programme,
    sponsor_row,
    sponsor_subject,
)
from hervest.sponsorship.seat_actions import hold_sponsor, unseat
from hervest.sponsorship.settings import sponsorship_settings
from hervest.sponsorship.vocabulary import (
    N_MODULES,
    GroupId,
    GroupRole,
    GroupStage,
    ScreeningFacts,
    ScreeningKind,
    ScreeningState,
)


def _saved_subject(*, programme: int, sponsor: int | None = None, **_: object) -> Subject:
    """A sponsor who is there, as their own data too; else the programme in which they are to be."""
    if sponsor is None:
        return programme_subject(programme=programme)
    if sponsor_row(sponsor).programme_id != programme:
        raise NotFound("no_such_sponsor")
    return sponsor_subject(sponsor=sponsor)


@action(Permission.GROUP_EDIT, on=_saved_subject)
def save_sponsor(
    *,
    by: Actor,
    now: datetime,
    programme: int,
    fields: Mapping[str, object],
    sponsor: int | None = None,
    seen: int | None = None,
) -> int:
    """The sponsor stands as `fields` say (names of the columns; others stay); without `sponsor` they are new.

    Raises: RuleBroken for no name, somebody who cannot be of age, hours or days in the wrong order, or a column that
    sponsors do not have; Conflict if it changed since version `seen`.
    """
    row = Sponsor(programme_id=programme) if sponsor is None else _held(sponsor)
    if sponsor is not None and seen is not None and row.version != seen:
        raise Conflict("sponsor_changed_meanwhile", name=row.name)
    for name, value in fields.items():
        if name not in SPONSOR_COLUMNS:
            raise RuleBroken("sponsor_unknown_column", column=name)
        setattr(row, name, value)
    row.name = row.name.strip()
    _check_sponsor(row, today=clock.day_of(now))
    row.version += 1
    row.save()
    note("sponsor.saved", municipality=row.programme.municipality_id, sponsor=row.pk, is_new=sponsor is None)
    return row.pk


def _held(sponsor: int) -> Sponsor:
    row = Sponsor.rows.select_for_update(no_key=True, of=("self",)).filter(pk=sponsor).first()
    if row is None:
        raise NotFound("no_such_sponsor")
    return row


def _check_sponsor(row: Sponsor, *, today: date) -> None:
    demands = sponsorship_settings().demands
    if not row.name:
        raise RuleBroken("sponsor_needs_name", field="name")
    if row.birth_year is not None and not rules.may_be_adult(row.birth_year, today=today, demands=demands):
        raise RuleBroken("sponsor_too_young", field="birth_year", age=demands.adult_age)
    if row.hours_least is not None and row.hours_most is not None and row.hours_most < row.hours_least:
        raise RuleBroken("hours_in_wrong_order", field="hours_most")
    if bool(row.away_from) is not bool(row.away_until):
        raise RuleBroken("absence_half", field="away_until" if row.away_from else "away_from")
    if row.away_from and row.away_until and row.away_until < row.away_from:
        raise RuleBroken("ends_before_it_starts", field="away_until")


@action(Permission.GROUP_EDIT, on=sponsor_in_programme)
def link_login(*, by: Actor, now: datetime, sponsor: int, person: PersonId | None, seen: str = "") -> None:
    """Whoever logs in as `person` is this sponsor; None: nobody does any more, from the next click on.

    Raises: RuleBroken for a login without the role of a sponsor there, or that is another sponsor of the programme;
    Conflict if it is no longer the login that was `seen`, or they were seated meanwhile.
    """
    held = hold_sponsor(sponsor, now=now)
    row = held.row
    if seen and seen != mark(row.person_id):
        raise Conflict("sponsor_changed_meanwhile", name=row.name)
    if person is not None:
        roles = roles_of(person, row.programme.municipality_id, today=clock.day_of(now))
        if Role.SPONSOR_MEMBER not in roles:
            raise RuleBroken("login_is_no_sponsor", field="person")
        if Sponsor.rows.filter(programme=row.programme_id, person=person).exclude(pk=row.pk).exists():
            raise RuleBroken("login_is_another_sponsor", field="person")
    unseat(held, now=now, is_out=row.person_id != person)
    row.person_id = person
    row.save(update_fields=["person"])
    note("sponsor.login", municipality=row.programme.municipality_id, sponsor=row.pk, person=person)


@action(Permission.GROUP_EDIT, on=group_subject)
def join_group(
    *,
    by: Actor,
    now: datetime,
    group: GroupId,
    sponsor: int,
    role: GroupRole,
    until_on: date | None = None,
    backup: int | None = None,
) -> int:
    """The sponsor has the role in the group from today until `until_on`, or as long as the settings say.

    Who has the role already keeps it until that day, if it is a later one: so it is extended.
    Raises: NotFound for a sponsor of another programme; RuleBroken for a role they have as long already or may not have
    beside the one they have, a second coordinator, somebody as their own backup, a day that has passed, or a group that
    is over.
    """
    today, demands = clock.day_of(now), sponsorship_settings().demands
    row = SponsorGroup.rows.select_for_update(no_key=True, of=("self",)).select_related("programme").get(pk=group)
    _must_be_of_programme(row, [sponsor, *([backup] if backup else [])])
    until = until_on or today + relativedelta(months=demands.membership_months)
    if until < today:
        raise RuleBroken("membership_has_passed", field="until_on")
    if backup == sponsor:
        raise RuleBroken("own_backup", field="backup")
    if GroupStage(row.stage) in rules.ENDED:
        raise RuleBroken("group_is_over")
    held = SponsorMembership.rows.filter(in_force(today), group=row, sponsor=sponsor, role=role).first()
    if held is not None and until > held.until_on:
        return _extended(held, until, backup)
    _check_roles(row, sponsor, role, today=today)
    made = SponsorMembership.rows.create(
        group=row, sponsor_id=sponsor, role=role, from_on=today, until_on=until, backup_id=backup
    )
    note("group.joined", municipality=row.programme.municipality_id, group=row.pk, sponsor=sponsor, role=role.value)
    return made.pk


def _extended(held: SponsorMembership, until: date, backup: int | None) -> int:
    held.until_on, held.backup_id = until, backup or held.backup_id
    held.save(update_fields=["until_on", "backup"])
    place, group = held.group.programme.municipality_id, held.group_id
    note("group.extended", municipality=place, group=group, sponsor=held.sponsor_id, role=held.role)
    return held.pk


def _must_be_of_programme(row: SponsorGroup, sponsors: Iterable[int]) -> None:
    wanted = set(sponsors)
    if Sponsor.rows.filter(programme=row.programme_id, pk__in=wanted).count() != len(wanted):
        raise NotFound("no_such_sponsor")


def _check_roles(row: SponsorGroup, sponsor: int, role: GroupRole, *, today: date) -> None:
    held = SponsorMembership.rows.filter(in_force(today), group=row)
    mine = {GroupRole(one) for one in held.filter(sponsor=sponsor).values_list("role", flat=True)}
    if role in mine:
        raise RuleBroken("role_held_already", field="role")
    if role in rules.NOT_TOGETHER and mine & rules.NOT_TOGETHER:
        raise RuleBroken("coordinator_is_safeguarding_contact", field="role")
    if role is GroupRole.COORDINATOR and held.filter(role=role).exists():
        raise RuleBroken("group_has_coordinator", field="role")


@action(Permission.GROUP_EDIT, on=group_subject, runs=(save_sponsor, join_group))
def add_sponsor(
    *,
    by: Actor,
    now: datetime,
    group: GroupId,
    fields: Mapping[str, object],
    role: GroupRole,
    until_on: date | None = None,
) -> int:
    """Somebody new is a sponsor of the group's programme and has the role in the group; their number.

    Raises: as `save_sponsor` and `join_group`.
    """
    programme = group_row(group).programme_id
    sponsor = save_sponsor(by=by, now=now, programme=programme, fields=fields)
    join_group(by=by, now=now, group=group, sponsor=sponsor, role=role, until_on=until_on)
    return sponsor


@action(Permission.GROUP_EDIT, on=membership_subject)
def end_membership(*, by: Actor, now: datetime, membership: int) -> None:
    """The role is over, and whatever it let see is gone at the next click; one of today only is as if it never was.

    Raises: NotFound if it is over already; Conflict if they were seated meanwhile.
    """
    today, held = clock.day_of(now), hold_sponsor(membership_row(membership).sponsor_id, now=now)
    row = membership_row(membership)
    if row.until_on < today:
        raise NotFound("no_such_membership")
    if row.from_on >= today:
        row.delete()
    else:
        row.until_on = today - timedelta(days=1)
        row.save(update_fields=["until_on"])
    place, group = row.group.programme.municipality_id, row.group_id
    unseat(held, now=now, is_out=not held.row.memberships.filter(in_force(today), group=group).exists())
    note("group.left", municipality=place, group=group, sponsor=row.sponsor_id, role=row.role)


@action(Permission.SCREENING_RECORD, on=sponsor_in_programme)
def record_screening(
    *,
    by: Actor,
    now: datetime,
    sponsor: int,
    kind: ScreeningKind,
    state: ScreeningState,
    seen_on: date | None = None,
    valid_until: date | None = None,
    seen: str = "",
    is_sure: bool = False,
) -> None:
    """What is known of this screening stands as said; the log names its kind, and not what came of it.

    What was seen has a day and who saw it; without an end it gets the usual one (`rules.ends_on`). What is asked for
    anew stands beside what was seen, which counts until its last day. `is_sure`: that the sponsor sees nothing of a
    family from then on was said, where it takes away what counts (`rules.lost_after`). No document and no reason is
    kept.

    Raises: RuleBroken for no day, a day to come or too long ago, an end before it, days of what was not seen, or where
    nobody said to be sure; Conflict if it is no longer what was `seen` (`rules.screening_mark`), or they were seated
    meanwhile.
    """
    today, demands, mine = clock.day_of(now), sponsorship_settings().demands, hold_sponsor(sponsor, now=now)
    row = mine.row
    if seen and seen != screening_stands(row, kind, today=today):
        raise Conflict("sponsor_changed_meanwhile", name=row.name)
    _check_days(state, seen_on, valid_until, today=today)
    if seen_on is not None:
        _check_age(row, kind, seen_on, today=today)
    end = valid_until or (rules.ends_on(kind, seen_on, demands=demands) if seen_on else None)
    held = next((found for found in screenings_of(row) if found.kind is kind), None)
    if state is ScreeningState.REQUESTED and held is not None and held.state is ScreeningState.SEEN_OK:
        Screening.rows.filter(sponsor=row, kind=kind).update(asked_again_on=today)
    else:
        last = rules.lost_after(held, ScreeningFacts(kind, state, end), today=today, demands=demands)
        if last is not None and not is_sure:
            _ask_whether_sure(row, last, today=today)
        said = {"state": state, "seen_on": seen_on, "seen_by_id": by.person, "valid_until": end}
        Screening.rows.update_or_create(sponsor=row, kind=kind, defaults={**said, "asked_again_on": None})
    unseat(mine, now=now, is_out=not is_admitted(sponsor_row(row.pk), today=today))
    note("screening.recorded", municipality=row.programme.municipality_id, sponsor=row.pk, kind=kind.value)


def _ask_whether_sure(row: Sponsor, last: date, *, today: date) -> None:
    if last < today:
        raise RuleBroken("screening_closes_now", field="is_sure", name=row.name)
    raise RuleBroken("screening_closes_later", field="is_sure", name=row.name, last=last)


def _check_days(state: ScreeningState, seen_on: date | None, valid_until: date | None, *, today: date) -> None:
    if state is not ScreeningState.SEEN_OK:
        if seen_on is not None or valid_until is not None:
            field = "valid_until" if seen_on is None else "seen_on"
            raise RuleBroken("screening_not_seen_has_no_days", field=field, state=state)
        return
    if seen_on is None:
        raise RuleBroken("screening_needs_day", field="seen_on")
    if seen_on > today:
        raise RuleBroken("screening_in_the_future", field="seen_on")
    if valid_until is not None and valid_until < seen_on:
        raise RuleBroken("ends_before_it_starts", field="valid_until")


def _check_age(row: Sponsor, kind: ScreeningKind, seen_on: date, *, today: date) -> None:
    demands = sponsorship_settings().demands
    if rules.is_too_long_ago(kind, seen_on, today=today, demands=demands):
        raise RuleBroken("screening_seen_too_long_ago", field="seen_on", years=demands.vog_years)
    if rules.is_before_adult(kind, seen_on, row.birth_year, demands=demands):
        raise RuleBroken("screening_before_sponsor", field="seen_on", age=demands.adult_age)


@action(Permission.TRAINING_MANAGE, on=sponsor_in_programme)
def record_modules(*, by: Actor, now: datetime, sponsor: int, days: Mapping[int, date], seen: str = "") -> None:
    """The sponsor followed exactly these modules, each on its day.

    Raises: RuleBroken for a module that does not exist or a day to come; Conflict if they do not stand as `seen`.
    """
    today, row = clock.day_of(now), _held(sponsor)
    if seen and seen != rules.modules_mark(dict(row.modules.values_list("number", "followed_on"))):
        raise Conflict("sponsor_changed_meanwhile", name=row.name)
    for number, on in days.items():
        if not 1 <= number <= N_MODULES:
            raise RuleBroken("no_such_module", number=number)
        if on > today:
            raise RuleBroken("module_in_the_future", field=f"module_{number}", number=number)
    ModuleFollowed.rows.filter(sponsor=row).exclude(number__in=days).delete()
    for number, on in sorted(days.items()):
        ModuleFollowed.rows.update_or_create(sponsor=row, number=number, defaults={"followed_on": on})
    note("modules.recorded", municipality=row.programme.municipality_id, sponsor=row.pk, modules=sorted(days))
