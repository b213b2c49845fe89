"""Recording a match conversation: what the household told, in which language, and how."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import Tier
from hervest.households.choice_rules import Given
from hervest.households.extent_queries import extent_for
from hervest.households.record_queries import record_of
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.queries import case_for, case_of
from hervest.placement.actions import person_of
from hervest.placement.match_criteria import match_criteria
from hervest.placement.match_profile_rules import Told
from hervest.placement.match_score_rules import check_stones
from hervest.placement.talk_models import MatchTalk


@action(Permission.WISH_RECORD, on=case_subject)
def record_match_talk(*, by: Actor, now: datetime, case: str, told: Told, given: Given) -> None:
    """What the household told counts from now on in whole; an earlier talk stays and counts no more.

    Raises: NotFound without a household, or for who does not speak for it; RuleBroken on a day to come, if nothing was
    told, or if stones lie where none may. Source: sponsorship.md, sections 2.7 and 6.3, form 6.
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


def _stored(words: Iterable[str] | None) -> list[str] | None:
    """Words in a fixed order; None stays: it was skipped."""
    return None if words is None else sorted(words)
