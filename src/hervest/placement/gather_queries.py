"""Everything that a fit is judged from, gathered once: households, units, who has what, and persons' words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from django.db.models import F, Q, QuerySet

from hervest.accounts.vocabulary import PersonId
from hervest.households.queries import facts_of_cases
from hervest.households.vocabulary import HouseholdFacts, Sex
from hervest.housing.queries import UnitFacts, units_in
from hervest.housing.vocabulary import DwellingCode, DwellingKind
from hervest.placement.agreed_queries import AgreedThere, agreed_in
from hervest.placement.fit_rules import Pair
from hervest.placement.models import Block, PairWord, Placement
from hervest.placement.record_rules import fingerprint
from hervest.placement.rules import fit
from hervest.placement.settings_queries import criteria_of
from hervest.placement.timing_rules import Timing
from hervest.placement.vocabulary import Criteria, Fit, PersonsWord, Taken

ALONE_IS_NO_COMPANY = 2


@dataclass(frozen=True, slots=True)
class WordOn:
    """A person's word on a pair that holds today."""

    id: int
    case: str
    unit: int
    word: PersonsWord
    by: PersonId | None
    at: datetime


@dataclass(frozen=True)  # no slots: the two properties are worked out once
class Gathered:
    """The facts of some households and of every unit of a municipality on one day.

    `residents`: unit -> case that lives there or will. `leaving`: units whose household moves away, and when each is
    free. `waiting`: the households whose fit is asked.
    """

    waiting: tuple[str, ...]
    households: Mapping[str, HouseholdFacts]
    units: tuple[UnitFacts, ...]
    residents: Mapping[int, str]
    words: tuple[WordOn, ...]
    blocks: frozenset[tuple[str, int]]
    criteria: Criteria
    today: date
    agreed: AgreedThere = field(default_factory=AgreedThere)
    leaving: Mapping[int, date] = field(default_factory=dict)

    @cached_property
    def locked(self) -> Mapping[int, str]:
        """Unit -> the case it is locked for."""
        return locks_of(self.words)

    @cached_property
    def sexes(self) -> Mapping[DwellingCode, Mapping[str, str]]:
        """Of each shared house: case of a resident -> sex; not known counts as another."""
        found: dict[DwellingCode, dict[str, str]] = {}
        for unit in self.units:
            case = self.residents.get(unit.id)
            if unit.facts.kind is DwellingKind.SHARED and case is not None:
                facts = self.households.get(case)
                sex = facts.sharing_sex if facts and facts.sharing_sex else Sex.UNKNOWN.value
                found.setdefault(unit.facts.code, {})[case] = sex
        return found

    def unit(self, unit: int) -> UnitFacts | None:
        """The unit with this id, if it is in the municipality."""
        return next((each for each in self.units if each.id == unit), None)

    def word_on(self, case: str, unit: int) -> WordOn | None:
        """A person's word on this pair."""
        return next((word for word in self.words if (word.case, word.unit) == (case, unit)), None)

    def is_forbidden(self, case: str, unit: int) -> bool:
        """Whether a person said that this household never gets this unit."""
        word = self.word_on(case, unit)
        return word is not None and word.word is PersonsWord.FORBID

    def fit(self, case: str, unit: UnitFacts) -> Fit:
        """How the unit suits the household today."""
        house = {who: sex for who, sex in self.sexes.get(unit.facts.code, {}).items() if who != case}
        return fit(
            self.households[case],
            unit.facts,
            self.criteria,
            unit=unit.number,
            taken=self.taken(case, unit.id),
            is_blocked=(case, unit.id) in self.blocks,
            housemates=frozenset(house.values()),
            do_housemates_agree=self.agreed.agree({case, *house}, unit.facts.code),
            agreed=self.agreed.on(case, unit.id),
            today=self.today,
        )

    def taken(self, case: str, unit: int) -> Taken | None:
        """Whether the unit is another household's, and until when if that moves away and nobody has a word on it."""
        others = {self.residents.get(unit), self.locked.get(unit)} - {None, case}
        if not others:
            return None
        is_word = self.locked.get(unit) not in {None, case}
        return Taken() if is_word else Taken(until=self.leaving.get(unit))

    def pair(self, case: str, unit: UnitFacts) -> Pair:
        """The pair with what was agreed for it: for asking a single rule."""
        agreed = self.agreed.on(case, unit.id)
        taken = self.taken(case, unit.id)
        return Pair(self.households[case], unit.facts, self.criteria, taken, agreed=agreed, today=self.today)

    def timing(self, case: str) -> Timing:
        """When the household needs a home."""
        return Timing(self.households[case], self.agreed.stays.get(case), self.today)

    def empty_shared_houses(self) -> tuple[DwellingCode, ...]:
        """Shared houses in which nobody lives and more than one unit can be given."""
        free: dict[DwellingCode, int] = {}
        for unit in self.units:
            if unit.facts.kind is DwellingKind.SHARED and unit.facts.code not in self.sexes:
                free[unit.facts.code] = free.get(unit.facts.code, 0) + 1
        return tuple(sorted(code for code, n in free.items() if n >= ALONE_IS_NO_COMPANY))

    def restored(self, waiting: Iterable[str], settled: frozenset[str]) -> "Gathered":
        """As it was before the decisions for `settled`: they wait, and their homes are free."""
        residents = {unit: case for unit, case in self.residents.items() if case not in settled}
        known = tuple(sorted(set(waiting) & set(self.households)))
        return replace(self, waiting=known, residents=residents)

    def fingerprint(self) -> str:
        """Tells whether anything that a run judges has changed since."""
        words = sorted((word.case, word.unit, word.word.value) for word in self.words)
        facts = {case: self.households[case] for case in self.waiting}
        agreed = {f"{case}#{unit}": said for (case, unit), said in self.agreed.of_pair.items() if case in self.waiting}
        stays = {case: stay for case, stay in self.agreed.stays.items() if case in self.waiting}
        rest = (self.blocks, self.criteria.version, agreed, stays, self.agreed.mixed)
        return fingerprint(self.waiting, facts, self.units, self.residents, words, *rest)


