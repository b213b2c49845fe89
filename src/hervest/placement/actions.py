"""What persons say about a household and a home: lock, forbid, exclude, decide, undo."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from django.db.models import QuerySet

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.housing.queries import lock_unit, unit_by_id, units_in
from hervest.housing.vocabulary import DwellingKind
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import (
    Said,
    locked_case,
    post_facts,
    record_milestones,
    withdraw_milestone,
)
from hervest.journey.arrival_queries import household_milestones
from hervest.journey.asked_queries import BY_DECISION
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.queries import case_of
from hervest.journey.vocabulary import MilestoneCode, TraitSource
from hervest.placement.fit_queries import open_proposal, seen_of
from hervest.placement.gather_queries import Gathered, gather, lived_in
from hervest.placement.models import Block, Decision, PairWord, Placement, Proposal
from hervest.placement.record_rules import snapshot, traits_of_home
from hervest.placement.vocabulary import DecisionKind, Fit, HardRule, PersonsWord, ProposalState

WHOLE_HOUSEHOLD = MemberNo(0)
BUILDS_ON_A_HOME: Mapping[MilestoneCode, int] = MappingProxyType(
    {MilestoneCode.KEYS_HANDED: 0, MilestoneCode.LANDED: 1, MilestoneCode.ARRIVED: 1}
)
"""Milestones that rest on the decided home once they happen so many days after it, or later."""


@action(Permission.PLACEMENT_PROPOSE, on=case_subject)
def lock_pair(*, by: Actor, now: datetime, case: str, unit: int, reason: str = "") -> None:
    """Every further run keeps this household in this unit, and nobody else gets it.

    Raises: RuleBroken if the pair breaks a hard rule or the household is locked elsewhere; Conflict if the unit is
    placed or locked for another household.
    """
    gathered, judged = locked_and_judged(case, unit, clock.day_of(now))
    holder = gathered.locked.get(unit)
    if holder not in {None, case}:
        raise Conflict("unit_locked_for_other")
    if any(word.case == case and word.word is PersonsWord.LOCK and word.unit != unit for word in gathered.words):
        raise RuleBroken("case_locked_elsewhere")
    _refuse_broken(judged)
    _say(PersonsWord.LOCK, by=by, now=now, case=case, unit=unit, reason=reason)


@action(Permission.PLACEMENT_PROPOSE, on=case_subject)
def forbid_pair(*, by: Actor, now: datetime, case: str, unit: int, reason: str) -> None:
    """No further run proposes this unit for this household. Raises: RuleBroken without a reason."""
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    locked_and_judged(case, unit, clock.day_of(now))
    _say(PersonsWord.FORBID, by=by, now=now, case=case, unit=unit, reason=reason.strip())


@action(Permission.PLACEMENT_PROPOSE, on=case_subject)
def take_back_word(*, by: Actor, now: datetime, case: str, unit: int) -> None:
    """The pair is free again for a run to choose or leave. Raises: NotFound if nothing was said of it."""
    row = case_of(case)
    lock_rows(case, unit)
    ended = _end_words(PairWord.rows.filter(case_id=row.id, unit_id=unit, is_active=True), by=by, now=now)
    if not ended:
        raise NotFound("no_such_word")
    note("word.taken_back", case_code=case, municipality=row.municipality, unit=unit)


def _say(word: PersonsWord, *, by: Actor, now: datetime, case: str, unit: int, reason: str) -> None:
    """The newest word on a pair takes the place of the one before."""
    row = case_of(case)
    _end_words(PairWord.rows.filter(case_id=row.id, unit_id=unit, is_active=True), by=by, now=now)
    PairWord.rows.create(case_id=row.id, unit_id=unit, word=word, reason=reason, by_id=by.person, at=now)
    note(f"pair.{word.value}", case_code=case, municipality=row.municipality, unit=unit)


def _end_words(rows: QuerySet[PairWord], *, by: Actor, now: datetime) -> int:
    return rows.update(is_active=False, ended_at=now, ended_by_id=by.person)


@action(Permission.PLACEMENT_DECIDE, on=case_subject)
def block_home(*, by: Actor, now: datetime, case: str, unit: int, reason: str) -> None:
    """The home is excluded for the household until who says so ends it; the reason stays with them (HOME-H12).

    Raises: RuleBroken without a reason, or when nobody in person says it.
    """
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    person, row = person_of(by), lock_rows(case, unit)
    if Block.rows.filter(case_id=row, unit_id=unit, by_id=person, is_active=True).exists():
        raise RuleBroken("already_blocked", field="reason")
    Block.rows.create(case_id=row, unit_id=unit, by_id=person, at=now, reason=reason.strip())
    note("home.blocked", case_code=case, municipality=case_of(case).municipality, unit=unit)


@action(Permission.PLACEMENT_DECIDE, on=case_subject)
def end_block(*, by: Actor, now: datetime, case: str, unit: int) -> None:
    """The actor's own block has ended; nobody ends another's. Raises: NotFound."""
    person, row = person_of(by), lock_rows(case, unit)
    mine = Block.rows.filter(case_id=row, unit_id=unit, by_id=person, is_active=True)
    if not mine.update(is_active=False, ended_at=now):
        raise NotFound("no_such_block")
    note("home.block_ended", case_code=case, municipality=case_of(case).municipality, unit=unit)


def person_of(by: Actor) -> PersonId:
    """Who decides: always somebody in person, never a job."""
    if by.person is None:
        raise RuleBroken("a_person_decides")
    return by.person


@action(Permission.PLACEMENT_DECIDE, on=case_subject, runs=(record_milestones, post_facts))
def decide(
    *, by: Actor, now: datetime, case: str, unit: int, reason: str = "", seen: str | None = None
) -> DecisionKind:
    """The household has this unit from its arrival on; HOME_DECIDED is today and the plan follows.

    The fit is judged anew on facts that nobody can change meanwhile. Two deciders on one unit or for one household
    wait for each other: the second gets a Conflict.

    Raises: Conflict if the unit is taken, the household has a home, or the fit is another one than was `seen`;
    RuleBroken naming every broken rule, for a fact still to find out, a forbid, or no reason when departing.
    """
    person, today = person_of(by), clock.day_of(now)
    gathered, judged = locked_and_judged(case, unit, today)
    if case in gathered.residents.values():
        raise Conflict("case_has_home")
    _refuse_unfit(gathered, judged, case, unit, seen)
    proposal = open_proposal(case)
    followed = proposal is not None and proposal.unit_id == unit
    if not followed and not reason.strip():
        raise RuleBroken("reason_needed_to_depart", field="reason")
    found = gathered.unit(unit)
    assert found is not None
    kind = DecisionKind.FOLLOWED if followed else DecisionKind.DEPARTED
    row = case_of(case)
    decision = Decision.rows.create(
        case_id=row.id,
        unit_id=unit,
        proposal=proposal,
        kind=kind,
        reason=reason.strip(),
        fit=snapshot(judged) | {"criteria": gathered.criteria.version},
        by_id=person,
        at=now,
    )
    from_on = gathered.pair(case, found).moves_in_on or today
    Placement.rows.create(case_id=row.id, unit_id=unit, decision=decision, from_on=from_on)
    _settle(decision, by=by, now=now)
    said = traits_of_home(gathered.households[case], found.facts, gathered.criteria)
    record_milestones(
        by=by,
        now=now,
        case=case,
        records=[MilestoneRecord(MilestoneCode.HOME_DECIDED, actual_on=today)],
        source=BY_DECISION,
    )
    post_facts(by=by, now=now, case=case, source=TraitSource.HOME, said={WHOLE_HOUSEHOLD: Said(traits=said)})
    note("home.decided", case_code=case, municipality=found.facts.municipality, unit=unit, kind=kind)
    return kind


def _refuse_unfit(gathered: Gathered, judged: Fit, case: str, unit: int, seen: str | None) -> None:
    """Whatever stands in the way of deciding for this pair."""
    if gathered.is_forbidden(case, unit):
        raise RuleBroken("pair_forbidden")
    _refuse_broken(judged)
    needed = tuple(each.fact for each in judged.unknown if each.is_needed_to_decide)
    if needed:
        raise RuleBroken("facts_to_find_out", facts=needed)
    if seen and seen != seen_of(judged):
        raise Conflict("fit_changed_meanwhile")


def _refuse_broken(judged: Fit) -> None:
    """Every broken rule by its own name; a taken unit is somebody else's work, not the person's mistake."""
    if any(each.code == HardRule.TAKEN for each in judged.broken):
        raise Conflict("unit_taken")
    if judged.broken:
        raise RuleBroken("rules_broken", rules=tuple(HardRule(each.code) for each in judged.broken))


def _settle(decision: Decision, *, by: Actor, now: datetime) -> None:
    """What was proposed or locked otherwise for this household, or for this unit, is over."""
    if decision.proposal is not None:
        is_followed = decision.kind == DecisionKind.FOLLOWED
        decision.proposal.state = ProposalState.DECIDED if is_followed else ProposalState.PASSED_OVER
        decision.proposal.save(update_fields=["state"])
    others = Proposal.rows.filter(state=ProposalState.OPEN, unit_id=decision.unit_id)
    others.exclude(case_id=decision.case_id).update(state=ProposalState.OUTDATED)
    locks = PairWord.rows.filter(case_id=decision.case_id, is_active=True, word=PersonsWord.LOCK)
    _end_words(locks.exclude(unit_id=decision.unit_id), by=by, now=now)


@action(Permission.PLACEMENT_DECIDE, on=case_subject, runs=(withdraw_milestone, post_facts))
def undo_decision(*, by: Actor, now: datetime, case: str, reason: str) -> None:
    """The household has no home any more, the unit is free, HOME_DECIDED and the home's traits are gone.

    Raises: NotFound without a decided home; RuleBroken once keys, landing or arrival build on it, without a reason,
    or when nobody in person says it. Source: access_matrix.csv, placement.decide.
    """
    person = person_of(by)
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    unit = Placement.rows.filter(case__code=case, is_active=True).values_list("unit_id", flat=True).first()
    if unit is None:
        raise NotFound("no_decided_home")
    lock_rows(case, unit)
    row = Placement.rows.filter(case__code=case, is_active=True, unit_id=unit).select_related("decision").first()
    if row is None:
        raise Conflict("decision_changed_meanwhile")
    today = clock.day_of(now)
    _refuse_built_upon(case, clock.day_of(row.decision.at), today)
    row.is_active, row.until_on = False, max(today, row.from_on)
    row.save(update_fields=["is_active", "until_on"])
    row.decision.undone_by_id, row.decision.undone_at, row.decision.undone_because = person, now, reason.strip()
    row.decision.save(update_fields=["undone_by", "undone_at", "undone_because"])
    _reopen(row.decision)
    withdraw_milestone(by=by, now=now, case=case, milestone=MilestoneCode.HOME_DECIDED)
    post_facts(by=by, now=now, case=case, source=TraitSource.HOME, said={})
    note("home.undone", case_code=case, municipality=case_of(case).municipality, unit=unit)


def _refuse_built_upon(case: str, decided_on: date, today: date) -> None:
    milestones = household_milestones([case], today=today)[case]
    for code, days in BUILDS_ON_A_HOME.items():
        found = milestones.at(code)
        if found and found.is_actual and (found.on - decided_on).days >= days:
            raise RuleBroken("decision_built_upon", milestone=code, on=found.on)


def _reopen(decision: Decision) -> None:
    """The proposal waits again, unless a newer run has taken its place."""
    proposal = decision.proposal
    if proposal is None or Proposal.rows.filter(case_id=decision.case_id, pk__gt=proposal.pk).exists():
        return
    proposal.state = ProposalState.OPEN
    proposal.save(update_fields=["state"])


def refuse_in_use(case: str, unit: int | None = None, *, today: date) -> None:
    """Go on only while no home was decided for the household (that of `unit`): what makes it fit stays under it.

    So it does under a home in which they still live until they move away.
    Raises: RuleBroken; a decision that stands is undone first.
    """
    placed = Placement.rows.filter(lived_in(today), case__code=case)
    home = (placed if unit is None else placed.filter(unit_id=unit)).order_by("-is_active", "-pk").first()
    if home is not None and home.is_active:
        raise RuleBroken("agreement_in_use")
    if home is not None:
        raise RuleBroken("agreement_lived_under", until=home.until_on)


def lock_rows(case: str, unit: int) -> int:
    """Unit first, then case, always in this order: who comes second waits, and nobody waits for each other.

    Of a shared house every unit is held: who lives there decides who may. Raises: NotFound, also for a unit of another
    municipality.
    """
    found = unit_by_id(unit)
    if found.facts.municipality != case_of(case).municipality:
        raise NotFound("no_such_unit")
    ids = [unit]
    if found.facts.kind is DwellingKind.SHARED:
        rooms = units_in([found.facts.municipality])
        ids = sorted(room.id for room in rooms if room.facts.code == found.facts.code)
    for each in ids:
        lock_unit(each)
    return locked_case(case).pk


def locked_and_judged(case: str, unit: int, today: date) -> tuple[Gathered, Fit]:
    """The facts of today and the fit of the pair, with unit and case held until the commit."""
    lock_rows(case, unit)
    gathered = gather(case_of(case).municipality, [case], today=today)
    found = gathered.unit(unit)
    if found is None or case not in gathered.households:
        raise NotFound("no_such_unit")
    return gathered, gathered.fit(case, found)
