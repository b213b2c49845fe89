"""A proposed match as who makes it and who looks twice see it: how far it is, what happened, how they are to meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.households.choice_queries import said_what_they_share
from hervest.households.queries import names
from hervest.journey import queries as journey
from hervest.journey.staffing_queries import logins_in
from hervest.placement.match_ending_queries import stands
from hervest.placement.match_explain_rules import Told, for_group, for_newcomer, without_needs
from hervest.placement.match_intro_queries import NOT_PLANNED, IntroShown
from hervest.placement.match_judged_queries import MEETING, Judged, can_happen, is_inner, judged, note_looked_at
from hervest.placement.match_models import CHOSEN_STATES, MatchAnswer, MatchProposal
from hervest.placement.match_question_queries import GROUP_TALKED, has_question
from hervest.placement.match_state_rules import BEFORE_ASKING, HELPING, LEVELS
from hervest.placement.match_state_vocabulary import (
    CLOSED_MATCH_STATES,
    GroupNo,
    IntroPlan,
    MatchEnd,
    MatchEvent,
    MatchStage,
    MatchState,
)
from hervest.sponsorship.facts_queries import GroupWords, group_words
from hervest.sponsorship.vocabulary import GroupId

GROUP_WORDS = frozenset({MatchEvent.GROUP_YES, MatchEvent.GROUP_NO, MatchEvent.GROUP_CONFIRMS, *GROUP_TALKED})
"""What a group says and is told: no more of the household stands in it than the group may know."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """Something that happened. `text`, `language`, `interpreting`: None for who is not told the household's words."""

    event: MatchEvent
    by: str
    at: datetime
    because: GroupNo | None
    text: str | None
    language: str | None
    interpreting: Interpreting | None

    @property
    def verb(self) -> str:
        """What happened, as the log says it."""
        return f"match.{self.event}"


@dataclass(frozen=True, slots=True)
class MatchView:
    """A proposed match for who makes it. `can_happen`: the events that the state lets happen now.

    `stands`: names all that happened to it, for who acts on what they read.

    `may_compare`: the page of the pair is theirs; who only coordinates groups has it while the household wants one.
    """

    id: int
    code: str
    heads: tuple[str, ...]
    group: GroupId
    words: GroupWords
    state: MatchState
    stage: MatchStage | None
    end: MatchEnd | None
    respond_by: date | None
    reason: str
    proposer: str
    is_mine: bool
    at: datetime
    did_newcomer_confirm: bool
    did_group_confirm: bool
    can_happen: frozenset[MatchEvent]
    history: tuple[AnswerRow, ...]
    holds: bool
    to_newcomer: Told
    to_group: Told
    may_propose: bool
    may_compare: bool
    may_check: bool
    may_answer_newcomer: bool
    may_answer_group: bool
    may_confirm: bool
    has_case_page: bool
    has_question: bool
    introduction: IntroShown | None
    lacks_sharing: bool
    stands: str

    @property
    def group_asks(self) -> bool:
        """The group asked something first and waits for an answer; the household did, while it is asked."""
        return self.has_question and self.state is MatchState.OFFERED_GROUP

    def can_be_recorded(self, today: date) -> frozenset[MatchEvent]:
        """The events that can happen today: nobody met before the day they meet, nor is half a yes confirmed."""
        has_met = self.introduction is not None and not self.introduction.is_to_come(today)
        too_early = set[MatchEvent]() if has_met else {MatchEvent.HOLD_INTRO}
        if not (self.did_newcomer_confirm and self.did_group_confirm):
            too_early.add(MatchEvent.CONFIRM)
        return self.can_happen - too_early

    @property
    def plans_introduction(self) -> bool:
        """Both said yes, and are to meet."""
        return self.may_confirm and MatchEvent.PLAN_INTRO in self.can_happen

    @property
    def is_closed(self) -> bool:
        """Nothing more is asked of anybody."""
        return self.state in CLOSED_MATCH_STATES or self.stage is MatchStage.ENDED

    @property
    def was_asked(self) -> bool:
        """Somebody outside was asked, and would notice that nothing is asked any more."""
        return self.state not in BEFORE_ASKING and self.stage is None and not self.is_closed

    @property
    def newcomer_said_yes(self) -> bool:
        """The household wants this group."""
        return self.state in CHOSEN_STATES

    def meets_still(self, today: date) -> bool:
        """A day is planned on which they meet, today or later, and they have not met."""
        planned = self.introduction if self.state is MatchState.GROUP_YES else None
        return planned is not None and planned.plan.meets_on >= today

    @property
    def group_is_told(self) -> bool:
        """The group is shown something now."""
        return self.state in LEVELS and (self.stage is None or self.stage in HELPING)


