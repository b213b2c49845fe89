"""The table that decides as the page "how we choose" prints it; and the door to what waits for a decision."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.queries import MunicipalityRow
from hervest.core.errors import NotFound
from hervest.households.room_queries import room_norm
from hervest.households.vocabulary import NeedKind, RoomNorm
from hervest.journey.workflow_text_queries import own_text
from hervest.placement.proposal_queries import WaitingRow, waiting_for_decision
from hervest.placement.settings_queries import SettingRow, criteria_of, history_of, may_set, places_read
from hervest.placement.vocabulary import (
    ADAPTABLE,
    EXEMPT_BY_TWO,
    NEVER_EXEMPT,
    SHOWN_CODES,
    Criteria,
    Criterion,
    FitWarning,
    HardRule,
    Mark,
    NeedTerms,
    RentAmount,
    RentKey,
    Requirement,
    SourcedNumber,
)

__all__ = ["WaitingRow", "criteria_page", "waiting_for_decision"]


@dataclass(frozen=True, slots=True)
class RentLine:
    """One kind of rent amount with every year that is known; none = still to be imported."""

    key: RentKey
    amounts: tuple[RentAmount, ...]


@dataclass(frozen=True, slots=True)
class NeedLine:
    """What one need asks of a home, in the order of the numbers."""

    need: NeedKind
    rules: tuple[HardRule, ...]
    warnings: tuple[FitWarning, ...]
    criteria: tuple[Criterion, ...]
    heavier: tuple[Criterion, ...]
    requirements: tuple[Requirement, ...]
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True)
class CriteriaPage:
    """The whole table that decides, in the order of its numbers."""

    municipality: MunicipalityRow | None
    places: tuple[MunicipalityRow, ...]
    intro: str
    history: tuple[SettingRow, ...]
    may_set: bool
    by_two: tuple[HardRule, ...]
    by_adapting: tuple[HardRule, ...]
    never: tuple[HardRule, ...]
    criteria: Criteria
    rules: tuple[HardRule, ...]
    warnings: tuple[FitWarning, ...]
    weights: tuple[tuple[Criterion, int], ...]
    numbers: tuple[SourcedNumber, ...]
    rents: tuple[RentLine, ...]
    never_used: tuple[str, ...]
    needs: tuple[NeedLine, ...]
    rooms: RoomNorm


def criteria_page(actor: Actor, municipality: str, *, today: date) -> CriteriaPage:
    """The same table that decides in a municipality, the actor's first if none is asked: nothing stands here twice.

    Raises: NotFound for a municipality whose table the actor may not read.
    """
    places = places_read(actor)
    chosen = next((place for place in places if municipality in {"", place.code}), None)
    if chosen is None and (municipality or not actor.system):
        raise NotFound("no_such_municipality", municipality=municipality)
    code = chosen.code if chosen else ""
    criteria = criteria_of(code, today=today)
    return CriteriaPage(
        municipality=chosen,
        places=places,
        intro=own_text(actor, "how_we_choose", code),
        history=history_of(code, today=today),
        may_set=may_set(actor, code),
        by_two=EXEMPT_BY_TWO,
        by_adapting=ADAPTABLE,
        never=NEVER_EXEMPT,
        criteria=criteria,
        rules=tuple(HardRule),
        warnings=tuple(FitWarning),
        weights=tuple((criterion, criteria.weights[criterion]) for criterion in Criterion),
        numbers=criteria.numbers,
        rents=tuple(RentLine(key, tuple(rent for rent in criteria.rents if rent.key == key)) for key in RentKey),
        never_used=SHOWN_CODES["never_used"],
        rooms=room_norm(),
        needs=tuple(need_line(criteria.needs[need]) for need in NeedKind),
    )


def need_line(terms: NeedTerms) -> NeedLine:
    """A need with what it calls up, sorted as the page numbers it."""
    return NeedLine(
        need=terms.need,
        rules=tuple(rule for rule in HardRule if rule in terms.calls_up),
        warnings=tuple(warning for warning in FitWarning if warning in terms.calls_up),
        criteria=tuple(criterion for criterion in Criterion if criterion in terms.calls_up),
        heavier=tuple(criterion for criterion in Criterion if criterion in terms.heavier),
        requirements=tuple(requirement for requirement in Requirement if requirement in terms.requirements),
        mark=terms.mark,
        source=terms.source,
    )
