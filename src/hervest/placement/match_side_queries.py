"""A proposed match as each side sees it: what the household is asked, and what the group is told."""

from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation, Scope
from hervest.core.errors import NotFound
from hervest.households.choice_queries import numbers_of_households
from hervest.households.choice_rules import may_be_seen
from hervest.households.vocabulary import ShareItem, ShareWith
from hervest.housing.queries import addresses
from hervest.journey import queries as journey
from hervest.journey.vocabulary import Disclosure, TeamRole
from hervest.placement import match_card_rules
from hervest.placement.gather_queries import home_of
from hervest.placement.match_access_queries import proposal_row, proposal_subject
from hervest.placement.match_card_rules import NOTHING, GroupCard
from hervest.placement.match_explain_rules import Told, for_group, for_newcomer
from hervest.placement.match_gather_queries import NOBODY
from hervest.placement.match_intro_queries import IntroShown, plan_of
from hervest.placement.match_judged_queries import (
    Judged,
    can_happen,
    is_inner,
    judged,
    judged_of_row,
    note_looked_at,
)
from hervest.placement.match_models import MatchAnswer, MatchProposal
from hervest.placement.match_question_queries import GROUP_TALKED, Spoken, has_question, spoken_of
from hervest.placement.match_state_rules import GroupSees, disclosure
from hervest.placement.match_state_vocabulary import (
    CLOSED_MATCH_STATES,
    NEWCOMER_SAYS,
    MatchEvent,
    MatchStage,
    MatchState,
)
from hervest.sponsorship.facts_queries import GroupWords, group_words, groups_of_person, seats_of
from hervest.sponsorship.vocabulary import Interest, Rhythm, Theme

UNASKED = frozenset({MatchState.DRAFT, MatchState.CHECKED})
"""The household has not been asked anything yet, and is shown nothing."""


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
class AskedRow:
    """A group about which a household is asked, or that supports it, and how far that is."""

    proposal: int
    name: str
    state: MatchState
    stage: MatchStage | None


@dataclass(frozen=True, slots=True)
class GroupSide:
    """What the group is shown of a household, why it is asked, and what it may answer now.

    `is_ours`: somebody of the group reads it, and not who coordinates it and records what it says.
    """

    id: int
    group: str
    state: MatchState
    stage: MatchStage | None
    card: GroupCard
    told: Told
    respond_by: date | None
    can_happen: frozenset[MatchEvent]
    may_answer: bool
    is_ours: bool
    spoken: tuple[Spoken, ...]
    introduction: IntroShown | None

    @property
    def waits_for_us(self) -> bool:
        """The group asked something last."""
        return self.state is MatchState.OFFERED_GROUP and bool(self.spoken) and not self.spoken[-1].is_reply

    @property
    def may_answer_now(self) -> bool:
        """The reader answers for the group, and something is asked of it."""
        return self.may_answer and bool(self.can_happen & {MatchEvent.GROUP_YES, MatchEvent.GROUP_CONFIRMS})


def card_told(actor: Actor, proposal: int, *, today: date, now: datetime) -> GroupSide:
    """What the group is told now, for who makes the match and answers what it asks. Raises: NotFound."""
    found = judged(actor, proposal, Permission.MATCH_PROPOSE, today=today, now=now)
    return _side_of(actor, found, today=today, may_be_told=True)


def newcomer_side(actor: Actor, proposal: int, *, today: date, now: datetime) -> NewcomerSide:
    """What the household is asked. Its own people see it from the moment they are asked, and not before.

    Raises: NotFound.
    """
    found = judged(actor, proposal, Permission.MATCH_ANSWER_NEWCOMER, today=today, now=now)
    is_self = found.subject.has(actor.person, Relation.SELF)
    if is_self and found.progress.stage is None and found.progress.state in UNASKED:
        raise NotFound("no_such_match")
    note_looked_at(actor, found)
    has_case_page = journey.may(actor, found.code, Permission.CASE_READ, today=today)
    return NewcomerSide(
        id=found.row.pk,
        code=found.code,
        state=found.progress.state,
        stage=found.progress.stage,
        offer=offer_of(found),
        told=for_newcomer(found.fit()),
        respond_by=None if has_question(found.row.pk) else found.row.respond_by,
        can_happen=can_happen(found.progress),
        is_self=is_self,
        spoken=_spoken(actor, found, is_self=is_self),
        has_case_page=has_case_page,
        people=_people_of(actor, found.code, today=today) if is_self and has_case_page else (),
        answered=_answered(actor, found.row) if is_self else None,
        introduction=found.introduction(found.called(is_told=is_self or is_inner(actor, found))),
    )


