"""A person's own word on relatives elsewhere and wishes: noted, corrected, taken away, beside what a dossier says."""

from dataclasses import replace
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import Tier
from hervest.households.extent_queries import extent_for
from hervest.households.keep_actions import follow, held, must_stand_as, need_reason, noted, write
from hervest.households.models import Household, RelativeElsewhere, SensitiveWish, Wish
from hervest.households.own_word_rules import (
    Changed,
    about_one,
    key_of_wish,
    stands,
    with_added,
    with_corrected,
    with_removed,
)
from hervest.households.record_queries import as_record
from hervest.households.record_rules import RELATIVE_FIELDS, SENSITIVE_TOPICS, WISH_FIELDS, RelativeRecord, WishRecord
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import post_facts
from hervest.journey.queries import CaseRef, case_for


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def add_relative(*, by: Actor, now: datetime, case: str, relative: RelativeRecord, reason: str) -> None:
    """The household has this relative elsewhere, by the word of the team; no dossier takes them away unasked.

    Raises: NotFound, also for who reads no tier P3; RuleBroken without a reason, or if they stand there already.
    """
    ref, household = _for_named_reader(by, now, case, reason)
    rows = as_record(household).relatives
    if stands(rows, relative):
        raise RuleBroken("relative_stands_already", field="relation")
    _keep_relatives(household, with_added(rows, relative), by=by, now=now, reason=reason)
    follow(by, now, ref, household)
    note("relative.added", case_code=case, municipality=ref.municipality)


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def correct_relative(
    *, by: Actor, now: datetime, case: str, relative: int, becomes: RelativeRecord, reason: str, seen: str = ""
) -> None:
    """What is known of the relative is as the team says; a later dossier does not take back what differs.

    Raises: NotFound, also for who reads no tier P3; RuleBroken without a reason or a change, or if two become one;
    Conflict if it changed since it stood as `seen`.
    """
    ref, household = _for_named_reader(by, now, case, reason)
    rows, at = as_record(household).relatives, _place(household, relative)
    must_stand_as(seen, rows[at], RELATIVE_FIELDS)
    if rows[at] == becomes:
        raise RuleBroken("nothing_changed")
    if stands((*rows[:at], *rows[at + 1 :]), becomes):
        raise RuleBroken("relative_stands_already", field="relation")
    _keep_relatives(household, with_corrected(rows, at, becomes), by=by, now=now, reason=reason)
    follow(by, now, ref, household)
    note("relative.corrected", case_code=case, municipality=ref.municipality)


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(post_facts,))
def remove_relative(*, by: Actor, now: datetime, case: str, relative: int, reason: str) -> None:
    """There is no such relative; a dossier that still holds them does not bring them back unasked.

    Raises: NotFound, also for who reads no tier P3; RuleBroken without a reason.
    """
    ref, household = _for_named_reader(by, now, case, reason)
    rows, at = as_record(household).relatives, _place(household, relative)
    _keep_relatives(household, with_removed(rows, at), by=by, now=now, reason=reason)
    follow(by, now, ref, household)
    note("relative.removed", case_code=case, municipality=ref.municipality)


@action(Permission.WISH_RECORD, on=case_subject)
def add_wish(*, by: Actor, now: datetime, case: str, wish: WishRecord, reason: str) -> None:
    """The household, or one of them, wishes this; no dossier takes it away unasked.

    Raises: NotFound, also for a sensitive wish without tier P3; RuleBroken without a reason, or if it stands already.
    """
    need_reason(reason)
    ref, household = held(case)
    rows = as_record(household).wishes
    _must_read(by, now, case, household, wish)
    _must_be_there(household, wish)
    if stands(rows, wish):
        raise RuleBroken("wish_stands_already", field="text")
    _keep_wishes(household, with_added(rows, wish), by=by, now=now, reason=reason)
    note("wish.added", case_code=case, municipality=ref.municipality, member=wish.member or 0)


