"""Proposed matches that wait for the actor: to look at twice, to ask on, to answer. At most 12 queries.

Each of their groups that is asked takes some more: whether they may be told today.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation
from hervest.journey.access_queries import visible_to
from hervest.journey.queries import households
from hervest.journey.staffing_queries import my_teams, with_own_login
from hervest.placement.match_models import Introduction, MatchProposal
from hervest.placement.match_question_queries import with_a_question
from hervest.placement.match_state_vocabulary import MatchState, MatchWaits
from hervest.sponsorship.facts_queries import can_answer, groups_led_by, seats_of
from hervest.sponsorship.vocabulary import GroupId


@dataclass(frozen=True, slots=True)
class WaitingMatch:
    """One of them. `code`: empty for who is told of the group alone; `group`: empty for the group itself.

    `respond_by`: the last day to answer, while no question waits. `meets_on`: the day on which both meet.
    """

    proposal: int
    waits: MatchWaits
    code: str
    group: str
    respond_by: date | None
    group_id: GroupId
    meets_on: date | None = None

    @property
    def page(self) -> str:
        """The name of the page on which it goes on."""
        return PAGES[self.waits]


PAGES = {
    MatchWaits.CHECK: "check_match",
    MatchWaits.QUESTION: "reply_to_household",
    MatchWaits.GROUP_QUESTION: "reply_to_group",
    MatchWaits.YOUR_ANSWER: "answer_for_household",
    MatchWaits.YOUR_MEETING: "answer_for_household",
    MatchWaits.GROUP_MEETING: "answer_for_group",
    MatchWaits.HOUSEHOLD_ANSWER: "answer_for_household",
    MatchWaits.GROUP_ANSWER: "answer_for_group",
    MatchWaits.ASK_HOUSEHOLD: "match",
    MatchWaits.ASK_GROUP: "match",
    MatchWaits.PLAN_INTRO: "plan_introduction",
    MatchWaits.INTRODUCE: "go_on_with_match",
    MatchWaits.CONFIRM: "go_on_with_match",
}
"""Where each of them is done."""

NEXT = {
    MatchState.CHECKED: MatchWaits.ASK_HOUSEHOLD,
    MatchState.NEWCOMER_YES: MatchWaits.ASK_GROUP,
    MatchState.GROUP_YES: MatchWaits.PLAN_INTRO,
    MatchState.INTRO_HELD: MatchWaits.CONFIRM,
}
"""What whoever makes the match does next."""

NEWEST_DAY = Introduction.rows.filter(proposal=OuterRef("pk")).order_by("-pk").values("meets_on")[:1]
"""The day on which they meet, of the plan that holds."""

BOTH_SAID_YES = ~Q(state=MatchState.INTRO_HELD) | Q(did_newcomer_confirm=True, did_group_confirm=True)


def matches_waiting(actor: Actor, *, today: date) -> tuple[WaitingMatch, ...]:
    """What waits for the actor, oldest first: nothing of a household that is not theirs, nor before they are asked."""
    makes, speaks = (policy.holds(actor, one) for one in (Permission.MATCH_PROPOSE, Permission.MATCH_ANSWER_NEWCOMER))
    found: list[WaitingMatch] = []
    if policy.holds(actor, Permission.MATCH_CHECK):
        drafts = _reached(actor, Permission.MATCH_CHECK, today).filter(state=MatchState.DRAFT)
        found += [_waiting(row, MatchWaits.CHECK) for row in drafts.exclude(proposer=actor.person)]
    if makes:
        reached = _reached(actor, Permission.MATCH_PROPOSE, today)
        found += [_waiting(row, NEXT[MatchState(row.state)]) for row in _going(reached)]
        found += [_waiting(row, MatchWaits.INTRODUCE) for row in to_introduce(reached, today)]
        of_group = with_a_question(reached, MatchState.OFFERED_GROUP)
        found += [_waiting(row, MatchWaits.GROUP_QUESTION) for row in of_group]
        theirs = MatchProposal.rows.filter(_of_household(actor, Permission.MATCH_PROPOSE, today))
        asked = with_a_question(theirs.select_related("case", "group"), MatchState.OFFERED_NEWCOMER)
        found += [_waiting(row, MatchWaits.QUESTION) for row in asked]
        found += _unheard(actor, today)
    if speaks and not makes:
        theirs = _reached(actor, Permission.MATCH_ANSWER_NEWCOMER, today)
        mine = set(my_teams(actor, today).having(Relation.SELF))
        waits = {True: MatchWaits.YOUR_ANSWER, False: MatchWaits.HOUSEHOLD_ANSWER}
        found += [_waiting(row, waits[row.case_id in mine]) for row in _asked(theirs, by_household=True)]
        found += _meetings(theirs.filter(case__in=mine), MatchWaits.YOUR_MEETING, today)
    if policy.holds(actor, Permission.MATCH_ANSWER_GROUP) and not makes:
        led = MatchProposal.rows.filter(group__in=groups_led_by(actor.person, today=today))
        of_mine = led.select_related("case", "group")
        answers = [_waiting(row, MatchWaits.GROUP_ANSWER) for row in _asked(of_mine, by_household=False)]
        both = [*answers, *_meetings(of_mine, MatchWaits.GROUP_MEETING, today)]
        found += [replace(each, code="") for each in both if _is_admitted(actor, each, today)]
    return tuple(sorted(_with_days(found), key=lambda row: row.proposal))


def _with_days(rows: list[WaitingMatch]) -> list[WaitingMatch]:
    """The same, without a last day where a question waits for an answer: nobody is late then. At most 1 query."""
    dated = MatchProposal.rows.filter(pk__in=[row.proposal for row in rows if row.respond_by is not None])
    asks = set(with_a_question(dated).values_list("pk", flat=True)) if rows else set()
    return [replace(row, respond_by=None) if row.proposal in asks else row for row in rows]


def _unheard(actor: Actor, today: date) -> list[WaitingMatch]:
    """Those whose household or group is asked, and nobody of it reads here that it is: who makes the match hears it.

    Not while what they asked first waits for an answer.
    """
    found = list[WaitingMatch]()
    asks = with_a_question(MatchProposal.rows.all()).values("pk")
    if policy.holds(actor, Permission.MATCH_ANSWER_NEWCOMER):
        theirs = _asked(_reached(actor, Permission.MATCH_ANSWER_NEWCOMER, today), by_household=True)
        alone = theirs.exclude(case__in=with_own_login(today)).exclude(pk__in=asks)
        found += [_waiting(row, MatchWaits.HOUSEHOLD_ANSWER) for row in alone]
    if policy.holds(actor, Permission.MATCH_ANSWER_GROUP):
        asked = _asked(_reached(actor, Permission.MATCH_ANSWER_GROUP, today), by_household=False).exclude(pk__in=asks)
        found += [
            _waiting(row, MatchWaits.GROUP_ANSWER)
            for row in asked
            if not can_answer(GroupId(row.group_id), today=today)
        ]
    return found


def _going(rows: QuerySet[MatchProposal]) -> QuerySet[MatchProposal]:
    """Those that whoever makes the match brings a step on; of which an introduction is planned only from its day on."""
    return rows.filter(BOTH_SAID_YES, state__in=NEXT).exclude(state=MatchState.GROUP_YES, introductions__isnull=False)


def to_introduce(rows: QuerySet[MatchProposal], today: date) -> QuerySet[MatchProposal]:
    """Those of which both said yes, and who meet today or met before."""
    planned = rows.filter(state=MatchState.GROUP_YES).annotate(meets_on=Subquery(NEWEST_DAY))
    return planned.filter(meets_on__lte=today)


def _meetings(rows: QuerySet[MatchProposal], waits: MatchWaits, today: date) -> list[WaitingMatch]:
    """Those of which both said yes, and who are to meet, with the day."""
    planned = rows.filter(state=MatchState.GROUP_YES).annotate(meets_on=Subquery(NEWEST_DAY))
    found = planned.filter(meets_on__gte=today)
    return [replace(_waiting(row, waits), respond_by=None, meets_on=row.meets_on) for row in found]


def _is_admitted(actor: Actor, row: WaitingMatch, today: date) -> bool:
    """Whether the actor may be told today that their group is asked (MATCH-H2)."""
    return actor.person in {seat.person for seat in seats_of(row.group_id, today=today)}


def _reached(actor: Actor, permission: Permission, today: date) -> QuerySet[MatchProposal]:
    """Proposals on which the actor has the permission through the case, or as who runs the programme."""
    reach = policy.reach(actor, permission)
    through = _of_household(actor, permission, today)
    for organisation, place in sorted(reach.organisations):
        through |= Q(group__programme__organisation=organisation, group__programme__municipality=place)
    return MatchProposal.rows.filter(through).select_related("case", "group")


def _of_household(actor: Actor, permission: Permission, today: date) -> Q:
    """Through the case, and not as who runs the programme."""
    return Q(case__in=households().filter(visible_to(actor, permission, today=today), closed_on__isnull=True))


def _asked(rows: QuerySet[MatchProposal], *, by_household: bool) -> QuerySet[MatchProposal]:
    """Those that wait for an answer of this side."""
    first = MatchState.OFFERED_NEWCOMER if by_household else MatchState.OFFERED_GROUP
    unsaid = Q(did_newcomer_confirm=False) if by_household else Q(did_group_confirm=False)
    return rows.filter(Q(state=first) | (Q(state=MatchState.INTRO_HELD) & unsaid))


def _waiting(row: MatchProposal, waits: MatchWaits) -> WaitingMatch:
    group = GroupId(row.group_id)
    return WaitingMatch(row.pk, waits, row.case.code or "", row.group.name, row.respond_by, group)
