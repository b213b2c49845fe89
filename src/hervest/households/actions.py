"""What people and imports do to a household: keep it, correct it, and let the plan follow from it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.households.change_rules import back_again, is_before_birth, paths_of
from hervest.households.death_actions import follow_deaths
from hervest.households.extent_queries import extent_for
from hervest.households.keep_actions import (
    check_people,
    follow,
    held,
    must_stand_as,
    need_reason,
    noted,
    write,
)
from hervest.households.models import Household, Need
from hervest.households.own_word_rules import about_one
from hervest.households.record_queries import as_record, must_be_born, must_be_due_soon
from hervest.households.record_rules import (
    HOUSEHOLD_FIELDS,
    LEFT,
    LIVING_FIELDS,
    MEMBER_FIELDS,
    NEED_FIELDS,
    HouseholdRecord,
    MemberRecord,
    NeedRecord,
    household_path,
    member_path,
    need_path,
)
from hervest.households.vocabulary import AidKind, MemberRole, NeedKind, PlaceWish
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case, post_facts
from hervest.journey.queries import case_for, case_of


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def save_household(
    *, by: Actor, now: datetime, case: str, record: HouseholdRecord, freed: frozenset[str] = frozenset()
) -> None:
    """The household of the case stands exactly as `record` has it, and its traits follow.

    What persons corrected stays marked as theirs, except the paths in `freed`; `record.corrected` is not looked at.
    Raises: RuleBroken if there is no head, or a number stands twice.
    """
    check_people(record)
    found, ref = locked_case(case), case_of(case)
    household, _ = Household.rows.get_or_create(case_id=found.pk, defaults={"municipality": ref.municipality})
    for words in (household.corrected, household.corrected_for_named):
        for path in freed & words.keys():
            del words[path]
    before = as_record(household)
    write(household, record)
    follow(by, now, ref, household)
    follow_deaths(ref, before, record)
    note("household.saved", case_code=case, municipality=ref.municipality, n_people=len(record.members))


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def derive_household(*, by: Actor, now: datetime, case: str) -> None:
    """The traits follow from the household as it stands today: birthdays pass and arrivals move."""
    follow(by, now, *held(case))


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def correct_member(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo,
    reason: str,
    changes: Mapping[str, object],
    seen: str = "",
) -> None:
    """These fields of the person are as a person of the team says; a later dossier does not take them back unasked.

    Only what differs counts. Raises: NotFound; RuleBroken without a reason, for a birth still to come, or if it leaves
    no single head; Conflict if they changed since they stood as `seen` (`record_rules.mark_of`).
    """
    need_reason(reason)
    ref, household = held(case)
    record = as_record(household)
    known = _member(record, member)
    must_stand_as(seen, known, changes.keys() & MEMBER_FIELDS)
    wanted = {name: value for name, value in changes.items() if name in MEMBER_FIELDS and getattr(known, name) != value}
    if not wanted:
        raise RuleBroken("nothing_changed")
    corrected = replace(known, **wanted)  # type: ignore[arg-type]  # names are fields of the record
    if "due_on" in wanted:
        must_be_due_soon(corrected.due_on, clock.day_of(now))
    if "born_on" in wanted:
        must_be_born(corrected.born_on, clock.day_of(now))
    record = replace(record, members=tuple(corrected if row.no == member else row for row in record.members))
    check_people(record)
    noted(household, (member_path(member, name) for name in wanted), by=by, now=now, reason=reason)
    write(household, record)
    follow(by, now, ref, household)
    note("member.corrected", case_code=case, municipality=ref.municipality, member=member, fields=sorted(wanted))


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def add_member(*, by: Actor, now: datetime, case: str, member: MemberRecord, reason: str) -> MemberNo:
    """Somebody joined the household, a child that was born for instance; their number was never used before.

    Raises: RuleBroken without a reason, for a birth still to come, or for a second head.
    """
    need_reason(reason)
    must_be_born(member.born_on, clock.day_of(now))
    must_be_due_soon(member.due_on, clock.day_of(now))
    ref, household = held(case)
    record = as_record(household)
    number = MemberNo(1 + max((row.no for row in record.members), default=0))
    record = replace(record, members=(*record.members, replace(member, no=number)))
    check_people(record)
    noted(household, [f"members[{number}]"], by=by, now=now, reason=reason)
    write(household, record)
    follow(by, now, ref, household)
    note("member.added", case_code=case, municipality=ref.municipality, member=number)
    return number


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def let_member_leave(
    *, by: Actor, now: datetime, case: str, member: MemberNo, left_on: date | None, reason: str, seen: str = ""
) -> None:
    """The person is no longer in the household from `left_on` on; None: they are back. Nothing of them is removed.

    Of who died the day is corrected; None says that they did not: a first contact is that again. Who left as that and
    is back where somebody else has become it is one of the others.

    Raises: NotFound; RuleBroken without a reason, on a day to come, or if the head leaves; Conflict if that changed
    since it stood as `seen`.
    """
    need_reason(reason)
    ref, household = held(case)
    record = as_record(household)
    known = _member(record, member)
    must_stand_as(seen, known, LEFT)
    if left_on is not None and left_on > clock.day_of(now):
        raise RuleBroken("day_still_to_come", field="left_on")
    if left_on is not None and is_before_birth(left_on, known):
        raise RuleBroken("left_before_birth", field="left_on")
    if known.role is MemberRole.HEAD and known.left_on is None and left_on is not None:
        raise RuleBroken("head_stays", field="left_on")
    becomes = back_again(record, known) if left_on is None else _left_on(record, known, left_on)
    noted(household, paths_of(record, becomes), by=by, now=now, reason=reason)
    write(household, becomes)
    follow(by, now, ref, household)
    follow_deaths(ref, record, becomes)
    note("member.left", case_code=case, municipality=ref.municipality, member=member)


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def correct_household(
    *, by: Actor, now: datetime, case: str, reason: str, changes: Mapping[str, object], seen: str = ""
) -> None:
    """These fields of the household are as a person of the team says; a later dossier does not take them back unasked.

    Raises: RuleBroken without a reason or without a change; Conflict if they changed since they stood as `seen`.
    """
    need_reason(reason)
    ref, household = held(case)
    record = as_record(household)
    must_stand_as(seen, record, changes.keys() & HOUSEHOLD_FIELDS)
    wanted = {name: value for name, value in changes.items() if name in HOUSEHOLD_FIELDS}
    wanted = {name: value for name, value in wanted.items() if getattr(record, name) != value}
    if not wanted:
        raise RuleBroken("nothing_changed")
    noted(household, map(household_path, wanted), by=by, now=now, reason=reason)
    write(household, replace(record, **wanted))  # type: ignore[arg-type]  # names are fields of the record
    follow(by, now, ref, household)
    note("household.corrected", case_code=case, municipality=ref.municipality, fields=sorted(wanted))


@action(Permission.WISH_RECORD, on=case_subject)
def record_living_wishes(
    *,
    by: Actor,
    now: datetime,
    case: str,
    wants_sharing: bool | None,
    place_wishes: tuple[PlaceWish, ...],
    room_sharers: tuple[MemberNo, ...],
    reason: str,
    seen: str = "",
) -> None:
    """What the household itself wishes about living stands as it said; no later dossier touches it.

    Raises: RuleBroken without a reason or a change, or if one alone would share a room; Conflict if it changed since
    it stood as `seen`.
    Source: home_criteria.md, sections 2 (H11), 4 and 6 (S7, S9).
    """
    need_reason(reason)
    ref, household = held(case)
    record, today = as_record(household), clock.day_of(now)
    if not extent_for(case_for(by, case, Permission.WISH_RECORD, today=today), record, today).has_household:
        raise NotFound("no_such_case", case=case)
    for no in room_sharers:
        _member(record, no)
    must_stand_as(seen, record, LIVING_FIELDS)
    if len(set(room_sharers)) == 1:
        raise RuleBroken("sharing_takes_two", field="room_sharers")
    said = replace(record, wants_sharing=wants_sharing, place_wishes=place_wishes, room_sharers=room_sharers)
    changed = [name for name in LIVING_FIELDS if getattr(said, name) != getattr(record, name)]
    if not changed:
        raise RuleBroken("nothing_changed")
    noted(household, map(household_path, changed), by=by, now=now, reason=reason)
    write(household, said)
    note("household.wishes_recorded", case_code=case, municipality=ref.municipality, fields=changed)


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def add_need(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo | None,
    kind: NeedKind,
    reason: str,
    explanation: str = "",
) -> None:
    """The person, or the household, has this functional need, by the word of the team.

    Raises: NotFound; RuleBroken without a reason, or if it stands already.
    """
    need_reason(reason)
    ref, household = held(case)
    record = as_record(household)
    if member is not None:
        _member(record, member)
    if any((row.member, row.kind) == (member, kind) for row in record.needs):
        raise RuleBroken("need_stands_already", field="kind")
    noted(household, [need_path(member, kind)], by=by, now=now, reason=reason)
    write(household, replace(record, needs=(*record.needs, NeedRecord(member, kind, explanation))))
    follow(by, now, ref, household)
    note("need.added", case_code=case, municipality=ref.municipality, **about_one(member))


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def correct_need(
    *,
    by: Actor,
    now: datetime,
    case: str,
    need: int,
    member: MemberNo | None,
    kind: NeedKind,
    reason: str,
    seen: str = "",
) -> None:
    """The need is another one, or somebody else's: the team's word goes before the dossier's, on both.

    Raises: NotFound; RuleBroken without a reason or a change, or if the corrected need stands already; Conflict if it
    changed since it stood as `seen`.
    """
    need_reason(reason)
    ref, household = held(case)
    known, record = _need(household, need), as_record(household)
    must_stand_as(seen, known, NEED_FIELDS)
    if member is not None:
        _member(record, member)
    if (known.member, known.kind) == (member, kind):
        raise RuleBroken("nothing_changed")
    if any((row.member, row.kind) == (member, kind) for row in record.needs):
        raise RuleBroken("need_stands_already", field="kind")
    corrected = NeedRecord(member, kind, known.explanation, known.aid if kind is NeedKind.AID else None)
    paths = [need_path(known.member, known.kind), need_path(member, kind)]
    noted(household, paths, by=by, now=now, reason=reason)
    Need.rows.filter(pk=need).update(member_no=member or 0, kind=kind)  # the same need: whoever has it open finds it
    write(household, _with_need(record, known, corrected))
    follow(by, now, ref, household)
    note("need.corrected", case_code=case, municipality=ref.municipality, **about_one(known.member, member))


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def remove_need(*, by: Actor, now: datetime, case: str, need: int, reason: str) -> None:
    """The need is not there; a dossier that still holds it does not bring it back unasked. Raises: NotFound."""
    need_reason(reason)
    ref, household = held(case)
    known, record = _need(household, need), as_record(household)
    noted(household, [need_path(known.member, known.kind)], by=by, now=now, reason=reason)
    write(household, _with_need(record, known, None))
    follow(by, now, ref, household)
    note("need.removed", case_code=case, municipality=ref.municipality, **about_one(known.member))


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def judge_aid(*, by: Actor, now: datetime, case: str, need: int, aid: AidKind, reason: str) -> None:
    """What the aid of the dossier turned out to be; a wheelchair then counts as that need (home_criteria.md, 7).

    Raises: NotFound; RuleBroken if the need is no aid.
    """
    need_reason(reason)
    ref, household = held(case)
    known, record = _need(household, need), as_record(household)
    if known.kind is not NeedKind.AID:
        raise RuleBroken("not_an_aid", field="aid")
    noted(household, [need_path(known.member, known.kind)], by=by, now=now, reason=reason)
    write(household, _with_need(record, known, replace(known, aid=aid)))
    follow(by, now, ref, household)
    note("aid.judged", case_code=case, municipality=ref.municipality, **about_one(known.member))


def _member(record: HouseholdRecord, no: MemberNo) -> MemberRecord:
    found = record.member(no)
    if found is None:
        raise NotFound("no_such_member", member=no)
    return found


def _left_on(record: HouseholdRecord, row: MemberRecord, left_on: date) -> HouseholdRecord:
    left = replace(row, left_on=left_on)
    return replace(record, members=tuple(left if known.no == row.no else known for known in record.members))


def _need(household: Household, need: int) -> NeedRecord:
    row = Need.rows.filter(household=household, pk=need).first()
    if row is None:
        raise NotFound("no_such_need", need=need)
    who = MemberNo(row.member_no) if row.member_no else None
    return NeedRecord(who, NeedKind(row.kind), row.explanation, AidKind(row.aid) if row.aid else None)


def _with_need(record: HouseholdRecord, known: NeedRecord, becomes: NeedRecord | None) -> HouseholdRecord:
    kept = [becomes if row == known else row for row in record.needs]
    return replace(record, needs=tuple(row for row in kept if row is not None))
