"""How homes suit one household: all of them side by side, and one of them to the last reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import names_of
from hervest.accounts.vocabulary import PersonId, Shown
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.core.vocabulary import Tier
from hervest.households.queries import names
from hervest.households.vocabulary import HouseholdFacts
from hervest.housing.queries import UnitFacts, visible_units
from hervest.housing.vocabulary import DwellingFacts
from hervest.journey import queries as journey
from hervest.journey.queries import CaseRef, case_for
from hervest.placement.agreement_queries import Agreements, agreements_of
from hervest.placement.fit_rules import own_rent_limit
from hervest.placement.gather_queries import Gathered, WordOn, gather, lived_in
from hervest.placement.models import Block, Decision, PairWord, Placement, Proposal
from hervest.placement.problem_rules import place_id
from hervest.placement.record_rules import fingerprint, fit_word
from hervest.placement.shown_rules import FitLine, FitSaid, said, why_not_line
from hervest.placement.vocabulary import (
    DecisionKind,
    Fit,
    FitOutcome,
    FitWord,
    PersonsWord,
    ProposalState,
    Requirement,
)

HOMES_SHOWN = 30
OUTCOMES = tuple(FitOutcome)


@dataclass(frozen=True, slots=True)
class FitView:
    """One unit for one household as the reader may know it. `points` 0 to 100, whatever the outcome.

    `is_decidable`: no rule is broken, nothing that a rule needs is unknown, and nobody forbade the pair. `leaving_on`:
    the day on which another household that lives there moves away.
    """

    unit: int
    place: str
    unit_no: int
    address: str
    facts: DwellingFacts
    outcome: FitOutcome
    said: FitSaid
    points: int
    word: FitWord
    is_decidable: bool
    seen: str
    leaving_on: date | None = None

    @property
    def free_from(self) -> date | None:
        """The day from which the home is there for this household, if that is known."""
        return max((on for on in (self.facts.available_from, self.leaving_on) if on), default=None)


@dataclass(frozen=True, slots=True)
class HouseholdNeeds:
    """A household as `dwelling_needs` gives it (access.md): size, bedrooms, requirements, days, the rent it may pay.

    `needed_from`: the day of arrival, or today where it `lives_here`; the end of a stay elsewhere if `is_bridged`.
    The rent is that of a home of its own, by the amounts of the year `rent_of`; `rent_asked_of`: the year that counts.
    """

    n_persons: int
    bedrooms_needed: int
    bedrooms_least: int
    bedrooms_later: int | None
    requirements: tuple[Requirement, ...]
    arrival_on: date | None
    needed_from: date | None
    lives_here: bool
    is_bridged: bool
    rent_limit_cents: int | None
    rent_of: int | None
    rent_asked_of: int | None

    @property
    def must_have(self) -> tuple[Requirement, ...]:
        """What the home must have, as far as that is judged."""
        return tuple(each for each in self.requirements if each != Requirement.TO_BE_JUDGED)

    @property
    def has_more_to_judge(self) -> bool:
        """Whether a caseworker still judges what else the home must have."""
        return Requirement.TO_BE_JUDGED in self.requirements


@dataclass(frozen=True, slots=True)
class PlacedView:
    """The home that was decided. `reason` is tier P2: None for who may not read it."""

    view: FitView | None
    kind: DecisionKind
    by: str
    at: datetime
    reason: str | None
    from_on: date


@dataclass(frozen=True, slots=True)
class UndoneView:
    """The last decision, while it is undone and no other stands. `reason` is tier P2: None for who may not read it."""

    view: FitView | None
    by: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class FitFilters:
    """What the list of homes is narrowed to; `order` is `best`, `available` or `rent`."""

    outcome: str = ""
    neighbourhood: str = ""
    decidable: bool = False
    order: str = "best"


@dataclass(frozen=True, slots=True)
class FitGroup:
    """Homes of one outcome on this page, and how many there are in all."""

    outcome: FitOutcome
    rows: tuple[FitView, ...]
    n: int


@dataclass(frozen=True, slots=True)
class FitPage:
    """Every home for one household."""

    case: CaseRef
    needs: HouseholdNeeds | None
    groups: tuple[FitGroup, ...]
    pages: Page[FitView]
    counts: Mapping[str, int]
    neighbourhoods: tuple[str, ...]
    proposed: FitView | None
    placed: PlacedView | None
    undone: UndoneView | None
    may_decide: bool
    has_case_page: bool


@dataclass(frozen=True, slots=True)
class WordView:
    """A lock or forbid as pages show it. `reason` is tier P2: None for who may not read it."""

    id: int
    word: PersonsWord
    unit: int
    place: str
    address: str
    by: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class PairPage:
    """One household and one unit: every rule and point, what the run said, and what a person may do."""

    case: CaseRef
    needs: HouseholdNeeds
    view: FitView
    other: FitView | None
    is_proposed: bool
    why_not: FitLine | None
    word: WordView | None
    own_block: int | None
    agreements: Agreements
    is_placed_here: bool
    is_placed: bool
    may_propose: bool
    may_decide: bool
    has_case_page: bool

    @property
    def can_be_decided(self) -> bool:
        """Whether a decision for this pair would be taken today."""
        return self.view.is_decidable and not self.is_placed

    @property
    def may_exclude(self) -> bool:
        """Whether the reader may exclude the home, which they have not done yet."""
        return self.may_decide and not self.own_block


def reads_needs(case: CaseRef) -> bool:
    """Whether the reader knows the household's needs themselves, and not only what a home must have."""
    return Tier.P2 in case.tiers