@action(Permission.WISH_RECORD, on=case_subject)
def correct_wish(
    *, by: Actor, now: datetime, case: str, wish: str, becomes: WishRecord, reason: str, seen: str = ""
) -> None:
    """The wish is as a person says they said it; a later dossier does not take that back unasked.

    Raises: NotFound, also for a sensitive wish without tier P3; RuleBroken without a reason or a change, or if two
    become one; Conflict if it changed since it stood as `seen`.
    """
    need_reason(reason)
    ref, household = held(case)
    rows, at = as_record(household).wishes, _place_of_wish(household, wish)
    _must_read(by, now, case, household, rows[at], becomes)
    must_stand_as(seen, rows[at], WISH_FIELDS)
    _must_be_there(household, becomes)
    if rows[at] == becomes:
        raise RuleBroken("nothing_changed")
    if stands((*rows[:at], *rows[at + 1 :]), becomes):
        raise RuleBroken("wish_stands_already", field="text")
    _keep_wishes(household, with_corrected(rows, at, becomes), by=by, now=now, reason=reason)
    note("wish.corrected", case_code=case, municipality=ref.municipality, **about_one(rows[at].member, becomes.member))


@action(Permission.WISH_RECORD, on=case_subject)
def remove_wish(*, by: Actor, now: datetime, case: str, wish: str, reason: str) -> None:
    """Nobody wishes this; a dossier that still holds it does not bring it back unasked.

    Raises: NotFound, also for a sensitive wish without tier P3; RuleBroken without a reason.
    """
    need_reason(reason)
    ref, household = held(case)
    rows, at = as_record(household).wishes, _place_of_wish(household, wish)
    _must_read(by, now, case, household, rows[at])
    _keep_wishes(household, with_removed(rows, at), by=by, now=now, reason=reason)
    note("wish.removed", case_code=case, municipality=ref.municipality, member=rows[at].member or 0)


def _for_named_reader(by: Actor, now: datetime, case: str, reason: str) -> tuple[CaseRef, Household]:
    case_for(by, case, Permission.HOUSEHOLD_EDIT, today=clock.day_of(now)).must_read(Tier.P3)
    need_reason(reason)
    return held(case)


def _place(household: Household, relative: int) -> int:
    known = list(RelativeElsewhere.rows.filter(household=household).order_by("pk").values_list("pk", flat=True))
    if relative not in known:
        raise NotFound("no_such_relative", relative=relative)
    return known.index(relative)


def _keep_relatives(
    household: Household, changed: Changed[RelativeRecord], *, by: Actor, now: datetime, reason: str
) -> None:
    noted(household, changed.paths, by=by, now=now, reason=reason)
    write(household, replace(as_record(household), relatives=changed.rows))


def _must_read(by: Actor, now: datetime, case: str, household: Household, *wishes: WishRecord) -> None:
    """Go on only if all of them are the actor's to read: of their tier, and about whom they speak for."""
    today = clock.day_of(now)
    found = case_for(by, case, Permission.WISH_RECORD, today=today)
    found.must_read(Tier.P1)
    if any(wish.topic in SENSITIVE_TOPICS for wish in wishes):
        found.must_read(Tier.P3)
    extent = extent_for(found, as_record(household), today)
    if not all(extent.reads(wish.member) for wish in wishes):
        raise NotFound("no_such_wish")


def _must_be_there(household: Household, wish: WishRecord) -> None:
    if wish.member is not None and as_record(household).member(wish.member) is None:
        raise NotFound("no_such_member", member=wish.member)


def _place_of_wish(household: Household, wish: str) -> int:
    """Its place among the wishes of the record, which has the ordinary ones first."""
    known = [
        key_of_wish(key, is_sensitive=table is SensitiveWish)
        for table in (Wish, SensitiveWish)
        for key in table.rows.filter(household=household).order_by("pk").values_list("pk", flat=True)
    ]
    if wish not in known:
        raise NotFound("no_such_wish", wish=wish)
    return known.index(wish)


def _keep_wishes(household: Household, changed: Changed[WishRecord], *, by: Actor, now: datetime, reason: str) -> None:
    noted(household, changed.paths, by=by, now=now, reason=reason)
    write(household, replace(as_record(household), wishes=changed.rows))
