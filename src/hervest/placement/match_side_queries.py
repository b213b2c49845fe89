"""A proposed match as each side sees it: the matcher, the second pair of eyes, the household, the group."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation, Shown, Subject
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo, Tier
from hervest.households.choice_queries import numbers_of_households, said_what_they_share
from hervest.households.choice_rules import may_be_seen
from hervest.households.queries import names
from hervest.households.vocabulary import Interpreting, ShareItem, ShareWith
from hervest.housing.queries import addresses
from hervest.journey import queries as journey
from hervest.journey.vocabulary import Disclosure, TeamRole
from hervest.placement import match_card_rules
from hervest.placement.gather_queries import home_of
from hervest.placement.match_access_queries import match_of, progress_of, proposal_row, proposal_subject
from hervest.placement.match_card_rules import NOTHING, GroupCard
from hervest.placement.match_explain_rules import Told, for_group, for_newcomer, without_needs
from hervest.placement.match_gather_queries import NOBODY, MatchGathered, Waiting, gather_of
from hervest.placement.match_intro_queries import NOT_PLANNED, IntroShown, introduction_of, plan_of
from hervest.placement.match_models import MatchAnswer, MatchProposal
from hervest.placement.match_question_queries import GROUP_TALKED, Spoken, has_question, spoken_of
from hervest.placement.match_state_rules import (
    AFTER_A_HOLD,
    HELPING,
    LEVELS,
    STAGES,
    STEPS,
    GroupSees,
    Progress,
    disclosure,
)
from hervest.placement.match_state_vocabulary import (
    CLOSED_MATCH_STATES,
    NEWCOMER_SAYS,
    GroupNo,
    IntroPlan,
    MatchEnd,
    MatchEvent,
    MatchStage,
    MatchState,
)
from hervest.placement.match_vocabulary import MatchFit
from hervest.sponsorship.facts_queries import GroupWords, group_words, groups_of_person, seats_of
from hervest.sponsorship.vocabulary import GroupFacts, GroupId, Interest, Rhythm, Theme

MEETING = frozenset({MatchState.GROUP_YES, MatchState.INTRO_HELD})
"""Both said yes: they are to meet, or have met."""

UNASKED = frozenset({MatchState.DRAFT, MatchState.CHECKED})
"""The household has not been asked anything yet, and is shown nothing."""


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
    """A proposed match for who makes it. `can_happen`: the events that the state lets happen now."""

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
    may_check: bool
    may_answer_newcomer: bool
    may_answer_group: bool
    may_confirm: bool
    has_case_page: bool
    has_question: bool
    introduction: IntroShown | None
    lacks_sharing: bool

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
    def group_is_told(self) -> bool:
        """The group is shown something now."""
        return self.state in LEVELS and (self.stage is None or self.stage in HELPING)


@dataclass(frozen=True, slots=True)
class GroupOffer:
    """A group as the household is told of it: what its people can and like, and no person."""

    words: GroupWords
    n_members: int
    languages: tuple[str, ...]
    interests: tuple[Interest, ...]
    themes: tuple[Theme, ...]
    rhythm: Rhythm | None


@dataclass(frozen=True, slots=True)
class NewcomerSide:
    """What the household is asked, and what it may answer now. `is_self`: a person of the household reads it.

    `people`: who of the group is in its team, once both said yes. `answered`: what the reader said last.
    """

    id: int
    code: str
    state: MatchState
    stage: MatchStage | None
    offer: GroupOffer
    told: Told
    respond_by: date | None
    can_happen: frozenset[MatchEvent]
    is_self: bool
    has_case_page: bool
    spoken: tuple[Spoken, ...]
    people: tuple[str, ...]
    answered: MatchEvent | None
    introduction: IntroShown | None

    @property
    def is_asked(self) -> bool:
        """The household may say yes now, or has met the group and may say so again."""
        return bool(self.can_happen & {MatchEvent.NEWCOMER_YES, MatchEvent.NEWCOMER_CONFIRMS})

    @property
    def waits_for_us(self) -> bool:
        """The household asked something last."""
        return self.state is MatchState.OFFERED_NEWCOMER and bool(self.spoken) and not self.spoken[-1].is_reply


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


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A group about which a household is asked, or that supports it, and how far that is."""

    proposal: int
    name: str
    state: MatchState
    stage: MatchStage | None


