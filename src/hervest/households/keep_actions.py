"""How a household is kept: held, corrected by a person's word, written, and followed by its traits and its plan."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from hervest.accounts.actor import Actor
from hervest.accounts.queries import municipality
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.households.derive_rules import WHOLE_HOUSEHOLD, Derived, derived
from hervest.households.models import Household, Member, Need, RelativeElsewhere, SensitiveWish, Wish
from hervest.households.own_word_rules import is_for_named_readers, kept
from hervest.households.record_queries import as_record, as_relative, as_wish
from hervest.households.record_rules import (
    HOUSEHOLD_FIELDS,
    MEMBER_FIELDS,
    SENSITIVE_TOPICS,
    HouseholdRecord,
    MemberRecord,
    mark_of,
)
from hervest.households.search_rules import folded
from hervest.households.settings import household_settings
from hervest.households.vocabulary import MemberRole
from hervest.journey.actions import Said, locked_case, post_facts
from hervest.journey.plan_queries import arrival_of
from hervest.journey.queries import CaseRef, case_of, facts_said
from hervest.journey.vocabulary import TraitCode, TraitSource


def must_stand_as(seen: str, record: object, names: Iterable[str]) -> None:
    """Go on only if these fields still stand as somebody saw them; who says nothing asks nothing. Raises: Conflict."""
    if seen and seen != mark_of(record, names):
        raise Conflict("household_changed_meanwhile")


def held(case: str) -> tuple[CaseRef, Household]:
    """The case and its household, held until the commit. Raises: NotFound."""
    found = locked_case(case)
    household = Household.rows.filter(case_id=found.pk).first()
    if household is None:
        raise NotFound("no_such_household", case=case)
    return case_of(case), household


def need_reason(reason: str) -> None:
    """Go on only with a reason. Raises: RuleBroken."""
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")


def check_people(record: HouseholdRecord) -> None:
    """Go on only if there is one head and every number stands once. Raises: RuleBroken."""
    heads = [row for row in record.present if row.role is MemberRole.HEAD]
    if len(heads) != 1:
        raise RuleBroken("one_head_needed", field="role", n=len(heads))
    if len({row.no for row in record.members}) != len(record.members):
        raise RuleBroken("number_stands_twice")


def noted(household: Household, paths: Iterable[str], *, by: Actor, now: datetime, reason: str) -> None:
    """These paths are a person's word; what the path itself tells stands in the tier of whoever may know it."""
    word = {"by": by.name, "on": clock.day_of(now).isoformat(), "reason": reason.strip()}
    for path in paths:
        words = household.corrected_for_named if is_for_named_readers(path) else household.corrected
        words[path] = word


def write(household: Household, record: HouseholdRecord) -> None:
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
    _write_relatives(household, record)
    _write_wishes(household, record)


def _write_relatives(household: Household, record: HouseholdRecord) -> None:
    known = {row.pk: as_relative(row) for row in RelativeElsewhere.rows.filter(household=household).order_by("pk")}
    stays = kept(known, record.relatives)
    RelativeElsewhere.rows.filter(household=household).exclude(pk__in=[key for key in stays if key]).delete()
    for key, relative in zip(stays, record.relatives, strict=True):
        if key is None or known[key] != relative:
            RelativeElsewhere(pk=key, household=household, **asdict(relative)).save()


def _write_wishes(household: Household, record: HouseholdRecord) -> None:
    for table, is_sensitive in ((Wish, False), (SensitiveWish, True)):
        wanted = [wish for wish in record.wishes if (wish.topic in SENSITIVE_TOPICS) is is_sensitive]
        known = {row.pk: as_wish(row) for row in table.rows.filter(household=household).order_by("pk")}
        stays = kept(known, wanted)
        table.rows.filter(household=household).exclude(pk__in=[key for key in stays if key]).delete()
        for key, wish in zip(stays, wanted, strict=True):
            if key is None or known[key] != wish:
                columns = {"member_no": wish.member or 0, "topic": wish.topic.value, "text": wish.text}
                table(pk=key, household=household, **columns).save()


def _write_members(household: Household, record: HouseholdRecord) -> None:
    Member.rows.filter(household=household).exclude(no__in=[row.no for row in record.members]).delete()
    for row in record.members:
        Member.rows.update_or_create(household=household, no=row.no, defaults=_member_columns(row))


def _member_columns(row: MemberRecord) -> dict[str, Any]:
    return {name: getattr(row, name) for name in MEMBER_FIELDS} | {
        "languages": [[language.code, language.level.value] for language in row.languages],
        "literacy": row.literacy or "",
        "occupations": list(row.occupations),
        "joined_on": row.joined_on,
        "left_on": row.left_on,
        "left_why": row.left_why or "",
        "role_before": row.role_before or "",
        "is_born_here": row.is_born_here,
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


def follow(by: Actor, now: datetime, ref: CaseRef, household: Household) -> None:
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
    return Said(words.traits, words.reasons, words.dates, words.since)
