"""Recording a match conversation: what the household told, in which language, and how."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import Tier
from hervest.households.choice_rules import Given
from hervest.households.extent_queries import extent_for
from hervest.households.record_queries import record_of
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.queries import case_for, case_of
from hervest.placement.actions import person_of
from hervest.placement.match_criteria import match_criteria
from hervest.placement.match_profile_rules import Told, talk_mark
from hervest.placement.match_score_rules import check_stones
from hervest.placement.talk_models import MatchTalk
from hervest.placement.talk_queries import as_told


@action(Permission.WISH_RECORD, on=case_subject)
def record_match_talk(*, by: Actor, now: datetime, case: str, told: Told, given: Given, seen: str = "") -> None:
    """What the household told counts from now on in whole; an earlier talk stays and counts no more.

    Which experience would help is said by who reads functional needs; from anybody else the answer before stands.
    Raises: NotFound without a household, or for who does not speak for it; RuleBroken on a day to come, if nothing was
    told, or if stones lie where none may; Conflict if what was told is no longer what was `seen`
    (`match_profile_rules.talk_mark`). Source: sponsorship.md, sections 2.7 and 6.3, form 6.
    """
    today = clock.day_of(now)
    if given.said_on > today:
        raise RuleBroken("day_still_to_come", field="said_on")
    if told == Told():
        raise RuleBroken("match_talk_empty")
    check_stones(told.stones, match_criteria())
    person, row, record = person_of(by), locked_case(case).pk, record_of(case)
    found = case_for(by, case, Permission.WISH_RECORD, today=today)
    found.must_read(Tier.P1)
    if record is None or not extent_for(found, record, today).has_household:
        raise NotFound("no_such_household", case=case)
    told = _beside(row, told, seen, reads_needs=Tier.P2 in found.tiers)
    MatchTalk.rows.create(
        case_id=row,
        blocks=_stored(told.blocks),
        interests=_stored(told.interests),
        work_hopes=_stored(told.work_hopes),
        helps_first=_stored(told.helps_first),
        experience=_stored(told.experience),
        rhythm=told.rhythm or "",
        contact_forms=_stored(told.contact_forms),
        stones=list(told.stones),
        by_id=person,
        at=now,
        **asdict(given),
    )
    note("match_talk.recorded", case_code=case, municipality=case_of(case).municipality)


def _beside(case: int, told: Told, seen: str, *, reads_needs: bool) -> Told:
    """What was told, with what stood before of what its recorder does not read. Raises: Conflict."""
    row = MatchTalk.rows.filter(case_id=case).order_by("-pk").first()
    before = as_told(row) if row else Told()
    if seen and seen != talk_mark(before if reads_needs else replace(before, experience=None)):
        raise Conflict("talk_changed_meanwhile")
    return told if reads_needs else replace(told, experience=before.experience)


def _stored(words: Iterable[str] | None) -> list[str] | None:
    """Words in a fixed order; None stays: it was skipped."""
    return None if words is None else sorted(words)