@dataclass(frozen=True, slots=True)
class IntroPage:
    """What whoever plans an introduction chooses from: `people` who may join, by name or by number."""

    view: MatchView
    people: Mapping[MemberNo, str]

    @property
    def planned(self) -> tuple[IntroPlan | None, int]:
        """What is planned now, and which version of it."""
        introduction = self.view.introduction
        return (introduction.plan, introduction.version) if introduction else (None, NOT_PLANNED)


def match_view(actor: Actor, proposal: int, permission: Permission, *, today: date, now: datetime) -> MatchView:
    """A proposed match with all that happened. Raises: NotFound for who may not do `permission` to it."""
    return _view(actor, judged(actor, proposal, permission, today=today, now=now), today=today)


def _view(actor: Actor, found: Judged, *, today: date) -> MatchView:
    row, fit, progress = found.row, found.fit(), found.progress
    note_looked_at(actor, found)
    inner, asks = is_inner(actor, found), has_question(row.pk)

    def may(other: Permission) -> bool:
        return policy.can(actor, other, found.subject)

    return MatchView(
        id=row.pk,
        code=found.code,
        heads=names(actor, [found.code], today=today).heads.get(found.code, ()),
        group=found.group,
        words=group_words([found.group])[found.group],
        state=progress.state,
        stage=progress.stage,
        end=progress.end,
        respond_by=None if asks else row.respond_by,
        reason=row.reason if inner or row.proposer_id == actor.person else "",
        proposer=row.proposer.name,
        is_mine=row.proposer_id == actor.person,
        at=row.at,
        did_newcomer_confirm=progress.did_newcomer_confirm,
        did_group_confirm=progress.did_group_confirm,
        can_happen=can_happen(progress),
        history=history_of(actor, row, is_inner=inner),
        holds=fit.is_decidable,
        to_newcomer=for_newcomer(fit if inner else without_needs(fit)),
        to_group=for_group(fit),
        may_propose=may(Permission.MATCH_PROPOSE),
        may_compare=may(Permission.MATCH_PROPOSE) and (inner or found.one.wants_a_group),
        may_check=may(Permission.MATCH_CHECK),
        may_answer_newcomer=may(Permission.MATCH_ANSWER_NEWCOMER),
        may_answer_group=may(Permission.MATCH_ANSWER_GROUP),
        may_confirm=may(Permission.MATCH_CONFIRM),
        has_case_page=journey.may(actor, found.code, Permission.CASE_READ, today=today),
        has_question=(inner or progress.state is MatchState.OFFERED_GROUP) and asks,
        introduction=found.introduction(found.called(is_told=inner)),
        lacks_sharing=progress.state in MEETING and not said_what_they_share(found.one.choosing),
        stands=stands(row, today=today),
    )


def intro_page(actor: Actor, proposal: int, *, today: date, now: datetime) -> IntroPage:
    """A match of which the introduction is planned. Raises: NotFound for who does not confirm matches."""
    found = judged(actor, proposal, Permission.MATCH_CONFIRM, today=today, now=now)
    return IntroPage(_view(actor, found, today=today), found.called(is_told=is_inner(actor, found)))


def history_of(actor: Actor, row: MatchProposal, *, is_inner: bool) -> tuple[AnswerRow, ...]:
    """Everything that happened, newest first; words about the household only for who works on its case.

    What a group says is for who coordinates it too, and everybody reads their own words. Who of the household said
    something with their own login is named to who works on its case and to nobody else (sponsorship.md, 6.5).
    """
    household = frozenset[PersonId]() if is_inner else frozenset(logins_in(row.case_id))
    rows = MatchAnswer.rows.filter(proposal=row).select_related("by").order_by("-pk")
    return tuple(
        AnswerRow(
            event=MatchEvent(each.event),
            by=each.by.name if each.by and each.by_id not in household else "",
            at=each.at,
            because=GroupNo(each.because) if each.because else None,
            text=each.text if is_inner or each.event in GROUP_WORDS or each.by_id == actor.person else None,
            language=each.language or None if is_inner else None,
            interpreting=Interpreting(each.interpreting) if is_inner and each.interpreting else None,
        )
        for each in rows
    )