@dataclass(frozen=True, slots=True)
class GroupSide:
    """What the group is shown of a household, why it is asked, and what it may answer now."""

    id: int
    group: str
    state: MatchState
    stage: MatchStage | None
    card: GroupCard
    told: Told
    respond_by: date | None
    can_happen: frozenset[MatchEvent]
    may_answer: bool
    spoken: tuple[Spoken, ...]
    introduction: IntroShown | None

    @property
    def is_meeting(self) -> bool:
        """Both said yes, and are to meet or have met."""
        return self.state in MEETING

    @property
    def waits_for_us(self) -> bool:
        """The group asked something last."""
        return self.state is MatchState.OFFERED_GROUP and bool(self.spoken) and not self.spoken[-1].is_reply

    @property
    def may_answer_now(self) -> bool:
        """The reader answers for the group, and something is asked of it."""
        return self.may_answer and bool(self.can_happen & {MatchEvent.GROUP_YES, MatchEvent.GROUP_CONFIRMS})


@dataclass(frozen=True, slots=True)
class _Judged:
    """A proposal with everything that is shown of it."""

    row: MatchProposal
    subject: Subject
    progress: Progress
    gathered: MatchGathered
    code: str
    group: GroupId

    @property
    def one(self) -> Waiting:
        return self.gathered.waiting[self.code]

    @property
    def facts(self) -> GroupFacts:
        return self.gathered.groups[self.group]

    def fit(self) -> MatchFit:
        return self.gathered.fit(self.code, self.group)

    def introduction(self, *, is_told: bool) -> IntroShown | None:
        """How they meet, until the match is confirmed; who is told no names yet reads of persons by number."""
        if self.progress.state not in MEETING:
            return None
        return introduction_of(self.row.pk, called=self.called(is_told=is_told))

    def meeting_of_group(self) -> IntroShown | None:
        """The same as the group reads it: first names, and no number of anybody."""
        if self.progress.state not in MEETING:
            return None
        return introduction_of(self.row.pk, called={no: name for no, name in self.one.choosing.names.items() if name})

    def called(self, *, is_told: bool) -> Mapping[MemberNo, str]:
        """Who of the household chooses alone, by first name; by number for who is told no names yet."""
        numbered = {no: f"{self.code}/{no}" for no in self.one.choosing.participation}
        named = {no: name for no, name in self.one.choosing.names.items() if no in numbered and name}
        return numbered | named if is_told else numbered


def _judged(actor: Actor, proposal: int, permission: Permission, *, today: date, now: datetime) -> _Judged:
    """The proposal, for who may do this to it. Raises: NotFound."""
    row, subject = proposal_row(proposal), proposal_subject(proposal=proposal, now=now)
    if not policy.can(actor, permission, subject):
        raise NotFound("no_such_match")
    return _of_row(row, subject, today=today)


def _of_row(row: MatchProposal, subject: Subject, *, today: date) -> _Judged:
    code, group = row.case.code or "", GroupId(row.group_id)
    gathered = gather_of(row, today=today)
    if code not in gathered.waiting:
        raise NotFound("no_such_match")
    return _Judged(row, subject, progress_of(row, match_of(row)), gathered, code, group)


