"""What every act on a proposed match rests on: what it holds, and how an event is recorded with all that follows."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from hervest.accounts.action import note
from hervest.accounts.actor import Actor
from hervest.accounts.queries import people_with
from hervest.accounts.vocabulary import Role
from hervest.core import clock
from hervest.core.errors import NotFound, RuleBroken
from hervest.deadlines.register import all_versions
from hervest.households.choice_queries import said_what_they_share
from hervest.households.choice_rules import Given
from hervest.journey.actions import locked_case
from hervest.journey.milestone_rules import Refusal
from hervest.journey.queries import CaseRef, case_of
from hervest.journey.seat_actions import SponsorSeat, seat_group
from hervest.journey.vocabulary import Disclosure, TeamRole
from hervest.placement.match_access_queries import days_of, match_of, other_ended_on, progress_of, proposal_row
from hervest.placement.match_gather_queries import MatchGathered, gather_of
from hervest.placement.match_intro_queries import plan_of
from hervest.placement.match_models import CHOSEN_STATES, Match, MatchAnswer, MatchProposal
from hervest.placement.match_notice_actions import tell_of_match, tell_of_match_made
from hervest.placement.match_plan_actions import tell_plan_of_match
from hervest.placement.match_question_queries import has_question
from hervest.placement.match_run_queries import going_on
from hervest.placement.match_state_rules import WITH_A_DEADLINE, Circumstances, Happening, Progress, disclosure, go_on
from hervest.placement.match_state_vocabulary import IntroPlan, MatchEvent, MatchStage
from hervest.sponsorship.facts_queries import modules_before_match, seats_of
from hervest.sponsorship.queries import ProgrammeTerms, lock_group, lock_groups, terms_of
from hervest.sponsorship.vocabulary import GroupId

NOBODY = 0
"""Who records what a new day brings."""

ASKS_ANEW = frozenset({MatchEvent.REPLY, MatchEvent.REPLY_GROUP})
"""After which whoever is asked has their days to answer again, though nobody else is asked."""


@dataclass(frozen=True, slots=True)
class Said:
    """What came with an event: a text, how a household's word was given, and that a final review was held."""

    text: str = ""
    given: Given | None = None
    had_final_review: bool = False


NOTHING_SAID = Said()


def hold(case: str, group: GroupId) -> CaseRef:
    """The case and the group, held until the commit, always in this order."""
    locked_case(case)
    lock_group(group)
    return case_of(case)


def hold_all(case: str, *also: int) -> tuple[MatchProposal, ...]:
    """What of the case is open or goes on; the case, then all their groups and `also`, are held before any of it.

    One group after the other would cross with who holds all groups of a sponsor (`hold_sponsor`).
    """
    locked_case(case, closed_too=True)  # whether it may be closed is for the act to say
    found = going_on(case)
    lock_groups(GroupId(group) for group in {*also, *(row.group_id for row in found)})
    return found


def held(proposal: int) -> tuple[MatchProposal, Match | None, CaseRef]:
    """The proposal as it is now, with its match, its case and its group held."""
    found = proposal_row(proposal)
    case = hold(found.case.code or "", GroupId(found.group_id))
    row = MatchProposal.rows.select_for_update(no_key=True).get(pk=proposal)
    return row, match_of(row), case


def happen(by: Actor, now: datetime, proposal: int, happened: Happening, said: Said = NOTHING_SAID) -> MatchProposal:
    """Record the event, how far it brings the match, and who is told what from now on. Raises: RuleBroken."""
    row, match, case = held(proposal)
    today, planned = clock.day_of(now), plan_of(proposal)
    before, gathered = progress_of(row, match), gather_of(row, today=today)
    after = go_on(before, happened, _circumstances(row, gathered, said, planned))
    if isinstance(after, Refusal):
        raise RuleBroken(after.code, **after.params)
    if happened.event in ASKS_ANEW or row.state != after.state:
        row.respond_by = _respond_by(after, terms_of(gathered.programme.id), today)
    on = happened.on or today
    _write(row, match, after, on, today)
    _append(row, happened, said, now)
    seat(case, row, after, gathered, now)
    tell_plan_of_match(
        case.code,
        before,
        after,
        by=by,
        now=now,
        on=on,
        confirmed_on=match.started_on if match else today,
        has_arrived=gathered.waiting[case.code].has_arrived,
        other_ended_on=other_ended_on(row),
    )
    verb = f"match.{happened.event.value}"
    note(verb, case_code=case.code, municipality=case.municipality, proposal=row.pk, group=row.group_id)
    tell_of_match(row, by=by, now=now)
    if happened.event is MatchEvent.CONFIRM:
        tell_of_match_made(row, by=by, now=now)
    return row