def note_needs(actor: Actor, case: CaseRef, *, is_read: bool = True) -> None:
    """What a page of homes shows of a household, for the log: what a home must have, and to some the reasons."""
    if is_read:
        actor.reads.read(case.code, Shown.DWELLING_NEEDS)
        actor.reads.read(case.code, Shown.NEEDS, Shown.REASONS, within=case.tiers)


def needs_of(facts: HouseholdFacts, gathered: Gathered) -> HouseholdNeeds:
    """What a home must have for this household, without a person or a need's word."""
    rooms = facts.bedrooms
    timing = gathered.timing(facts.case_code)
    limit = own_rent_limit(facts, gathered.criteria, timing.rent_year)
    return HouseholdNeeds(
        n_persons=facts.n_now,
        bedrooms_needed=rooms.needed_now,
        bedrooms_least=rooms.least_now,
        bedrooms_later=rooms.needed_later if rooms.needed_later > rooms.needed_now else None,
        requirements=tuple(sorted(gathered.criteria.requirements(facts.needs), key=list(Requirement).index)),
        arrival_on=facts.arrival_on,
        needed_from=timing.needed_from,
        lives_here=timing.lives_here,
        is_bridged=timing.bridged_until is not None,
        rent_limit_cents=limit.cents if limit else None,
        rent_of=limit.year if limit else None,
        rent_asked_of=timing.rent_year,
    )


def view_of(
    gathered: Gathered, case: str, unit: UnitFacts, *, is_full: bool, people: Mapping[str, str] | None = None
) -> FitView:
    """The pair as the reader may know it, judged today. `people`: first names by `H-0123/2`, where they may be read."""
    judged, taken = gathered.fit(case, unit), gathered.taken(case, unit.id)
    named = {key.rsplit("/", 1)[1]: name for key, name in (people or {}).items() if key.startswith(f"{case}/")}
    return FitView(
        unit=unit.id,
        place=place_id((unit.facts.code, unit.number)) if unit.facts.n_units > 1 else unit.facts.code,
        unit_no=unit.number,
        address=unit.address,
        facts=unit.facts,
        outcome=judged.outcome,
        said=said(judged, is_full=is_full, people=named),
        points=round(judged.total),
        word=fit_word(judged.total, gathered.criteria.limits),
        is_decidable=judged.is_decidable and not gathered.is_forbidden(case, unit.id),
        seen=seen_of(judged),
        leaving_on=taken.until if taken else None,
    )


def people_of(actor: Actor, case: CaseRef, *, today: date) -> Mapping[str, str]:
    """First names of the household's people, for who may read them beside its needs: 2 queries, or none."""
    return names(actor, [case.code], today=today).people if reads_needs(case) else {}


def seen_of(judged: Fit) -> str:
    """Tells whether a pair is judged today as it was when somebody looked at it."""
    return fingerprint(judged.broken, judged.warnings, judged.unknown, judged.exceptions)[:16]