def can_happen(progress: Progress) -> frozenset[MatchEvent]:
    """The events that the tables of states let happen now; guards may still refuse one, and say why.

    Who said yes after the introduction is not asked to again.
    """
    if progress.stage is None:
        said = {
            MatchEvent.NEWCOMER_CONFIRMS: progress.did_newcomer_confirm,
            MatchEvent.GROUP_CONFIRMS: progress.did_group_confirm,
        }
        return frozenset(event for state, event in STEPS if state == progress.state and not said.get(event))
    found = frozenset(event for stage, event in STAGES if stage == progress.stage)
    return found | ({MatchEvent.RESUME} if progress.stage in AFTER_A_HOLD else frozenset())


def match_view(actor: Actor, proposal: int, permission: Permission, *, today: date, now: datetime) -> MatchView:
    """A proposed match with all that happened. Raises: NotFound for who may not do `permission` to it."""
    return _view(actor, _judged(actor, proposal, permission, today=today, now=now), today=today)


def _view(actor: Actor, found: _Judged, *, today: date) -> MatchView:
    row, fit, progress = found.row, found.fit(), found.progress
    _note(actor, found)
    is_inner = _is_inner(actor, found)

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
        respond_by=row.respond_by,
        reason=row.reason if is_inner or row.proposer_id == actor.person else "",
        proposer=row.proposer.name,
        is_mine=row.proposer_id == actor.person,
        at=row.at,
        did_newcomer_confirm=progress.did_newcomer_confirm,
        did_group_confirm=progress.did_group_confirm,
        can_happen=can_happen(progress),
        history=history_of(actor, row, is_inner=is_inner),
        holds=fit.is_decidable,
        to_newcomer=for_newcomer(fit if is_inner else without_needs(fit)),
        to_group=for_group(fit),
        may_propose=may(Permission.MATCH_PROPOSE),
        may_check=may(Permission.MATCH_CHECK),
        may_answer_newcomer=may(Permission.MATCH_ANSWER_NEWCOMER),
        may_answer_group=may(Permission.MATCH_ANSWER_GROUP),
        may_confirm=may(Permission.MATCH_CONFIRM),
        has_case_page=journey.may(actor, found.code, Permission.CASE_READ, today=today),
        has_question=(is_inner or progress.state is MatchState.OFFERED_GROUP) and has_question(row.pk),
        introduction=found.introduction(is_told=is_inner),
        lacks_sharing=progress.state in MEETING and not said_what_they_share(found.one.choosing),
    )


def intro_page(actor: Actor, proposal: int, *, today: date, now: datetime) -> IntroPage:
    """A match of which the introduction is planned. Raises: NotFound for who does not confirm matches."""
    found = _judged(actor, proposal, Permission.MATCH_CONFIRM, today=today, now=now)
    return IntroPage(_view(actor, found, today=today), found.called(is_told=_is_inner(actor, found)))


def card_told(actor: Actor, proposal: int, *, today: date, now: datetime) -> GroupSide:
    """What the group is told now, for who makes the match and answers what it asks. Raises: NotFound."""
    found = _judged(actor, proposal, Permission.MATCH_PROPOSE, today=today, now=now)
    return _side_of(actor, found, today=today, is_admitted=True)


def _is_inner(actor: Actor, found: _Judged) -> bool:
    """Somebody who works on the case."""
    return Tier.P1 in policy.readable(actor, Permission.CASE_READ, found.subject)


def history_of(actor: Actor, row: MatchProposal, *, is_inner: bool) -> tuple[AnswerRow, ...]:
    """Everything that happened, newest first; words about the household only for who works on its case.

    What a group says is for who coordinates it too, and everybody reads their own words.
    """
    rows = MatchAnswer.rows.filter(proposal=row).select_related("by").order_by("-pk")
    return tuple(
        AnswerRow(
            event=MatchEvent(each.event),
            by=each.by.name if each.by else "",
            at=each.at,
            because=GroupNo(each.because) if each.because else None,
            text=each.text if is_inner or each.event in GROUP_WORDS or each.by_id == actor.person else None,
            language=each.language or None if is_inner else None,
            interpreting=Interpreting(each.interpreting) if is_inner and each.interpreting else None,
        )
        for each in rows
    )


