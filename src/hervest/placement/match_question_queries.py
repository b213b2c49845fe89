"""What a household asks before it answers about a group, and what it was told: for itself, and for who works for it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Shown, Subject
from hervest.core.errors import NotFound
from hervest.journey import access_queries as journey
from hervest.placement.match_access_queries import proposal_row
from hervest.placement.match_models import MatchAnswer, MatchProposal
from hervest.placement.match_state_vocabulary import MatchEvent, MatchState
from hervest.sponsorship.facts_queries import GroupWords, group_words
from hervest.sponsorship.vocabulary import GroupId

TALKED = (MatchEvent.NEWCOMER_TALK, MatchEvent.REPLY)
SETTLES = (*TALKED, MatchEvent.NEWCOMER_LATER)
"""After which nothing is asked any more, or something is: who says "later" was talked with."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn of it. `is_reply`: said to the household, by whom; otherwise the household's own words, or none."""

    is_reply: bool
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """What was asked and told of one proposed match, oldest first; `waits`: the last word is the household's."""

    id: int
    code: str
    words: GroupWords
    spoken: tuple[Spoken, ...]
    waits: bool
    respond_by: date | None


def with_a_question(rows: QuerySet[MatchProposal]) -> QuerySet[MatchProposal]:
    """Those of which the household asked something, and has no answer yet."""
    last = MatchAnswer.rows.filter(proposal=OuterRef("pk"), event__in=SETTLES).order_by("-pk").values("event")[:1]
    asked = rows.filter(state=MatchState.OFFERED_NEWCOMER).annotate(last_word=Subquery(last))
    return asked.filter(last_word=MatchEvent.NEWCOMER_TALK)


def has_question(proposal: int) -> bool:
    """Whether the household asked something about this one, and has no answer yet."""
    return with_a_question(MatchProposal.rows.filter(pk=proposal)).exists()


def spoken_of(proposal: int, *, by: PersonId | None = None) -> tuple[Spoken, ...]:
    """What the household asked and was told, oldest first; with `by` only what that person asked, and its answers.

    Of a household each reads their own question: what one asks may be about another.
    """
    rows = MatchAnswer.rows.filter(proposal=proposal, event__in=TALKED).select_related("by").order_by("pk")
    found, is_theirs = [], by is None
    for each in rows:
        is_reply = each.event == MatchEvent.REPLY
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
    if not policy.can(actor, Permission.MATCH_PROPOSE, household_subject(proposal=proposal, now=now)):
        raise NotFound("no_such_match")
    row = proposal_row(proposal)
    code, group = row.case.code or "", GroupId(row.group_id)
    actor.reads.opened(code, row.case.municipality_id)
    actor.reads.read(code, Shown.MATCH_CARD)
    return QuestionPage(
        id=row.pk,
        code=code,
        words=group_words([group])[group],
        spoken=spoken_of(proposal),
        waits=has_question(proposal),
        respond_by=row.respond_by,
    )