def _respond_by(after: Progress, terms: ProgrammeTerms, from_on: date) -> date | None:
    """Whoever is asked now has the programme's days to answer; None: nobody is."""
    is_asked = after.state in WITH_A_DEADLINE
    return all_versions().calendar.step(from_on, terms.response_days) if is_asked else None


def _circumstances(row: MatchProposal, gathered: MatchGathered, said: Said, planned: IntroPlan | None) -> Circumstances:
    """What the guards ask, as it is in this transaction."""
    code, group = row.case.code or "", GroupId(row.group_id)
    one = gathered.waiting.get(code)
    if one is None:
        raise NotFound("no_such_match")
    asked = modules_before_match()
    return Circumstances(
        do_rules_hold=gathered.fit(code, group).is_decidable,
        has_sharing_choices=said_what_they_share(one.choosing),
        n_trained=sum(asked <= each.modules for each in gathered.groups[group].members),
        least_trained=gathered.criteria.limits.trained_members,
        has_arrived=one.has_arrived,
        had_final_review=said.had_final_review,
        has_question=has_question(row.pk),
        has_introduction=planned is not None,
        is_introduction_to_come=planned is not None and planned.meets_on > gathered.today,
        days=days_of(row, planned, today=gathered.today),
    )


def _write(row: MatchProposal, match: Match | None, after: Progress, on: date, today: date) -> None:
    """How far the match is, by what happened `on` that day; no match ends before the day from which it counts."""
    row.state = after.state
    row.did_newcomer_confirm, row.did_group_confirm = after.did_newcomer_confirm, after.did_group_confirm
    row.save()
    if after.stage is None:
        return
    found = match or Match(proposal=row, case_id=row.case_id, group_id=row.group_id, started_on=today)
    found.stage, found.held_from, found.end = after.stage, after.held_from or "", after.end or ""
    found.ended_on = max(on, found.started_on) if after.stage is MatchStage.ENDED else None
    found.save()


def _append(row: MatchProposal, happened: Happening, said: Said, now: datetime) -> None:
    given = asdict(said.given) if said.given else {}
    MatchAnswer.rows.create(
        proposal=row,
        event=happened.event,
        because=happened.reason or "",
        text=said.text.strip(),
        by_id=happened.by or None,
        at=now,
        **{name: given[name] for name in ("language", "interpreting", "how", "said_on") if name in given},
    )


def seat(case: CaseRef, row: MatchProposal, after: Progress, gathered: MatchGathered, now: datetime) -> None:
    """The group's people are in the team as far as the match is now; of another proposal of the case nobody is."""
    today = clock.day_of(now)
    level = disclosure(after, today=today, arrives_on=None, is_address_withheld=True, is_admitted=True).level
    is_chosen = MatchProposal.rows.filter(case=case.id, state__in=CHOSEN_STATES).exclude(pk=row.pk).exists()
    has_other = Match.rows.filter(case=case.id, ended_on__isnull=True).exclude(proposal=row).exists()
    if level is Disclosure.NOTHING and (is_chosen or has_other):
        return  # another group of this household sits there
    terms, group = gathered.programme, GroupId(row.group_id)
    members = seats_of(group, today=today)
    seats = [SponsorSeat(each.person, each.organisation, TeamRole.SPONSOR, each.until_on) for each in members]
    last = max((each.until_on for each in members), default=None)
    leading = people_with({Role.SPONSOR_COORDINATOR}, terms.municipality, today=today, organisation=terms.organisation)
    seats += [SponsorSeat(each, terms.organisation, TeamRole.SPONSOR_COORDINATOR, last) for each in sorted(leading)]
    seat_group(case.id, seats, level, now=now)
