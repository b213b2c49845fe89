"""What people and imports do to a household: keep it, correct it, and let the plan follow from it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality
from hervest.core import clock
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.households.derive_rules import WHOLE_HOUSEHOLD, Derived, derived
from hervest.households.models import Household, Member, Need, RelativeElsewhere, SensitiveWish, Wish
from hervest.households.record_queries import as_record, must_be_due_soon
from hervest.households.record_rules import (
    SENSITIVE_TOPICS,
    HouseholdRecord,
    MemberRecord,
    NeedRecord,
    household_path,
    member_path,
    need_path,
)
from hervest.households.search_rules import folded
from hervest.households.settings import household_settings
from hervest.households.vocabulary import AidKind, MemberRole, NeedKind, PlaceWish
from hervest.journey.actions import Said, locked_case, post_facts
from hervest.journey.plan_queries import arrival_of
from hervest.journey.queries import CaseRef, case_of, case_subject, facts_said
from hervest.journey.vocabulary import TraitCode, TraitSource

MEMBER_FIELDS = (
    "role",
    "first_name",
    "last_name",
    "born_on",
    "sex",
    "nationality",
    "languages",
    "literacy",
    "years_of_schooling",
    "education",
    "occupations",
    "due_on",
    "is_birth_recorded",
)
"""What a person may correct of a member."""

HOUSEHOLD_FIELDS = (
    "country_of_stay",
    "stay",
    "years_displaced",
    "contact_language",
    "is_interpreter_needed",
    "sponsor_wish",
    "remarks",
)
"""What a person may correct of the household as a whole."""

LIVING_FIELDS = ("wants_sharing", "place_wishes", "room_sharers")
"""What the household itself says about living."""


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def save_household(
    *, by: Actor, now: datetime, case: str, record: HouseholdRecord, freed: frozenset[str] = frozenset()
) -> None:
    """The household of the case stands exactly as `record` has it, and its traits follow.

    What persons corrected stays marked as theirs, except the paths in `freed`; `record.corrected` is not looked at.
    Raises: RuleBroken if there is no head, or a number stands twice.
    """
    _check_people(record)
    found, ref = locked_case(case), case_of(case)
    household, _ = Household.rows.get_or_create(case_id=found.pk, defaults={"municipality": ref.municipality})
    household.corrected = {path: word for path, word in household.corrected.items() if path not in freed}
    _write(household, record)
    _follow(by, now, ref, household)
    note("household.saved", case_code=case, municipality=ref.municipality, n_people=len(record.members))


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def derive_household(*, by: Actor, now: datetime, case: str) -> None:
    """The traits follow from the household as it stands today: birthdays pass and arrivals move."""
    _follow(by, now, *_held(case))


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def correct_member(
    *, by: Actor, now: datetime, case: str, member: MemberNo, reason: str, changes: Mapping[str, object]
) -> None:
    """These fields of the person are as a person of the team says; a later dossier does not take them back unasked.

    Only what differs counts. Raises: NotFound; RuleBroken without a reason, or if it leaves no single head.
    """
    _need_reason(reason)
    ref, household = _held(case)
    record = as_record(household)
    known = _member(record, member)
    wanted = {name: value for name, value in changes.items() if name in MEMBER_FIELDS and getattr(known, name) != value}
    if not wanted:
        raise RuleBroken("nothing_changed")
    corrected = replace(known, **wanted)  # type: ignore[arg-type]  # names are fields of the record
    if "due_on" in wanted:
        must_be_due_soon(corrected.due_on, clock.day_of(now))
    record = replace(record, members=tuple(corrected if row.no == member else row for row in record.members))
    _check_people(record)
    _noted(household, (member_path(member, name) for name in wanted), by=by, now=now, reason=reason)
    _write(household, record)
    _follow(by, now, ref, household)
    note("member.corrected", case_code=case, municipality=ref.municipality, member=member, fields=sorted(wanted))


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def add_member(*, by: Actor, now: datetime, case: str, member: MemberRecord, reason: str) -> MemberNo:
    """Somebody joined the household, a child that was born for instance; their number was never used before."""
    _need_reason(reason)
    must_be_due_soon(member.due_on, clock.day_of(now))
    ref, household = _held(case)
    record = as_record(household)
    number = MemberNo(1 + max((row.no for row in record.members), default=0))
    record = replace(record, members=(*record.members, replace(member, no=number)))
    _check_people(record)
    _noted(household, [f"members[{number}]"], by=by, now=now, reason=reason)
    _write(household, record)
    _follow(by, now, ref, household)
    note("member.added", case_code=case, municipality=ref.municipality, member=number)
    return number


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def let_member_leave(
    *, by: Actor, now: datetime, case: str, member: MemberNo, left_on: date | None, reason: str
) -> None:
    """The person is no longer in the household from `left_on` on; None: they are back. Nothing of them is removed.

    Raises: NotFound; RuleBroken without a reason, on a day to come, or if the head leaves.
    """
    _need_reason(reason)
    ref, household = _held(case)
    record = as_record(household)
    known = _member(record, member)
    if left_on is not None and left_on > clock.day_of(now):
        raise RuleBroken("day_still_to_come", field="left_on")
    if known.role is MemberRole.HEAD and left_on is not None:
        raise RuleBroken("head_stays", field="left_on")
    left = replace(known, left_on=left_on)
    _noted(household, [member_path(member, "left_on")], by=by, now=now, reason=reason)
    _write(household, replace(record, members=tuple(left if row.no == member else row for row in record.members)))
    _follow(by, now, ref, household)
    note("member.left", case_code=case, municipality=ref.municipality, member=member)


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def correct_household(*, by: Actor, now: datetime, case: str, reason: str, changes: Mapping[str, object]) -> None:
    """These fields of the household are as a person of the team says; a later dossier does not take them back unasked.

    Raises: RuleBroken without a reason or without a change.
    """
    _need_reason(reason)
    ref, household = _held(case)
    record = as_record(household)
    wanted = {name: value for name, value in changes.items() if name in HOUSEHOLD_FIELDS}
    wanted = {name: value for name, value in wanted.items() if getattr(record, name) != value}
    if not wanted:
        raise RuleBroken("nothing_changed")
    _noted(household, map(household_path, wanted), by=by, now=now, reason=reason)
    _write(household, replace(record, **wanted))  # type: ignore[arg-type]  # names are fields of the record
    _follow(by, now, ref, household)
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
) -> None:
    """What the household itself wishes about living stands as it said; no later dossier touches it.

    Raises: RuleBroken without a reason or a change, or if one alone would share a room.
    Source: home_criteria.md, sections 2 (H11), 4 and 6 (S7, S9).
    """
    _need_reason(reason)
    ref, household = _held(case)
    record = as_record(household)
    for no in room_sharers:
        _member(record, no)
    if len(set(room_sharers)) == 1:
        raise RuleBroken("sharing_takes_two", field="room_sharers")
    said = replace(record, wants_sharing=wants_sharing, place_wishes=place_wishes, room_sharers=room_sharers)
    changed = [name for name in LIVING_FIELDS if getattr(said, name) != getattr(record, name)]
    if not changed:
        raise RuleBroken("nothing_changed")
    _noted(household, map(household_path, changed), by=by, now=now, reason=reason)
    _write(household, said)
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
    _need_reason(reason)
    ref, household = _held(case)
    record = as_record(household)
    if member is not None:
        _member(record, member)
    if any((row.member, row.kind) == (member, kind) for row in record.needs):
        raise RuleBroken("need_stands_already", field="kind")
    _noted(household, [need_path(member, kind)], by=by, now=now, reason=reason)
    _write(household, replace(record, needs=(*record.needs, NeedRecord(member, kind, explanation))))
    _follow(by, now, ref, household)
    note("need.added", case_code=case, municipality=ref.municipality)


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
) -> None:
    """The need is another one, or somebody else's: the team's word goes before the dossier's, on both.

    Raises: NotFound; RuleBroken without a reason or a change, or if the corrected need stands already.
    """
    _need_reason(reason)
    ref, household = _held(case)
    known, record = _need(household, need), as_record(household)
    if member is not None:
        _member(record, member)
    if (known.member, known.kind) == (member, kind):
        raise RuleBroken("nothing_changed")
    if any((row.member, row.kind) == (member, kind) for row in record.needs):
        raise RuleBroken("need_stands_already", field="kind")
    corrected = NeedRecord(member, kind, known.explanation, known.aid if kind is NeedKind.AID else None)
    paths = [need_path(known.member, known.kind), need_path(member, kind)]
    _noted(household, paths, by=by, now=now, reason=reason)
    _write(household, _with_need(record, known, corrected))
    _follow(by, now, ref, household)
    note("need.corrected", case_code=case, municipality=ref.municipality)


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def remove_need(*, by: Actor, now: datetime, case: str, need: int, reason: str) -> None:
    """The need is not there; a dossier that still holds it does not bring it back unasked. Raises: NotFound."""
    _need_reason(reason)
    ref, household = _held(case)
    known, record = _need(household, need), as_record(household)
    _noted(household, [need_path(known.member, known.kind)], by=by, now=now, reason=reason)
    _write(household, _with_need(record, known, None))
    _follow(by, now, ref, household)
    note("need.removed", case_code=case, municipality=ref.municipality)


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def judge_aid(*, by: Actor, now: datetime, case: str, need: int, aid: AidKind, reason: str) -> None:
    """What the aid of the dossier turned out to be; a wheelchair then counts as that need (home_criteria.md, 7).

    Raises: NotFound; RuleBroken if the need is no aid.
    """
    _need_reason(reason)
    ref, household = _held(case)
    known, record = _need(household, need), as_record(household)
    if known.kind is not NeedKind.AID:
        raise RuleBroken("not_an_aid", field="aid")
    _noted(household, [need_path(known.member, known.kind)], by=by, now=now, reason=reason)
    _write(household, _with_need(record, known, replace(known, aid=aid)))
    _follow(by, now, ref, household)
    note("aid.judged", case_code=case, municipality=ref.municipality)


def _held(case: str) -> tuple[CaseRef, Household]:
    """The case and its household, held until the commit. Raises: NotFound."""
    found = locked_case(case)
    household = Household.rows.filter(case_id=found.pk).first()
    if household is None:
        raise NotFound("no_such_household", case=case)
    return case_of(case), household


def _member(record: HouseholdRecord, no: MemberNo) -> MemberRecord:
    found = record.member(no)
    if found is None:
        raise NotFound("no_such_member", member=no)
    return found


def _need(household: Household, need: int) -> NeedRecord:
    row = Need.rows.filter(household=household, pk=need).first()
    if row is None:
        raise NotFound("no_such_need", need=need)
    who = MemberNo(row.member_no) if row.member_no else None
    return NeedRecord(who, NeedKind(row.kind), row.explanation, AidKind(row.aid) if row.aid else None)


def _with_need(record: HouseholdRecord, known: NeedRecord, becomes: NeedRecord | None) -> HouseholdRecord:
    kept = [becomes if row == known else row for row in record.needs]
    return replace(record, needs=tuple(row for row in kept if row is not None))


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")


def _check_people(record: HouseholdRecord) -> None:
    heads = [row for row in record.present if row.role is MemberRole.HEAD]
    if len(heads) != 1:
        raise RuleBroken("one_head_needed", field="role", n=len(heads))
    if len({row.no for row in record.members}) != len(record.members):
        raise RuleBroken("number_stands_twice")


def _noted(household: Household, paths: Iterable[str], *, by: Actor, now: datetime, reason: str) -> None:
    word = {"by": by.name, "on": clock.day_of(now).isoformat(), "reason": reason.strip()}
    household.corrected = household.corrected | dict.fromkeys(paths, word)


def _write(household: Household, record: HouseholdRecord) -> None:
    """The rows as the record has them; persons and needs that stay keep their row."""
    household.dossier_number = record.dossier_number
    household.wants_sharing = record.wants_sharing
    household.place_wishes = [wish.value for wish in record.place_wishes]
    household.room_sharers = list(record.room_sharers)
    for name in HOUSEHOLD_FIELDS:
        value = getattr(record, name)
        setattr(household, name, "" if value is None and name in {"stay", "sponsor_wish"} else value)
    household.save()
    _write_members(household, record)
    _write_needs(household, record)
    RelativeElsewhere.rows.filter(household=household).delete()
    RelativeElsewhere.rows.bulk_create(
        RelativeElsewhere(household=household, **asdict(relative)) for relative in record.relatives
    )
    _write_wishes(household, record)


def _write_wishes(household: Household, record: HouseholdRecord) -> None:
    Wish.rows.filter(household=household).delete()
    SensitiveWish.rows.filter(household=household).delete()
    rows = [
        (wish.topic, {"household": household, "member_no": wish.member or 0, "topic": wish.topic, "text": wish.text})
        for wish in record.wishes
    ]
    Wish.rows.bulk_create(Wish(**row) for topic, row in rows if topic not in SENSITIVE_TOPICS)
    SensitiveWish.rows.bulk_create(SensitiveWish(**row) for topic, row in rows if topic in SENSITIVE_TOPICS)


def _write_members(household: Household, record: HouseholdRecord) -> None:
    Member.rows.filter(household=household).exclude(no__in=[row.no for row in record.members]).delete()
    for row in record.members:
        Member.rows.update_or_create(household=household, no=row.no, defaults=_member_columns(row))


def _member_columns(row: MemberRecord) -> dict[str, Any]:
    return {name: getattr(row, name) for name in MEMBER_FIELDS} | {
        "languages": [[language.code, language.level.value] for language in row.languages],
        "literacy": row.literacy or "",
        "occupations": list(row.occupations),
        "left_on": row.left_on,
        "sought_as": folded(f"{row.first_name} {row.last_name}"),
    }


def _write_needs(household: Household, record: HouseholdRecord) -> None:
    wanted = {(row.member or 0, row.kind.value): row for row in record.needs}
    for known in Need.rows.filter(household=household):
        stays = wanted.pop((known.member_no, known.kind), None)
        if stays is None:
            known.delete()
            continue
        known.explanation, known.aid = stays.explanation, stays.aid or ""
        known.save(update_fields=["explanation", "aid"])
    Need.rows.bulk_create(
        Need(household=household, member_no=no, kind=kind, explanation=row.explanation, aid=row.aid or "")
        for (no, kind), row in wanted.items()
    )


def _follow(by: Actor, now: datetime, ref: CaseRef, household: Household) -> None:
    """Post what follows from the household, and that its municipality has a sponsor programme. Raises: NotFound."""
    if ref.route is None:
        raise NotFound("no_such_household", case=ref.code)
    today, has_programme = clock.day_of(now), municipality(ref.municipality).sponsor_programme
    found = derived(
        as_record(Household.rows.get(pk=household.pk)),
        ref.route,
        arrival_on=arrival_of(ref.id, today=today),
        today=today,
        settings=household_settings(),
        has_programme=has_programme,
    )
    said = {member: _said(words) for member, words in found.items()}
    post_facts(by=by, now=now, case=ref.code, source=TraitSource.HOUSEHOLD, said=said)
    programme = {TraitCode.SPONSOR_PROGRAMME.value: has_programme}
    known = facts_said(ref.id, TraitSource.PROGRAMME).get(WHOLE_HOUSEHOLD)
    if known != programme and (has_programme or known):  # silence means no, and asks for no second planning
        post_facts(by=by, now=now, case=ref.code, source=TraitSource.PROGRAMME, said={WHOLE_HOUSEHOLD: Said(programme)})


def _said(words: Derived) -> Said:
    return Said(words.traits, words.reasons, words.dates)