def fit_page(actor: Actor, code: str, filters: FitFilters, *, today: date, number: int = 1) -> FitPage:
    """Every home the actor may see for this household, best first within its outcome. Raises: NotFound."""
    case = case_for(actor, code, Permission.DWELLING_FIT, today=today)
    gathered = gather(case.municipality, [code], today=today)
    facts = gathered.households.get(code)
    seen_units = visible_units(actor, case.municipality)
    units = [unit for unit in gathered.units if unit.id in seen_units] if facts else []
    neighbourhoods = {unit.facts.neighbourhood for unit in units if unit.facts.neighbourhood}
    if filters.neighbourhood not in neighbourhoods:
        filters = replace(filters, neighbourhood="")
    people = people_of(actor, case, today=today)
    views = [view_of(gathered, code, unit, is_full=reads_needs(case), people=people) for unit in units]
    chosen = sorted(narrowed(views, filters), key=ORDERS.get(filters.order, ORDERS["best"]))
    pages = Page(chosen[window(number, HOMES_SHOWN)], number, len(chosen), HOMES_SHOWN)
    by_unit = {view.unit: view for view in views}
    note_needs(actor, case, is_read=facts is not None)
    placed = placed_view(case, by_unit, today=today)
    return FitPage(
        case=case,
        needs=needs_of(facts, gathered) if facts else None,
        groups=groups_of(pages.rows, chosen),
        pages=pages,
        counts={"": len(views)} | {each.value: sum(view.outcome is each for view in views) for each in OUTCOMES},
        neighbourhoods=tuple(sorted(neighbourhoods)),
        proposed=by_unit.get(proposed_unit(code) or 0),
        placed=placed,
        undone=undone_view(case, by_unit) if placed is None else None,
        may_decide=journey.may(actor, code, Permission.PLACEMENT_DECIDE, today=today),
        has_case_page=journey.may(actor, code, Permission.CASE_READ, today=today),
    )


def narrowed(views: list[FitView], filters: FitFilters) -> list[FitView]:
    """The views that the filters leave."""
    return [
        view
        for view in views
        if filters.outcome in {"", view.outcome.value}
        and filters.neighbourhood in {"", view.facts.neighbourhood}
        and (view.is_decidable or not filters.decidable)
    ]


ORDERS = {
    "best": lambda view: (OUTCOMES.index(view.outcome), -view.points, view.place),
    "available": lambda view: (OUTCOMES.index(view.outcome), view.free_from or date.max, view.place),
    "rent": lambda view: (
        OUTCOMES.index(view.outcome),
        view.facts.basic_rent_cents is None,
        view.facts.basic_rent_cents or 0,
        view.place,
    ),
}


def groups_of(shown: object, chosen: list[FitView]) -> tuple[FitGroup, ...]:
    """The homes of this page by outcome; outcomes without homes are left out."""
    rows = [view for view in shown if isinstance(view, FitView)] if isinstance(shown, (list, tuple)) else []
    return tuple(
        FitGroup(outcome, mine, sum(view.outcome is outcome for view in chosen))
        for outcome in OUTCOMES
        if (mine := tuple(view for view in rows if view.outcome is outcome))
    )


def proposed_unit(code: str) -> int | None:
    """The unit that the newest run proposes for the household, while that is still open."""
    rows = Proposal.rows.filter(case__code=code, state=ProposalState.OPEN, unit__isnull=False)
    return rows.order_by("-pk").values_list("unit_id", flat=True).first()


def placed_view(case: CaseRef, views: Mapping[int, FitView], *, today: date) -> PlacedView | None:
    """The home that was decided for the household, if one was, and that in which they live until they move away."""
    row = Placement.rows.filter(lived_in(today), case_id=case.id).select_related("decision__by").order_by("-pk").first()
    if row is None:
        return None
    decision: Decision = row.decision
    return PlacedView(
        view=views.get(row.unit_id),
        kind=DecisionKind(decision.kind),
        by=decision.by.name,
        at=decision.at,
        reason=decision.reason if reads_needs(case) else None,
        from_on=row.from_on,
    )


def undone_view(case: CaseRef, views: Mapping[int, FitView]) -> UndoneView | None:
    """The decision that was undone last for the household, if one was."""
    undone = Decision.rows.filter(case_id=case.id, undone_at__isnull=False).select_related("undone_by")
    row = undone.order_by("-undone_at").first()
    if row is None or row.undone_by is None or row.undone_at is None:
        return None
    reason = row.undone_because if reads_needs(case) else None
    return UndoneView(views.get(row.unit_id), row.undone_by.name, row.undone_at, reason)


