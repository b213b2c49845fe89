"""What a household or a group asks before it answers, and what it was told: for itself, and for who answers it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import OuterRef, Q, QuerySet, Subquery

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Shown, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.journey import access_queries as journey
from hervest.journey.vocabulary import Disclosure
from hervest.placement.match_access_queries import match_of, progress_of, proposal_row, proposal_subject
from hervest.placement.match_models import MatchAnswer, MatchProposal
from hervest.placement.match_state_rules import disclosure
from hervest.placement.match_state_vocabulary import MatchEvent, MatchState
from hervest.sponsorship.facts_queries import GroupWords, group_words
from hervest.sponsorship.vocabulary import GroupId

TALKED = (MatchEvent.NEWCOMER_TALK, MatchEvent.REPLY)
GROUP_TALKED = (MatchEvent.GROUP_TALK, MatchEvent.REPLY_GROUP)
SETTLES = (*TALKED, *GROUP_TALKED, MatchEvent.NEWCOMER_LATER)
"""After which nothing is asked any more, or something is: who says "later" was talked with."""

ASKED_IN = {
    MatchState.OFFERED_NEWCOMER: MatchEvent.NEWCOMER_TALK,
    MatchState.OFFERED_GROUP: MatchEvent.GROUP_TALK,
}
"""By which event whoever is asked in a state asks something first."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn of it. `is_reply`: said to who asked, by whom; otherwise the words of who asked, or none."""

    is_reply: bool
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """What was asked and told of one proposed match, oldest first; `waits`: the last word is of who asked."""

    id: int
    code: str
    words: GroupWords
    spoken: tuple[Spoken, ...]
    waits: bool
    respond_by: date | None


def with_a_question(rows: QuerySet[MatchProposal], *states: MatchState) -> QuerySet[MatchProposal]:
    """Those of which whoever is asked asked something first, and has no answer yet; in these states, or in any."""
    waits = [Q(state=state, last_word=ASKED_IN[state]) for state in states or ASKED_IN]
    return with_last_word(rows).filter(reduce(or_, waits))


def with_last_word(rows: QuerySet[MatchProposal]) -> QuerySet[MatchProposal]:
    """Each with `last_word`: what came last of asking first, of its answer and of "later"; None if nothing did."""
    last = MatchAnswer.rows.filter(proposal=OuterRef("pk"), event__in=SETTLES).order_by("-pk").values("event")[:1]
    return rows.annotate(last_word=Subquery(last))


def has_question(proposal: int) -> bool:
    """Whether who is asked about this one asked something first, and has no answer yet."""
    return with_a_question(MatchProposal.rows.filter(pk=proposal)).exists()


def spoken_of(
    proposal: int, *, by: PersonId | None = None, events: tuple[MatchEvent, MatchEvent] = TALKED
) -> tuple[Spoken, ...]:
    """What the household asked and was told, oldest first; with `by` only what that person asked, and its answers.

    Of a household each reads their own question: what one asks may be about another. `events`: asking and answering,
    of the household or of the group.
    """
    rows = MatchAnswer.rows.filter(proposal=proposal, event__in=events).select_related("by").order_by("pk")
    found, is_theirs = [], by is None
    for each in rows:
        is_reply = each.event == events[1]
        is_theirs = is_theirs if is_reply or by is None else each.by_id == by
        if is_theirs:
            found.append(Spoken(is_reply, each.by.name if each.by else "", each.at, each.text))
    return tuple(found)


def household_subject(*, proposal: int, now: datetime, **_: object) -> Subject:
    """The household alone: who only coordinates groups does not read what it asks. Raises: NotFound."""
    found = journey.case_subject(case=proposal_row(proposal).case.code or "", now=now)
    return replace(found, organisations=frozenset())


def question_page(actor: Actor, proposal: int, *, now: datetime) -> QuestionPage:
    """What the household asks, for who works for it. Raises: NotFound."""
    return _page(actor, proposal, household_subject(proposal=proposal, now=now), TALKED, MatchState.OFFERED_NEWCOMER)


def group_question_page(actor: Actor, proposal: int, *, now: datetime) -> QuestionPage:
    """What the group asks, for who makes the match.

    It is about the household: who only coordinates groups reads it while the group is told of the household, and from
    the next click on after an end or while it is held no more. Source: access.md, scopes `programme` and `match`.

    Raises: NotFound.
    """
    if not _works_for_household(actor, proposal, now=now) and not _is_group_told(proposal, today=clock.day_of(now)):
        raise NotFound("no_such_match")
    return _page(actor, proposal, proposal_subject(proposal=proposal, now=now), GROUP_TALKED, MatchState.OFFERED_GROUP)


def _works_for_household(actor: Actor, proposal: int, *, now: datetime) -> bool:
    return policy.can(actor, Permission.MATCH_PROPOSE, household_subject(proposal=proposal, now=now))


def _is_group_told(proposal: int, *, today: date) -> bool:
    """Whether a group whose people are admitted is shown something of the household now."""
    row = proposal_row(proposal)
    progress = progress_of(row, match_of(row))
    sees = disclosure(progress, today=today, arrives_on=None, is_address_withheld=True, is_admitted=True)
    return sees.level is not Disclosure.NOTHING


def _page(
    actor: Actor, proposal: int, subject: Subject, events: tuple[MatchEvent, MatchEvent], state: MatchState
) -> QuestionPage:
    if not policy.can(actor, Permission.MATCH_PROPOSE, subject):
        raise NotFound("no_such_match")
    row = proposal_row(proposal)
    code, group = row.case.code or "", GroupId(row.group_id)
    actor.reads.opened(code, row.case.municipality_id)
    actor.reads.read(code, Shown.MATCH_CARD)
    return QuestionPage(
        id=row.pk,
        code=code,
        words=group_words([group])[group],
        spoken=spoken_of(proposal, events=events),
        waits=with_a_question(MatchProposal.rows.filter(pk=proposal), state).exists(),
        respond_by=row.respond_by,
    )