def gather(municipality: str, cases: Iterable[str], *, today: date) -> Gathered:
    """The facts of those of `cases` that have a household, and of every unit there: for deciding. Always 21 queries."""
    units = units_in([municipality])
    settled, leaving = residents_of(municipality), leaving_in([municipality], today=today)
    residents = {**{unit: case for unit, (case, _) in leaving.items()}, **settled}
    shared = {unit.id for unit in units if unit.facts.kind is DwellingKind.SHARED}
    neighbours = {case for unit, case in residents.items() if unit in shared}
    wanted = set(cases)
    criteria, words = criteria_of(municipality, today=today), words_in(municipality)
    near_birth_months = criteria.limits.near_birth_months if criteria.counts_near_births else 0
    households = facts_of_cases(wanted | neighbours, today=today, near_birth_months=near_birth_months)
    return Gathered(
        waiting=tuple(sorted(wanted & set(households))),
        households=households,
        units=units,
        residents=residents,
        words=words,
        blocks=blocks_in(municipality),
        criteria=criteria,
        today=today,
        agreed=agreed_in(
            municipality,
            units,
            residents=residents,
            locked=locks_of(words),
            shortest_months=criteria.limits.shortest_months,
        ),
        leaving={unit: until for unit, (_, until) in leaving.items() if unit not in settled},
    )


def residents_of(municipality: str) -> Mapping[int, str]:
    """Unit -> case code, of every placement in force there."""
    rows = Placement.rows.filter(is_active=True, unit__dwelling__municipality=municipality)
    return {unit: code or "" for unit, code in rows.values_list("unit_id", "case__code")}


def leaving_in(municipalities: Iterable[str], *, today: date) -> Mapping[int, tuple[str, date]]:
    """Unit -> who lives there until they move away, and the day on which it is free."""
    rows = _leaving(today).filter(unit__dwelling__municipality__in=set(municipalities)).order_by("pk")
    found = rows.values_list("unit_id", "case__code", "until_on")
    return {unit: (code or "", until) for unit, code, until in found if until is not None}


def home_until_move(case: str, *, today: date) -> Placement | None:
    """The home in which a household that was accepted elsewhere lives until it moves: for deciding."""
    return _leaving(today).filter(case__code=case).order_by("-pk").first()


def _leaving(today: date) -> QuerySet[Placement]:
    """The homes that are given up on a day still to come, and lived in until then."""
    rows = Placement.rows.filter(is_active=False, decision__undone_at__isnull=True)
    return rows.filter(until_on__gt=today, from_on__lt=F("until_on"))


def words_in(municipality: str) -> tuple[WordOn, ...]:
    """Every lock and forbid in force there, oldest first; their reasons stay where they are."""
    rows = PairWord.rows.filter(is_active=True, unit__dwelling__municipality=municipality).order_by("pk")
    return tuple(
        WordOn(pk, case or "", unit, PersonsWord(word), PersonId(by) if by else None, at)
        for pk, case, unit, word, by, at in rows.values_list("pk", "case__code", "unit_id", "word", "by_id", "at")
    )


def locks_of(words: Iterable[WordOn]) -> Mapping[int, str]:
    """Unit -> the case it is locked for."""
    return {word.unit: word.case for word in words if word.word is PersonsWord.LOCK}


def blocks_in(municipality: str) -> frozenset[tuple[str, int]]:
    """Every pair that a named person excluded."""
    rows = Block.rows.filter(is_active=True, unit__dwelling__municipality=municipality)
    return frozenset((code or "", unit) for code, unit in rows.values_list("case__code", "unit_id"))


def placed_cases(cases: Iterable[str]) -> frozenset[str]:
    """Those of `cases` that have a placement in force."""
    rows = Placement.rows.filter(is_active=True, case__code__in=set(cases))
    return frozenset(code or "" for code in rows.values_list("case__code", flat=True))


def lived_in(today: date) -> Q:
    """Placements that stand, and those of households that still live there until they move away."""
    until_they_move = Q(until_on__gt=today, from_on__lt=F("until_on"), decision__undone_at__isnull=True)
    return Q(is_active=True) | until_they_move


def home_of(case: str, *, today: date) -> int | None:
    """The unit that was decided for the case, if one stands, or in which they live until they move away."""
    rows = Placement.rows.filter(lived_in(today), case__code=case).order_by("-is_active", "-pk")
    return rows.values_list("unit_id", flat=True).first()
