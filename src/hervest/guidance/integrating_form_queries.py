"""What the forms of civic integration begin with: noting, settling a plan, and saying who comes along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo, Tier
from hervest.guidance.integrating_queries import (
    PersonRow,
    PlanView,
    Stored,
    WishView,
    duties_for,
    integrating_case,
    must_be_theirs,
    people_in,
    person_row,
    plan_view,
    stored_of,
    wish_in,
)
from hervest.guidance.integrating_rules import TALKS, extended_to
from hervest.guidance.integrating_settings import integration_book
from hervest.guidance.integrating_vocabulary import Company
from hervest.guidance.integrating_vocabulary import IntegrationEventKind as Kind
from hervest.journey.queries import CaseRef, case_for


@dataclass(frozen=True, slots=True)
class Noting:
    """What the form begins with on which something is noted; `wished`: whom the person asked for to be there.

    `reads_words`: who notes it reads, and so writes, what is of tier P2.
    """

    case: CaseRef
    row: PersonRow
    kind: Kind
    wished: frozenset[Company]
    begin: Mapping[str, object]
    reads_words: bool

    @property
    def is_talk(self) -> bool:
        """Whether it is a talk with the person, alone unless they asked otherwise."""
        return self.kind in TALKS


@dataclass(frozen=True, slots=True)
class Planning:
    """What the form begins with on which a plan is settled or changed."""

    case: CaseRef
    row: PersonRow
    plan: PlanView | None
    begin: dict[str, object]
    least: Mapping[str, int]

    @property
    def is_change(self) -> bool:
        """Whether a plan holds already, whose day stays."""
        return self.plan is not None and self.row.facts.pip_on is not None


def noting(actor: Actor, code: str, member: int, kind: Kind, *, today: date) -> Noting:
    """Noting that something happened. Raises: NotFound; Conflict if the case is closed."""
    case, row, stored = _to_record(actor, code, member, today)
    begin: dict[str, object] = {"on": None if kind is Kind.INVITED else today}
    if kind is Kind.EXTENSION_GRANTED and row.terms.ends_on:
        begin["until_on"] = extended_to(row.terms.ends_on, integration_book())
    reads = Tier.P2 in case.tiers
    wished = stored.wished(row.member) if reads else frozenset[Company]()
    if wished:
        actor.reads.read(code, Shown.SUPPORT)
    return Noting(case, row, kind, wished, begin, reads)


def planning(actor: Actor, code: str, member: int, *, today: date, now: datetime) -> Planning:
    """Settling or changing a plan. Raises: NotFound, also for who reads no tier P2; Conflict if the case is closed."""
    case, row, stored = _to_record(actor, code, member, today)
    case.must_read(Tier.P2)
    actor.reads.read(code, Shown.SUPPORT)
    book = integration_book()
    least = {rule.part.value: rule.least_hours for rule in book.parts if rule.least_hours is not None}
    begin: dict[str, object] = {
        "decided_on": row.facts.pip_on if row.facts.pip_on and not row.facts.planned else today,
        "n_talks": book.numbers["talks"].number,
        "pvt_hours": least["participation"],
    }
    return Planning(case, row, plan_view(stored, row.member, actor.person, now, reads_words=True), begin, least)


def _to_record(actor: Actor, code: str, member: int, today: date) -> tuple[CaseRef, PersonRow, Stored]:
    case = integrating_case(actor, code, Permission.MILESTONE_RECORD, today=today)
    duties, stored, no = duties_for(case, today=today), stored_of(case.id), MemberNo(member)
    if no not in people_in(duties, stored):
        raise NotFound("no_such_member", member=member)
    actor.reads.read_at(code, Shown.MILESTONES, Tier.P1)
    return case, person_row(case, duties, stored, no, today), stored


def person_to_speak(actor: Actor, code: str, member: int, *, today: date) -> tuple[CaseRef, WishView]:
    """Who says whom they want with them: to who works on the case, or on their own page.

    Raises: NotFound, also for who reads no tier P2; Conflict if the case is closed.
    """
    case = case_for(actor, code, Permission.WISH_RECORD, today=today)
    must_be_theirs(actor, case, MemberNo(member), today)
    case.must_read(Tier.P2)
    duties, stored = duties_for(case, today=today), stored_of(case.id)
    if MemberNo(member) not in people_in(duties, stored):
        raise NotFound("no_such_member", member=member)
    actor.reads.read(code, Shown.SUPPORT)
    return case, wish_in(stored, MemberNo(member), reads_words=True)
