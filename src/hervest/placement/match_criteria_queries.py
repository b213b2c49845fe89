"""The page that prints the table by which the groups of a programme are proposed."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.core.errors import NotFound
from hervest.placement.match_criteria import match_criteria
from hervest.placement.match_table_queries import match_programmes
from hervest.placement.match_vocabulary import MatchCriteria, MatchCriterion
from hervest.placement.match_weight_queries import WeighingRow, criteria_of_programme, weighings_of
from hervest.placement.vocabulary import SourcedNumber
from hervest.sponsorship.queries import ProgrammeRow, ProgrammeTerms, programmes_to_change, terms_of


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number of the table with its source; `criterion`: whose weight it is; `is_own`: the programme set it."""

    number: SourcedNumber
    value: float
    criterion: MatchCriterion | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class MatchTablePage:
    """The table that decides: of a programme, or the one that Hervest comes with (None)."""

    criteria: MatchCriteria
    programme: ProgrammeTerms | None
    programmes: tuple[ProgrammeRow, ...]
    history: tuple[WeighingRow, ...]
    may_set: bool

    @property
    def numbers(self) -> tuple[NumberRow, ...]:
        """Every weight and number, as it counts here."""
        weighed = {criterion.value: criterion for criterion in MatchCriterion}
        found = []
        for number in self.criteria.numbers:
            criterion = weighed.get(number.key)
            value = self.criteria.weights[criterion] if criterion else getattr(self.criteria.limits, number.key)
            found.append(NumberRow(number, value, criterion, is_own=value != number.value))
        return tuple(found)


def match_table_page(actor: Actor, programme: int, *, today: date) -> MatchTablePage:
    """How the groups of a programme are proposed; 0: by the table that Hervest comes with.

    Raises: NotFound for a programme in which the actor does not match.
    """
    found = match_programmes(actor, today=today)
    if not programme:
        return MatchTablePage(match_criteria(), None, found, (), may_set=False)
    may_set = _may_set(actor, programme)
    if programme not in {row.id for row in found} and not may_set:
        raise NotFound("no_such_programme")
    terms = terms_of(programme)
    return MatchTablePage(
        criteria=criteria_of_programme(terms),
        programme=terms,
        programmes=found,
        history=weighings_of(programme),
        may_set=may_set,
    )


def _may_set(actor: Actor, programme: int) -> bool:
    return programme in {row.id for row in programmes_to_change(actor)}


def weights_to_set(actor: Actor, programme: int) -> MatchTablePage:
    """The table in force, for the form of who changes the programme. Raises: NotFound."""
    if not _may_set(actor, programme):
        raise NotFound("no_such_programme")
    terms = terms_of(programme)
    return MatchTablePage(criteria_of_programme(terms), terms, (), weighings_of(programme), may_set=True)
