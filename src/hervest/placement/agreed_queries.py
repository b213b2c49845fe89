"""What persons agreed for households and homes of a municipality, as facts for judging: never for showing as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dateutil.relativedelta import relativedelta

from hervest.core import clock
from hervest.housing.queries import UnitFacts
from hervest.placement.agreed_models import (
    Adaptation,
    Exemption,
    FollowUpHome,
    MixedSharing,
    NetworkTravel,
    Stay,
    TravelAdvice,
)
from hervest.placement.agreed_rules import NOTHING, Adapted, Advised, Agreed, Bridged, Exempt
from hervest.placement.match_vocabulary import MatchRule
from hervest.placement.vocabulary import AdviceKind, ExemptionState, HardRule

PairKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class AgreedThere:
    """Everything agreed in one municipality: by case and unit, by case, and who said yes to which mixed house.

    `followed`: unit -> the case that goes on there when the tenancy of its first home ends.
    """

    of_pair: Mapping[PairKey, Agreed] = field(default_factory=dict)
    stays: Mapping[str, Bridged] = field(default_factory=dict)
    mixed: frozenset[tuple[str, str]] = frozenset()
    followed: Mapping[int, str] = field(default_factory=dict)

    def on(self, case: str, unit: int) -> Agreed:
        """What was agreed for this pair, with where the household stays until then."""
        return replace(self.of_pair.get((case, unit), NOTHING), bridged=self.stays.get(case))

    def agree(self, cases: Iterable[str], house: str) -> bool:
        """Whether all of them said yes to living with the other sex in that house."""
        return all((case, house) in self.mixed for case in cases)


def agreed_in(
    municipality: str,
    units: Iterable[UnitFacts],
    *,
    residents: Mapping[int, str],
    locked: Mapping[int, str],
    shortest_months: int,
) -> AgreedThere:
    """Everything agreed there that nobody ended. Always 7 queries.

    A home that follows counts while nobody else lives there, has it locked or was to go on there first.
    """
    found: dict[PairKey, Agreed] = {}

    def add(case: str | None, unit: int, **words: object) -> None:
        key = case or "", unit
        found[key] = replace(found.get(key, NOTHING), **words)  # type: ignore[arg-type]  # names of its fields

    for each in in_force(Adaptation, municipality):
        rules = frozenset(HardRule(rule) for rule in each.rules)
        add(each.case.code, each.unit_id, adapted=Adapted(rules, each.ready_on, each.rests_on))
    for advice in in_force(TravelAdvice, municipality):
        word = Advised(AdviceKind(advice.kind), advice.minutes, advice.rests_on, advice.by.name, advice.advised_on)
        add(advice.case.code, advice.unit_id, advised=word)
    for travel in in_force(NetworkTravel, municipality):
        add(travel.case.code, travel.unit_id, network=travel.minutes)
    homes = {unit.id: unit for unit in units}
    follows = list(in_force(FollowUpHome, municipality))
    followed = followed_in(follows, residents)
    for follow in follows:
        others = {holders.get(follow.next_unit_id) for holders in (residents, locked, followed)}
        code = next_home(homes, follow.unit_id, follow.next_unit_id, shortest_months=shortest_months)
        add(follow.case.code, follow.unit_id, next_home=code if others <= {None, follow.case.code} else None)
    for key, exempt in exempt_in(municipality).items():
        add(*key, exempt=exempt)
    return AgreedThere(found, stays_in(municipality), mixed_in(municipality), followed)


def in_force(model: Any, municipality: str) -> Any:
    """The rows of a model of pairs that nobody ended, oldest first."""
    rows = model.rows.filter(is_active=True, unit__dwelling__municipality=municipality)
    return rows.select_related("case", "by").order_by("pk")


def exempt_in(municipality: str) -> Mapping[PairKey, tuple[Exempt, ...]]:
    """The exceptions there that a second person confirmed."""
    return exempt_of(Exemption.rows.filter(unit__dwelling__municipality=municipality), HardRule, "unit_id")


def exempt_of(
    rows: Any, rules: type[HardRule] | type[MatchRule], other: str
) -> dict[tuple[str, Any], tuple[Exempt, ...]]:
    """Those of these exceptions that a second person confirmed, by case and what they are about (`other`). 1 query."""
    found: dict[tuple[str, Any], tuple[Exempt, ...]] = {}
    confirmed = rows.filter(state=ExemptionState.CONFIRMED)
    for row in confirmed.select_related("case", "decided_by").order_by("pk"):
        word = Exempt(rules(row.rule), row.rests_on, row.decided_by.name, clock.day_of(row.decided_at))
        key = row.case.code or "", getattr(row, other)
        found[key] = (*found.get(key, ()), word)
    return found


def followed_in(follows: Iterable[FollowUpHome], residents: Mapping[int, str]) -> Mapping[int, str]:
    """Unit -> the household that goes on there: who named it first, and waits for or has the home before it."""
    home_of = {case: unit for unit, case in residents.items()}
    found: dict[int, str] = {}
    for follow in follows:
        case = follow.case.code or ""
        if home_of.get(case, follow.unit_id) == follow.unit_id and (case in home_of or follow.case.closed_on is None):
            found.setdefault(follow.next_unit_id, case)
    return found


def next_home(homes: Mapping[int, UnitFacts], unit: int, following: int, *, shortest_months: int) -> str | None:
    """The code of the home that follows, if it is free when the first one ends and does not end soon after."""
    first, second = homes.get(unit), homes.get(following)
    if first is None or second is None or first.facts.rented_until is None or second.facts.available_from is None:
        return None
    is_free = second.facts.available_from <= first.facts.rented_until
    return str(second.facts.code) if is_free and not ends_soon(first, second, shortest_months) else None


def ends_soon(first: UnitFacts, second: UnitFacts, shortest_months: int) -> bool:
    """Whether the second tenancy ends within so many months after the first: it is no home to go on to (HOME-H9)."""
    moves_on, until = first.facts.rented_until, second.facts.rented_until
    return moves_on is not None and until is not None and until < moves_on + relativedelta(months=shortest_months)


def stays_in(municipality: str) -> Mapping[str, Bridged]:
    """Where households stay between arrival and home."""
    rows = Stay.rows.filter(is_active=True, case__municipality=municipality)
    return {
        code or "": Bridged(from_on, until_on)
        for code, from_on, until_on in rows.values_list("case__code", "from_on", "until_on")
    }


def mixed_in(municipality: str) -> frozenset[tuple[str, str]]:
    """Who said yes to living with the other sex, and in which house."""
    rows = MixedSharing.rows.filter(is_active=True, dwelling__municipality=municipality)
    return frozenset((case or "", house) for case, house in rows.values_list("case__code", "dwelling__code"))
