"""How far people of the demo are with civic integration, what they want to reach, and in what they take part."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.guidance.goal_actions import TakingPart, add_step, change_step, note_activity, write_goal
from hervest.guidance.goal_vocabulary import ActivityKind, ActivityOutcome, GoalReader, StepDoer
from hervest.guidance.integrating_actions import note_event, say_company, settle_plan
from hervest.guidance.integrating_rules import Happened, Settled
from hervest.guidance.integrating_vocabulary import Company, IntegrationEventKind, LearningRoute

WHY = "Inburgering"


def seed_integration(now: datetime, codes: Mapping[str, str]) -> None:
    """Each by who recorded it, as if all of it was noted today."""
    text = resources.files("hervest.cli").joinpath("data", "demo_integration.toml").read_text("utf-8")
    table = tomllib.loads(text)
    for row in table["people"]:
        _integrate(_of(row, now, codes), row)
    for row in table["goals"]:
        _want(_of(row, now, codes), row)
    for row in table["activities"]:
        _take_part(_of(row, now, codes), row)


def _of(row: Mapping[str, Any], now: datetime, codes: Mapping[str, str]) -> dict[str, Any]:
    by = actor_by_email(row["by"], today=clock.day_of(now))
    return {"by": by, "now": now, "case": codes[row["number"]]}


def _integrate(who: dict[str, Any], row: Mapping[str, Any]) -> None:
    about = {**who, "member": MemberNo(row["member"])}
    if "company" in row:
        company = [Company(word) for word in row["company"]]
        say_company(**about, company=company, own_words=row["own_words"], seen=0)
    if "plan" in row:
        plan = row["plan"]
        route = LearningRoute(plan["route"])
        map_hours = None if route is LearningRoute.EDUCATION else 40
        settled = Settled(route, _day(who, plan["decided"]), plan["talks"], 12, map_hours, plan["weekly"])
        settle_plan(**about, settled=settled, support=plan["support"], agreements="", because=WHY, seen=0)
    for kind, days, hours, words in row["events"]:
        happened = Happened(IntegrationEventKind(kind), _day(who, days), hours)
        interpreting = None if hours else Interpreting.PROFESSIONAL
        note_event(**about, happened=happened, interpreting=interpreting, words=words, because=WHY)


def _want(who: dict[str, Any], row: Mapping[str, Any]) -> None:
    readers = [GoalReader(word) for word in row["readers"]]
    goal = write_goal(**who, member=MemberNo(row["member"]), text=row["text"], readers=readers)
    for text, doer, *days in row["steps"]:
        words = {"text": text, "doer": StepDoer(doer)}
        step = add_step(**who, goal=goal, **words)
        if days:
            change_step(**who, step=step, **words, done_on=_day(who, days[0]), seen=0)


def _take_part(who: dict[str, Any], row: Mapping[str, Any]) -> None:
    taking = TakingPart(
        kind=ActivityKind(row["kind"]),
        what=row["what"],
        organisation=row.get("organisation", ""),
        from_on=_day(who, row["from"]),
        until_on=_day(who, row["until"]) if "until" in row else None,
        outcome=ActivityOutcome(row["outcome"]),
        came_of_it=row.get("came_of_it", ""),
    )
    note_activity(**who, member=MemberNo(row["member"]), taking=taking)


def _day(who: Mapping[str, Any], days: int) -> date:
    return clock.day_of(who["now"]) + timedelta(days=days)
