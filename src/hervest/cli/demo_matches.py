"""What the demo's households chose about a sponsor group, and how far their matches are."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, time
from importlib import resources
from typing import Any

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.households.choice_actions import tick_health_help
from hervest.households.choice_queries import choosing_of_cases
from hervest.households.choice_rules import Given
from hervest.households.vocabulary import HealthHelp, Participation, SaidHow, ShareItem
from hervest.placement import match_actions as matches
from hervest.placement.match_exemption_actions import ask_match_exemption
from hervest.placement.match_gather_queries import Enquiry
from hervest.placement.match_profile_rules import Told
from hervest.placement.match_run_actions import record_enquiry, run_match
from hervest.placement.match_state_vocabulary import NEWCOMER_SAYS, IntroPlace, IntroPlan, MatchEvent
from hervest.placement.match_vocabulary import MatchCriterion, MatchRule, WishAnswer
from hervest.placement.talk_actions import record_match_talk
from hervest.sponsorship.queries import GroupFilters, group_list, programmes_for
from hervest.sponsorship.vocabulary import Block, ContactForm, Experience, GroupId, Interest, Rhythm, Theme, WorkField

LEAD, COORDINATOR = "marieke.de.wit@hervest.example", "fenna.stam@hervest.example"
ROAD = (
    MatchEvent.CHECK,
    MatchEvent.OFFER_NEWCOMER,
    MatchEvent.NEWCOMER_YES,
    MatchEvent.OFFER_GROUP,
    MatchEvent.GROUP_YES,
    MatchEvent.PLAN_INTRO,
    MatchEvent.HOLD_INTRO,
    MatchEvent.NEWCOMER_CONFIRMS,
    MatchEvent.GROUP_CONFIRMS,
    MatchEvent.CONFIRM,
)
SEED = 1


def seed_matches(now: datetime, codes: Mapping[str, str]) -> None:
    """Choices and talks, a run, and what was asked of whom."""
    today = clock.day_of(now)
    lead, coordinator = actor_by_email(LEAD, today=today), actor_by_email(COORDINATOR, today=today)
    rows = invented("households")
    for row in rows:
        choose(lead, now, codes[row["number"]], row)
    programme = programmes_for(coordinator, Permission.GROUP_EDIT)[0].id
    groups = {row.name: row.id for row in group_list(coordinator, GroupFilters(), today=today).rows}
    for row in rows:
        if row["group"]:
            enquire(lead, now, codes[row["number"]], groups[row["group"]])
    run_match(by=coordinator, now=now, programme=programme, seed=SEED)
    for row in rows:
        if row["group"]:
            by = lead if row["step"] else coordinator
            case, group, reason = codes[row["number"]], groups[row["group"]], row["reason"]
            proposal = matches.propose_match(by=by, now=now, case=case, group=group, reason=reason)
            happen(lead, coordinator, now, proposal, row)
    for row in invented("exceptions"):
        case, group = codes[row["number"]], groups[row["group"]]
        enquire(lead, now, case, group, has_interpreter=False)
        if row["reason"]:
            rule, reason = MatchRule.NO_CHANNEL, row["reason"]
            ask_match_exemption(by=coordinator, now=now, case=case, group=group, rule=rule, reason=reason)
    run_match(by=coordinator, now=now, programme=programme, seed=SEED)  # with who is taken by now


def invented(kind: str) -> list[dict[str, Any]]:
    """The invented rows of this kind, in their order."""
    text = resources.files("hervest.cli").joinpath("data", "demo_matches.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)[kind]
    return found


def given(row: Mapping[str, Any], now: datetime) -> Given:
    """How it was said: aloud, with an interpreter."""
    return Given(
        row["language"],
        Interpreting.PROFESSIONAL,
        SaidHow.ORAL,
        was_read_aloud=True,
        was_abroad=False,
        said_on=clock.day_of(now),
    )


def choose(by: Actor, now: datetime, case: str, row: Mapping[str, Any]) -> None:
    """Everybody who chooses alone chose the same; and what was told, if anything was."""
    said, wants = given(row, now), Participation(row["wants"])
    shares = {ShareItem(item): True for item in row["shares"]}
    for member in choosing_of_cases([case], today=clock.day_of(now))[case].participation:
        matches.choose_about_group(by=by, now=now, case=case, member=member, answer=wants, given=said, shares=shares)
        if "health" in row:
            tick_health_help(by=by, now=now, case=case, member=member, items=map(HealthHelp, row["health"]), given=said)
    if wants is Participation.YES:
        record_match_talk(by=by, now=now, case=case, told=told(row), given=said)


def told(row: Mapping[str, Any]) -> Told:
    """A match conversation; what does not stand there was skipped."""

    def words(name: str, vocabulary: Any) -> Any:
        return frozenset(vocabulary(word) for word in row[name]) if name in row else None

    return Told(
        blocks=words("blocks", Block),
        interests=words("interests", Interest),
        work_hopes=words("work_hopes", WorkField),
        helps_first=words("helps_first", Theme),
        experience=words("experience", Experience),
        rhythm=Rhythm(row["rhythm"]) if "rhythm" in row else None,
        contact_forms=words("contact_forms", ContactForm),
        stones=tuple(MatchCriterion(stone) for stone in row["stones"]),
    )


def enquire(by: Actor, now: datetime, case: str, group: GroupId, *, has_interpreter: bool = True) -> None:
    """Nobody is anything else to the family, and whether an interpreter is arranged."""
    found = Enquiry(conflicts=frozenset(), wishes=WishAnswer.KEPT, has_interpreter=has_interpreter)
    record_enquiry(by=by, now=now, case=case, group=group, found=found)


def meeting(row: Mapping[str, Any], now: datetime) -> IntroPlan:
    """By video today, with an interpreter."""
    return IntroPlan(
        meets_on=clock.day_of(now),
        meets_at=time(16),
        place=IntroPlace.VIDEO,
        directions="",
        language=row["language"],
        interpreting=Interpreting.PROFESSIONAL,
        joins=frozenset({MemberNo(1)}),
    )


def happen(lead: Actor, coordinator: Actor, now: datetime, proposal: int, row: Mapping[str, Any]) -> None:
    """Everything happens up to the step, each by whose act it is."""
    for event in ROAD[: ROAD.index(MatchEvent(row["step"])) + 1] if row["step"] else ():
        if event is MatchEvent.CHECK:
            matches.check_match(by=coordinator, now=now, proposal=proposal)
        elif event in matches.ASKING:
            matches.ask_on(by=lead, now=now, proposal=proposal, event=event)
        elif event in NEWCOMER_SAYS:
            matches.answer_for_newcomer(by=lead, now=now, proposal=proposal, event=event, given=given(row, now))
        elif event in matches.GROUP_SAYS:
            matches.answer_for_group(by=coordinator, now=now, proposal=proposal, event=event)
        elif event is MatchEvent.PLAN_INTRO:
            matches.plan_introduction(by=lead, now=now, proposal=proposal, plan=meeting(row, now))
        else:
            matches.go_on_with_match(by=lead, now=now, proposal=proposal, event=event)
