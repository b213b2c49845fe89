"""Everything that happens to a proposed match: each act by who may do it, all of them through one table of states."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import IntegrityError, transaction

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.households.choice_actions import choose_participation, choose_sharing, chooser
from hervest.households.choice_queries import chosen_by
from hervest.households.choice_rules import Given, choice_mark, is_less
from hervest.households.vocabulary import Participation, ShareItem, ShareWith
from hervest.journey.access_queries import case_subject
from hervest.journey.queries import CaseRef
from hervest.placement.actions import person_of
from hervest.placement.match_access_queries import match_of, pair_subject, progress_of, proposal_row, proposal_subject
from hervest.placement.match_ending_queries import stands
from hervest.placement.match_event_actions import NOBODY, Said, happen, held, hold, hold_all, seat
from hervest.placement.match_gather_queries import MatchGathered, gather_of, gather_pair
from hervest.placement.match_intro_queries import NOT_PLANNED
from hervest.placement.match_models import CHOSEN_STATES, OPEN_STATES, Introduction, Match, MatchProposal
from hervest.placement.match_notice_actions import tell_of_match
from hervest.placement.match_plan_actions import TELLS_THE_PLAN
from hervest.placement.match_question_queries import household_subject
from hervest.placement.match_run_queries import is_run_choice, newest_run
from hervest.placement.match_state_rules import AFTER_CONFIRMING, Happening
from hervest.placement.match_state_vocabulary import NEWCOMER_SAYS, GroupNo, IntroPlan, MatchEnd, MatchEvent, MatchState
from hervest.placement.transfer_going_queries import accepted_elsewhere
from hervest.sponsorship.facts_queries import introduction_within
from hervest.sponsorship.vocabulary import GroupId

NOTHING_SHARED: Mapping[ShareItem, bool] = MappingProxyType({})
ASKING = frozenset({MatchEvent.OFFER_NEWCOMER, MatchEvent.OFFER_GROUP, MatchEvent.WITHDRAW})
GROUP_SAYS = frozenset({MatchEvent.GROUP_TALK, MatchEvent.GROUP_YES, MatchEvent.GROUP_NO, MatchEvent.GROUP_CONFIRMS})
GOING_ON = AFTER_CONFIRMING | {MatchEvent.HOLD_INTRO, MatchEvent.CONFIRM}
"""Which events each act may record: who asks, who answers, and who confirms are never the same word."""


@action(Permission.MATCH_PROPOSE, on=pair_subject)
def propose_match(*, by: Actor, now: datetime, case: str, group: GroupId, reason: str = "") -> int:
    """The group is proposed for the household; a second person looks at it before anybody is asked.

    Raises: Conflict if the group or the household is spoken for; RuleBroken if a hard rule is broken or a fact that
    one needs is unknown, or without a reason where the newest run proposes otherwise.
    """
    person, today = person_of(by), clock.day_of(now)
    row = hold(case, group)
    gathered = gather_pair(case, group, today=today)
    _must_be_free(gathered, row, group)
    if not gathered.fit(case, group).is_decidable:
        raise RuleBroken("match_cannot_be_proposed")
    run = newest_run(gathered.programme.id)
    if not reason.strip() and not is_run_choice(run, row.id, group):
        raise RuleBroken("reason_needed", field="reason")
    proposal = MatchProposal(
        case_id=row.id,
        group_id=group,
        run=run,
        proposer_id=person,
        at=now,
        reason=reason.strip(),
        criteria_version=gathered.criteria.version,
        state=MatchState.DRAFT,
    )
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError as taken:  # two proposed it in the same instant: the table lets one in
        raise Conflict("group_already_proposed") from taken
    note("match.proposed", case_code=case, municipality=row.municipality, proposal=proposal.pk, group=group)
    tell_of_match(proposal, by=by, now=now)
    return proposal.pk


def _must_be_free(gathered: MatchGathered, row: CaseRef, group: GroupId) -> None:
    """Neither the group nor the household is promised to somebody. Raises: NotFound, Conflict."""
    if row.code not in gathered.waiting or group not in gathered.groups:
        raise NotFound("no_such_group")
    if accepted_elsewhere([row.code]):
        raise Conflict("case_goes_elsewhere")
    if group in gathered.busy or group in gathered.matched:
        raise Conflict("group_already_proposed")
    is_matched = Match.rows.filter(case=row.id, ended_on__isnull=True).exists()
    if is_matched or MatchProposal.rows.filter(case=row.id, state__in=CHOSEN_STATES).exists():
        raise Conflict("household_has_a_group")


@action(Permission.MATCH_CHECK, on=proposal_subject)
def check_match(*, by: Actor, now: datetime, proposal: int, is_right: bool = True, text: str = "") -> None:
    """A second person found nothing against it, or took it off the table with a reason before anybody was asked.

    Raises: RuleBroken for who proposed it, at the wrong moment, or without a reason against it.
    """
    person, row = person_of(by), proposal_row(proposal)
    if row.proposer_id == person:
        raise RuleBroken("match_own_check")
    if not is_right and not text.strip():
        raise RuleBroken("reason_needed", field="text")
    if row.state != MatchState.DRAFT:
        raise RuleBroken("match_wrong_moment", state=row.state)
    event = MatchEvent.CHECK if is_right else MatchEvent.WITHDRAW
    happen(by, now, proposal, Happening(event, person), Said(text))


@action(Permission.MATCH_PROPOSE, on=proposal_subject)
def ask_on(
    *, by: Actor, now: datetime, proposal: int, event: MatchEvent, text: str = "", seen: str | None = None
) -> None:
    """The household is asked, or after its yes the group; or nobody is asked any more.

    Raises: RuleBroken at the wrong moment, or if a rule does not hold any more; Conflict if something happened to it
    since it stood as `seen` (`match_ending_queries.stands`).
    """
    _must_be(event, ASKING)
    _must_stand_as(seen, now, proposal)
    happen(by, now, proposal, Happening(event, person_of(by)), Said(text))


@action(Permission.MATCH_ANSWER_NEWCOMER, on=proposal_subject, runs=TELLS_THE_PLAN)
def answer_for_newcomer(
    *, by: Actor, now: datetime, proposal: int, event: MatchEvent, given: Given, text: str = ""
) -> None:
    """What the household says, in which language and how; its no needs no reason and ends a match at once.

    A yes to one group takes the others that it was asked about off the table. Raises: RuleBroken at the wrong moment,
    on a day to come, or before what it answers (`match_state_rules.wrong_day`).
    """
    _must_be(event, NEWCOMER_SAYS)
    if event is MatchEvent.NEWCOMER_YES:
        asked = proposal_row(proposal)
        hold_all(asked.case.code or "", asked.group_id)
    row = happen(by, now, proposal, Happening(event, person_of(by), on=given.said_on), Said(text, given))
    if event is MatchEvent.NEWCOMER_YES:
        others = MatchProposal.rows.filter(case_id=row.case_id, state__in=OPEN_STATES).exclude(pk=row.pk)
        for other in others.order_by("pk"):
            happen(by, now, other.pk, Happening(MatchEvent.WITHDRAW, person_of(by)))


@action(Permission.MATCH_PROPOSE, on=household_subject)
def reply_to_household(*, by: Actor, now: datetime, proposal: int, text: str) -> None:
    """The household has an answer to what it asked, and from then on the programme's days to answer in its turn.

    Raises: RuleBroken without a text, or if nothing was asked.
    """
    if not text.strip():
        raise RuleBroken("reason_needed", field="text")
    happen(by, now, proposal, Happening(MatchEvent.REPLY, person_of(by)), Said(text))


@action(Permission.MATCH_PROPOSE, on=proposal_subject)
def reply_to_group(*, by: Actor, now: datetime, proposal: int, text: str) -> None:
    """The group has an answer to what it asked, and from then on the programme's days to answer in its turn.

    Raises: RuleBroken without a text, or if nothing was asked.
    """
    if not text.strip():
        raise RuleBroken("reason_needed", field="text")
    happen(by, now, proposal, Happening(MatchEvent.REPLY_GROUP, person_of(by)), Said(text))


@action(Permission.MATCH_ANSWER_GROUP, on=proposal_subject)
def answer_for_group(
    *, by: Actor, now: datetime, proposal: int, event: MatchEvent, because: GroupNo | None = None, text: str = ""
) -> None:
    """What the group says or asks; a no has a reason of the list, and takes back at once what the group was shown.

    Raises: RuleBroken at the wrong moment or for a no without its reason.
    """
    _must_be(event, GROUP_SAYS)
    happen(by, now, proposal, Happening(event, person_of(by), reason=because), Said(text))


@action(Permission.MATCH_CONFIRM, on=proposal_subject)
def plan_introduction(*, by: Actor, now: datetime, proposal: int, plan: IntroPlan, seen: int = NOT_PLANNED) -> None:
    """Household and group meet so, and the group learns the first names of who joins; also when they have met already.

    An earlier plan stays in the record and counts no more. Raises: RuleBroken unless both said yes, for a day before
    the group was proposed or far ahead, or if nobody joins who chooses alone; Conflict if what is planned is no longer
    what was `seen`.
    """
    row, _, _ = held(proposal)
    newest = Introduction.rows.filter(proposal=row).order_by("-pk").values_list("pk", flat=True).first()
    if seen != (newest or NOT_PLANNED):
        raise Conflict("introduction_changed_meanwhile")
    today = clock.day_of(now)
    first, last = clock.day_of(row.at), today + timedelta(days=introduction_within())
    if not first <= plan.meets_on <= last:
        raise RuleBroken("match_intro_day", field="meets_on", first=first, last=last)
    one = gather_of(row, today=today).waiting.get(row.case.code or "")
    if one is None or not plan.joins or not plan.joins <= set(one.choosing.participation):
        raise RuleBroken("match_nobody_joins", field="joins")
    planned = asdict(plan) | {"joins": sorted(plan.joins), "directions": plan.directions.strip()}
    Introduction.rows.create(proposal=row, by_id=person_of(by), at=now, **planned)
    happen(by, now, proposal, Happening(MatchEvent.PLAN_INTRO, person_of(by)))


@action(Permission.MATCH_CONFIRM, on=proposal_subject, runs=TELLS_THE_PLAN)
def go_on_with_match(
    *,
    by: Actor,
    now: datetime,
    proposal: int,
    event: MatchEvent,
    end: MatchEnd | None = None,
    had_final_review: bool = False,
    text: str = "",
    seen: str | None = None,
) -> None:
    """The introduction was held, the match is confirmed, begins, is held, goes on or ends; the team follows at once.

    Raises: RuleBroken as the rules of states say; Conflict if something happened to it since it stood as `seen`, or
    its end means something else for the plan (`match_ending_queries.stands`). `end` and `had_final_review` count for
    an end alone.
    """
    _must_be(event, GOING_ON)
    if event is not MatchEvent.END:
        end, had_final_review = None, False
    _must_stand_as(seen, now, proposal, end=end)
    said = Said(text, had_final_review=had_final_review)
    happen(by, now, proposal, Happening(event, person_of(by), end=end), said)


@action(Permission.MATCH_PROPOSE, on=proposal_subject)
def expire_match(*, by: Actor, now: datetime, proposal: int) -> None:
    """Nobody answered in time: nothing is asked any more, and nothing that was shown is seen any more.

    Raises: RuleBroken while there is time to answer, also when somebody else was asked meanwhile, and while the
    household waits for an answer to its question.
    """
    row, _, _ = held(proposal)
    if row.respond_by is None or row.respond_by >= clock.day_of(now):
        raise RuleBroken("match_wrong_moment", state=row.state)
    happen(by, now, proposal, Happening(MatchEvent.EXPIRE, NOBODY))


@action(Permission.MATCH_CONFIRM, on=proposal_subject, runs=TELLS_THE_PLAN)
def follow_arrival(*, by: Actor, now: datetime, proposal: int) -> None:
    """The household arrived, and the match is as far. Raises: RuleBroken if it did not, or the match is elsewhere."""
    happen(by, now, proposal, Happening(MatchEvent.ARRIVE, NOBODY))


@action(Permission.MATCH_CONFIRM, on=proposal_subject)
def seat_again(*, by: Actor, now: datetime, proposal: int) -> None:
    """Who is in the group and admitted today is in the team as far as the match is, and nobody else of a group."""
    row, match, case = held(proposal)
    seat(case, row, progress_of(row, match), gather_of(row, today=clock.day_of(now)), now)


@action(Permission.WISH_RECORD, on=case_subject, runs=(choose_participation, choose_sharing, *TELLS_THE_PLAN))
def choose_about_group(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo,
    answer: Participation,
    given: Given,
    shares: Mapping[ShareItem, bool] = NOTHING_SHARED,
    seen: str = "",
) -> bool:
    """The person wants a group, does not, or will say later, and what a group may see of them.

    But for a yes, what is asked or goes on ends at once. Gives whether all of it stands: if they chose otherwise since
    it stood as `seen` (`choice_rules.choice_mark`), only what asks for less counts, and that at once: no conflict holds
    up a no, and none is taken back unseen. Raises: as `choose_participation`.
    """
    _, _, household = chooser(by, now, case, member, given)
    was, shared = chosen_by(household.pk, member)
    asks_more = {item for item, may_see in shares.items() if may_see and not shared.get(item)}
    is_waiting = bool(seen) and seen != choice_mark(was, shared)
    says = answer if not is_waiting or is_less(answer, was) else None
    if says is not None:
        choose_participation(by=by, now=now, case=case, member=member, answer=says, given=given)
    for item, may_see in shares.items():
        if is_waiting and may_see:
            continue
        choose_sharing(
            by=by,
            now=now,
            case=case,
            member=member,
            item=item,
            recipient=ShareWith.SPONSOR_GROUP,
            may_see=may_see,
            given=given,
        )
    if says is not None and says is not Participation.YES:
        _end_for_a_no(case, by=by, now=now, given=given)
    return not is_waiting or not (asks_more or (says is None and answer is not was))


def _end_for_a_no(case: str, *, by: Actor, now: datetime, given: Given) -> None:
    """What is asked or goes on ends at once, and whoever was shown the household sees nothing of it any more."""
    for row in hold_all(case):
        progress = progress_of(row, match_of(row))
        is_asked = progress.stage is not None or progress.state not in {MatchState.DRAFT, MatchState.CHECKED}
        event = MatchEvent.NEWCOMER_NO if is_asked else MatchEvent.WITHDRAW
        happen(by, now, row.pk, Happening(event, person_of(by)), Said(given=given if is_asked else None))


def end_for_closing(case: str, *, by: Actor, now: datetime, closer: PersonId | None) -> None:
    """Nothing is asked any more and no group is in the team of a case that `closer` closes; its end stands in the plan.

    Holds: within the action that closes it.
    """
    for row in hold_all(case):
        is_match = match_of(row) is not None
        happened = Happening(
            MatchEvent.END if is_match else MatchEvent.WITHDRAW,
            closer or NOBODY,
            end=MatchEnd.ENDED_EARLY_NEUTRAL if is_match else None,
        )
        happen(by, now, row.pk, happened)


def withdraw_asked(case: str, *, by: Actor, now: datetime, closer: PersonId | None) -> None:
    """Nothing is asked any more of a household that goes elsewhere; a group that it has stays until it goes.

    Holds: within the action that lets it go.
    """
    for row in hold_all(case):
        if match_of(row) is None:
            happen(by, now, row.pk, Happening(MatchEvent.WITHDRAW, closer or NOBODY))


def _must_stand_as(seen: str | None, now: datetime, proposal: int, *, end: MatchEnd | None = None) -> None:
    """Go on only if it stands as it was read; from here on it is held. Raises: Conflict."""
    row, _, _ = held(proposal)
    if seen is not None and seen != stands(row, end=end, today=clock.day_of(now)):
        raise Conflict("match_changed_meanwhile")


def _must_be(event: MatchEvent, allowed: Iterable[MatchEvent]) -> None:
    if event not in allowed:
        raise RuleBroken("match_wrong_moment", state="")