def _people_of(actor: Actor, code: str, *, today: date) -> tuple[str, ...]:
    """Who of a group is in the household's team, as far as the household is told."""
    team = journey.team_of(actor, code, today=today)
    return tuple(row.name for row in team if row.role is TeamRole.SPONSOR)


def _spoken(actor: Actor, found: Judged, *, is_self: bool) -> tuple[Spoken, ...]:
    if is_self:
        return spoken_of(found.row.pk, by=actor.person)
    return spoken_of(found.row.pk) if is_inner(actor, found) else ()


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


def offer_of(found: Judged) -> GroupOffer:
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
    found = judged(actor, proposal, Permission.MATCH_ANSWER_GROUP, today=today, now=now)
    side = _side_of(actor, found, today=today, may_be_told=_is_told(actor, found, today=today))
    if side.card.level is Disclosure.NOTHING:
        raise NotFound("no_such_match")
    return side


def our_matches(actor: Actor, *, today: date, now: datetime) -> tuple[GroupSide, ...]:
    """What the actor's own groups are shown of households now; nothing before a group is asked, and after an end.

    Raises: NotFound for who can be in no group (access.md, scope `match`).
    """
    if Scope.MATCH not in policy.scopes_of(actor, Permission.CASE_READ):
        raise NotFound("no_such_match")
    mine = groups_of_person(actor.person, today=today)
    rows = MatchProposal.rows.filter(group__in=mine).exclude(state__in=CLOSED_MATCH_STATES | UNASKED).order_by("-pk")
    sides = []
    for pk in rows.values_list("pk", flat=True):
        row, subject = proposal_row(pk), proposal_subject(proposal=pk, now=now)
        found = judged_of_row(row, subject, today=today)
        side = _side_of(actor, found, today=today, may_be_told=_is_told(actor, found, today=today))
        if side.card.level is not Disclosure.NOTHING:
            sides.append(side)
    return tuple(sides)


def is_in_a_group(actor: Actor, *, today: date) -> bool:
    """Whether the actor is in some sponsor group today, so that there is a group of theirs to speak of. 1 query."""
    return bool(groups_of_person(actor.person, today=today))


def _side_of(actor: Actor, found: Judged, *, today: date, may_be_told: bool) -> GroupSide:
    """`may_be_told`: whether the reader may be told what the group is told."""
    card = _card(actor, found, today=today, may_be_told=may_be_told)
    is_told = card.level is not Disclosure.NOTHING
    if is_told:
        note_looked_at(actor, found)
    return GroupSide(
        id=found.row.pk,
        group=found.row.group.name,
        state=found.progress.state,
        stage=found.progress.stage,
        card=card,
        told=for_group(found.fit()),
        respond_by=None if has_question(found.row.pk) else found.row.respond_by,
        can_happen=can_happen(found.progress),
        may_answer=policy.can(actor, Permission.MATCH_ANSWER_GROUP, found.subject),
        is_ours=found.subject.has(actor.person, Relation.GROUP),
        spoken=spoken_of(found.row.pk, events=GROUP_TALKED) if is_told else (),
        introduction=found.introduction(found.first_names) if is_told else None,
    )


def _card(actor: Actor, found: Judged, *, today: date, may_be_told: bool) -> GroupCard:
    """The card of this moment for this reader: whose screening is not valid is shown nothing."""
    one, arrival = found.one, found.one.arrival
    shared = one.choosing.sharing
    grown = list(one.choosing.participation)
    may_have_address = may_be_seen(ShareItem.ADDRESS, ShareWith.SPONSOR_GROUP, grown, shared) is True
    sees: GroupSees = disclosure(
        found.progress,
        today=today,
        arrives_on=today if one.has_arrived else None,  # a planned day is no arrival
        is_address_withheld=not may_have_address,
        is_admitted=may_be_told and one.wants_a_group,
    )
    if sees.level is Disclosure.NOTHING:
        return NOTHING
    unit, plan = home_of(found.code, today=today), plan_of(found.row.pk)
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


def _is_told(actor: Actor, found: Judged, *, today: date) -> bool:
    """A member who is admitted today, or who coordinates the programme."""
    if found.subject.has(actor.person, Relation.GROUP):
        return actor.person in {seat.person for seat in seats_of(found.group, today=today)}
    return policy.can(actor, Permission.MATCH_ANSWER_GROUP, found.subject)