def newcomer_side(actor: Actor, proposal: int, *, today: date, now: datetime) -> NewcomerSide:
    """What the household is asked. Its own people see it from the moment they are asked, and not before.

    Raises: NotFound.
    """
    found = _judged(actor, proposal, Permission.MATCH_ANSWER_NEWCOMER, today=today, now=now)
    is_self = found.subject.has(actor.person, Relation.SELF)
    if is_self and found.progress.stage is None and found.progress.state in UNASKED:
        raise NotFound("no_such_match")
    _note(actor, found)
    has_case_page = journey.may(actor, found.code, Permission.CASE_READ, today=today)
    return NewcomerSide(
        id=found.row.pk,
        code=found.code,
        state=found.progress.state,
        stage=found.progress.stage,
        offer=offer_of(found),
        told=for_newcomer(found.fit()),
        respond_by=found.row.respond_by,
        can_happen=can_happen(found.progress),
        is_self=is_self,
        spoken=_spoken(actor, found, is_self=is_self),
        has_case_page=has_case_page,
        people=_people_of(actor, found.code, today=today) if is_self and has_case_page else (),
        answered=_answered(actor, found.row) if is_self else None,
        introduction=found.introduction(is_told=is_self or _is_inner(actor, found)),
    )


def _people_of(actor: Actor, code: str, *, today: date) -> tuple[str, ...]:
    """Who of a group is in the household's team, as far as the household is told."""
    team = journey.team_of(actor, code, today=today)
    return tuple(row.name for row in team if row.role is TeamRole.SPONSOR)


def _spoken(actor: Actor, found: _Judged, *, is_self: bool) -> tuple[Spoken, ...]:
    if is_self:
        return spoken_of(found.row.pk, by=actor.person)
    return spoken_of(found.row.pk) if _is_inner(actor, found) else ()


def _answered(actor: Actor, row: MatchProposal) -> MatchEvent | None:
    """What the actor answered last for themselves."""
    said = MatchAnswer.rows.filter(proposal=row, event__in=NEWCOMER_SAYS, by=actor.person)
    last = said.order_by("-pk").first()
    return MatchEvent(last.event) if last else None


def asked_of_household(actor: Actor, code: str, *, today: date) -> tuple[AskedRow, ...]:
    """The groups about which the household is asked now, and the one that supports it, newest first.

    None for who does not answer for it.
    """
    if not journey.may(actor, code, Permission.MATCH_ANSWER_NEWCOMER, today=today):
        return ()
    rows = MatchProposal.rows.filter(case__code=code).exclude(state__in=UNASKED | CLOSED_MATCH_STATES)
    found = rows.exclude(match__ended_on__isnull=False).select_related("group", "match").order_by("-pk")
    return tuple(
        AskedRow(
            row.pk, row.group.name, MatchState(row.state), MatchStage(row.match.stage) if _has_match(row) else None
        )
        for row in found
    )


def _has_match(row: MatchProposal) -> bool:
    return hasattr(row, "match")


def offer_of(found: _Judged) -> GroupOffer:
    """The group as it is told of."""
    facts = found.facts
    spoken = [code for each in facts.members for code in each.languages]
    return GroupOffer(
        words=group_words([found.group])[found.group],
        n_members=len(facts.members),
        languages=tuple(sorted(set(spoken), key=lambda code: (-spoken.count(code), code))),
        interests=tuple(sorted({word for each in facts.members for word in each.interests})),
        themes=tuple(theme for theme in Theme if theme in (facts.themes or ())),
        rhythm=facts.rhythm,
    )


def group_side(actor: Actor, proposal: int, *, today: date, now: datetime) -> GroupSide:
    """What the group is shown now, for who answers for it. Raises: NotFound while that is nothing."""
    found = _judged(actor, proposal, Permission.MATCH_ANSWER_GROUP, today=today, now=now)
    side = _side_of(actor, found, today=today)
    if side.card.level is Disclosure.NOTHING:
        raise NotFound("no_such_match")
    return side


