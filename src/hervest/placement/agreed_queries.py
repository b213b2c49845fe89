"""What persons agreed for households and homes of a municipality, as facts for judging: never for showing as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

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
from hervest.placement.vocabulary import AdviceKind, ExemptionState, HardRule

PairKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class AgreedThere:
    """Everything agreed in one municipality: by case and unit, by case, and who said yes to which mixed house."""

    of_pair: Mapping[PairKey, Agreed] = field(default_factory=dict)
    stays: Mapping[str, Bridged] = field(default_factory=dict)
    mixed: frozenset[tuple[str, str]] = frozenset()

    def on(self, case: str, unit: int) -> Agreed:
        """What was agreed for this pair, with where the household stays until then."""
        return replace(self.of_pair.get((case, unit), NOTHING), bridged=self.stays.get(case))

    def agree(self, cases: Iterable[str], house: str) -> bool:
        """Whether all of them said yes to living with the other sex in that house."""
        return all((case, house) in self.mixed for case in cases)


def agreed_in(municipality: str, units: Iterable[UnitFacts]) -> AgreedThere:
    """Everything agreed there that nobody ended. Always 7 queries."""
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
    for follow in in_force(FollowUpHome, municipality):
        add(follow.case.code, follow.unit_id, next_home=next_home(homes, follow.unit_id, follow.next_unit_id))
    for key, exempt in exempt_in(municipality).items():
        add(*key, exempt=exempt)
    return AgreedThere(found, stays_in(municipality), mixed_in(municipality))


def in_force(model: Any, municipality: str) -> Any:
    """The rows of a model of pairs that nobody ended, oldest first."""
    rows = model.rows.filter(is_active=True, unit__dwelling__municipality=municipality)
    return rows.select_related("case", "by").order_by("pk")


def exempt_in(municipality: str) -> Mapping[PairKey, tuple[Exempt, ...]]:
    """The exceptions there that a second person confirmed."""
    rows = Exemption.rows.filter(state=ExemptionState.CONFIRMED, unit__dwelling__municipality=municipality)
    found: dict[PairKey, list[Exempt]] = {}
    for row in rows.select_related("case", "decided_by").order_by("pk"):
        if row.decided_by is not None and row.decided_at is not None:
            word = Exempt(HardRule(row.rule), row.rests_on, row.decided_by.name, clock.day_of(row.decided_at))
            found.setdefault((row.case.code or "", row.unit_id), []).append(word)
    return {key: tuple(words) for key, words in found.items()}


def next_home(homes: Mapping[int, UnitFacts], unit: int, following: int) -> str | None:
    """The code of the home that follows, if it is free by the day on which the first one ends."""
    first, second = homes.get(unit), homes.get(following)
    if first is None or second is None or first.facts.rented_until is None or second.facts.available_from is None:
        return None
    return str(second.facts.code) if second.facts.available_from <= first.facts.rented_until else None


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