def pair_page(actor: Actor, code: str, unit: int, *, today: date) -> PairPage:
    """One unit for one household, to the last reason; what other households would lose only for who may propose.

    Raises: NotFound.
    """
    case = case_for(actor, code, Permission.DWELLING_FIT, today=today)
    gathered = gather(case.municipality, [code], today=today)
    found, facts = gathered.unit(unit), gathered.households.get(code)
    if found is None or facts is None or unit not in visible_units(actor, case.municipality):
        raise NotFound("no_such_unit")
    is_full = reads_needs(case)
    proposal = open_proposal(code)
    may_propose = journey.may(actor, code, Permission.PLACEMENT_PROPOSE, today=today)
    home = Placement.rows.filter(case_id=case.id, is_active=True).values_list("unit_id", flat=True).first()
    word = gathered.word_on(code, unit)
    note_needs(actor, case)
    other, people = other_unit(gathered, proposal, unit), people_of(actor, case, today=today)
    return PairPage(
        case=case,
        needs=needs_of(facts, gathered),
        view=view_of(gathered, code, found, is_full=is_full, people=people),
        other=view_of(gathered, code, other, is_full=is_full, people=people) if other else None,
        is_proposed=bool(proposal and proposal.unit_id == unit),
        why_not=why_not(actor, proposal, found, today=today) if may_propose else None,
        word=words_shown(gathered, [word], reads={code} if is_full else set())[0] if word else None,
        own_block=own_block(actor, case, unit),
        agreements=agreements_of(actor, case, gathered, found, today=today, is_placed=home is not None),
        is_placed_here=home == unit,
        is_placed=home is not None,
        may_propose=may_propose,
        may_decide=journey.may(actor, code, Permission.PLACEMENT_DECIDE, today=today),
        has_case_page=journey.may(actor, code, Permission.CASE_READ, today=today),
    )


def open_proposal(code: str) -> Proposal | None:
    """What the newest run proposes for the household, while nobody decided."""
    return Proposal.rows.filter(case__code=code, state=ProposalState.OPEN).order_by("-pk").first()


def other_unit(gathered: Gathered, proposal: Proposal | None, unit: int) -> UnitFacts | None:
    """The home to hold a pair against: the proposed one, or beside that the runner-up."""
    if proposal is None:
        return None
    runner_up = proposal.runner_up.get("unit")
    wanted = proposal.unit_id if proposal.unit_id != unit else runner_up
    return gathered.unit(wanted) if isinstance(wanted, int) else None


def why_not(actor: Actor, proposal: Proposal | None, unit: UnitFacts, *, today: date) -> FitLine | None:
    """What the run said of a home that it did not choose for the household; None for the one it chose."""
    if proposal is None or proposal.unit_id == unit.id:
        return None
    kept = proposal.why_not.get(place_id((unit.facts.code, unit.number)))
    displaced = kept.get("displaces", {}) if kept else {}
    seen = journey.cases_by_code(actor, displaced, Permission.PLACEMENT_PROPOSE, today=today)
    for code, case in seen.items():
        actor.reads.shown(code, case.municipality)
    return why_not_line(kept, frozenset(seen))


def own_block(actor: Actor, case: CaseRef, unit: int) -> int | None:
    """The block that the actor set on this pair: nobody else can end it."""
    rows = Block.rows.filter(case_id=case.id, unit_id=unit, is_active=True, by_id=actor.person or 0)
    return rows.values_list("pk", flat=True).first()


def words_shown(gathered: Gathered, words: list[WordOn], *, reads: set[str]) -> list[WordView]:
    """Locks and forbids with who gave them; their reasons only for the cases in `reads`. 2 queries."""
    people = names_of({word.by for word in words if word.by is not None})
    wanted = [word.id for word in words if word.case in reads]
    reasons = dict(PairWord.rows.filter(pk__in=wanted).values_list("pk", "reason"))
    found = []
    for word in words:
        unit = gathered.unit(word.unit)
        found.append(
            WordView(
                id=word.id,
                word=word.word,
                unit=word.unit,
                place=unit.facts.code if unit else "",
                address=unit.address if unit else "",
                by=people.get(PersonId(word.by), "") if word.by is not None else "",
                at=word.at,
                reason=reasons.get(word.id),
            )
        )
    return found