def our_matches(actor: Actor, *, today: date, now: datetime) -> tuple[GroupSide, ...]:
    """What the actor's own groups are shown of households now; nothing before a group is asked, and after an end."""
    mine = groups_of_person(actor.person, today=today)
    rows = MatchProposal.rows.filter(group__in=mine).exclude(state__in=CLOSED_MATCH_STATES | UNASKED).order_by("-pk")
    sides = []
    for pk in rows.values_list("pk", flat=True):
        row, subject = proposal_row(pk), proposal_subject(proposal=pk, now=now)
        side = _side_of(actor, _of_row(row, subject, today=today), today=today)
        if side.card.level is not Disclosure.NOTHING:
            sides.append(side)
    return tuple(sides)


def _side_of(actor: Actor, found: _Judged, *, today: date, is_admitted: bool | None = None) -> GroupSide:
    """`is_admitted`: whether the reader may be told what the group is; None: as their own screening says."""
    card = _card(actor, found, today=today, is_admitted=is_admitted)
    is_told = card.level is not Disclosure.NOTHING
    if is_told:
        _note(actor, found)
    return GroupSide(
        id=found.row.pk,
        group=found.row.group.name,
        state=found.progress.state,
        stage=found.progress.stage,
        card=card,
        told=for_group(found.fit()),
        respond_by=found.row.respond_by,
        can_happen=can_happen(found.progress),
        may_answer=policy.can(actor, Permission.MATCH_ANSWER_GROUP, found.subject),
        spoken=spoken_of(found.row.pk, events=GROUP_TALKED) if is_told else (),
        introduction=found.meeting_of_group() if is_told else None,
    )


def _card(actor: Actor, found: _Judged, *, today: date, is_admitted: bool | None) -> GroupCard:
    """The card of this moment for this reader: whose screening is not valid is shown nothing."""
    if is_admitted is None:
        is_admitted = _is_told(actor, found, today=today)
    one, arrival = found.one, found.one.arrival
    shared = one.choosing.sharing
    grown = list(one.choosing.participation)
    may_have_address = may_be_seen(ShareItem.ADDRESS, ShareWith.SPONSOR_GROUP, grown, shared) is True
    sees: GroupSees = disclosure(
        found.progress,
        today=today,
        arrives_on=today if one.has_arrived else None,  # a planned day is no arrival
        is_address_withheld=not may_have_address,
        is_admitted=is_admitted and one.wants_a_group,
    )
    if sees.level is Disclosure.NOTHING:
        return NOTHING
    unit, plan = home_of(found.code), plan_of(found.row.pk)
    shown = match_card_rules.Shown(
        members=one.choosing.members,
        names=one.choosing.names,
        needs=one.choosing.needs,
        told=one.told or NOBODY,
        sharing=shared,
        arrival=arrival[0] if arrival else None,
        has_arrived=one.has_arrived,
        area=one.area,
        address=addresses([unit])[unit][1] if unit is not None and sees.has_address else "",
        joins=plan.joins if plan else frozenset(),
        health=one.choosing.health if found.subject.has(actor.person, Relation.GROUP) else frozenset(),
    )
    return match_card_rules.group_card(
        shown, sees, criteria=found.gathered.criteria, settings=numbers_of_households(), today=today
    )


def _is_told(actor: Actor, found: _Judged, *, today: date) -> bool:
    """A member who is admitted today, or who coordinates the programme."""
    if found.subject.has(actor.person, Relation.GROUP):
        return actor.person in {seat.person for seat in seats_of(found.group, today=today)}
    return policy.can(actor, Permission.MATCH_ANSWER_GROUP, found.subject)


def _note(actor: Actor, found: _Judged) -> None:
    """That the household was looked at stands in its log."""
    actor.reads.opened(found.code, found.gathered.programme.municipality)
    actor.reads.read(found.code, Shown.MATCH_CARD)
