"""A proposed match with the facts around it, as every page of it begins: judged anew each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown, Subject
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo, Tier
from hervest.placement.match_access_queries import match_of, progress_of, proposal_row, proposal_subject
from hervest.placement.match_gather_queries import MatchGathered, Waiting, gather_of
from hervest.placement.match_intro_queries import IntroShown, introduction_of
from hervest.placement.match_models import MatchProposal
from hervest.placement.match_state_rules import AFTER_A_HOLD, STAGES, STEPS, Progress
from hervest.placement.match_state_vocabulary import MatchEvent, MatchState
from hervest.placement.match_vocabulary import MatchFit
from hervest.sponsorship.vocabulary import GroupFacts, GroupId

MEETING = frozenset({MatchState.GROUP_YES, MatchState.INTRO_HELD})
"""Both said yes: they are to meet, or have met."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A proposal with everything that is shown of it."""

    row: MatchProposal
    subject: Subject
    progress: Progress
    gathered: MatchGathered
    code: str
    group: GroupId

    @property
    def one(self) -> Waiting:
        """The household."""
        return self.gathered.waiting[self.code]

    @property
    def facts(self) -> GroupFacts:
        """The group."""
        return self.gathered.groups[self.group]

    def fit(self) -> MatchFit:
        """How the two suit each other today."""
        return self.gathered.fit(self.code, self.group)

    def introduction(self, called: Mapping[MemberNo, str]) -> IntroShown | None:
        """How they meet, until the match is confirmed; of who joins those whom `called` gives a name."""
        return introduction_of(self.row.pk, called=called) if self.progress.state in MEETING else None

    @property
    def first_names(self) -> Mapping[MemberNo, str]:
        """What everybody in the household is called, of whom it is known."""
        return {no: name for no, name in self.one.choosing.names.items() if name}

    def called(self, *, is_told: bool) -> Mapping[MemberNo, str]:
        """Who of the household chooses alone, by first name; by number for who is told no names yet."""
        known = self.first_names if is_told else {}
        return {no: known.get(no, f"{self.code}/{no}") for no in self.one.choosing.participation}


def judged(actor: Actor, proposal: int, permission: Permission, *, today: date, now: datetime) -> Judged:
    """The proposal, for who may do this to it. Raises: NotFound."""
    row, subject = proposal_row(proposal), proposal_subject(proposal=proposal, now=now)
    if not policy.can(actor, permission, subject):
        raise NotFound("no_such_match")
    return judged_of_row(row, subject, today=today)


def judged_of_row(row: MatchProposal, subject: Subject, *, today: date) -> Judged:
    """The same of a row, for who may see it. Raises: NotFound."""
    code, group = row.case.code or "", GroupId(row.group_id)
    gathered = gather_of(row, today=today)
    if code not in gathered.waiting:
        raise NotFound("no_such_match")
    return Judged(row, subject, progress_of(row, match_of(row)), gathered, code, group)


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


def is_inner(actor: Actor, found: Judged) -> bool:
    """Somebody who works on the case."""
    return reads_inside(actor, found.subject)


def reads_inside(actor: Actor, subject: Subject) -> bool:
    """Whether the actor works on the case of this subject: who they are is theirs to read."""
    return Tier.P1 in policy.readable(actor, Permission.CASE_READ, subject)


def note_looked_at(actor: Actor, found: Judged) -> None:
    """That the household was looked at stands in its log."""
    actor.reads.opened(found.code, found.gathered.programme.municipality)
    actor.reads.read(found.code, Shown.MATCH_CARD)
