"""What persons agreed or recorded for one household and one home, as far as judging the pair asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hervest.core.marks import mark
from hervest.households.vocabulary import PlaceWish
from hervest.placement.match_vocabulary import MatchRule
from hervest.placement.vocabulary import AdviceKind, HardRule

Ground = str | int | None
Grounds = Mapping[str, Ground]
"""The facts that something rests on, by name, as they are kept: days as ISO, yes and no as 1 and 0."""


def changed_facts(now: Grounds, rests_on: Grounds) -> tuple[str, ...]:
    """The facts that are no longer what they were when something came to rest on them, by name; none = it stands."""
    return tuple(name for name, value in now.items() if name not in rests_on or rests_on[name] != value)


def adaptation_mark(rules: Iterable[HardRule], ready_on: date | None) -> str:
    """What is adapted, and by when, when somebody looked (`core.marks`)."""
    return mark((sorted(rule.value for rule in rules), ready_on))


def minutes_mark(minutes: Mapping[PlaceWish, int | None]) -> str:
    """How far the home was known to be from what is wished, when somebody looked (`core.marks`)."""
    return mark(sorted((wish.value, known) for wish, known in minutes.items()))


def agreed_mark(*values: object) -> str:
    """What was recorded when somebody looked, field by field (`core.marks`)."""
    return mark(tuple(None if value is None else str(value) for value in values))


@dataclass(frozen=True, slots=True)
class Exempt:
    """An exception to one hard rule, of a home or of a match, that a second person confirmed."""

    rule: HardRule | MatchRule
    rests_on: Grounds
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Adapted:
    """A home will be adapted for the household: which rules that mends, and before which day it is ready."""

    rules: frozenset[HardRule]
    ready_on: date
    rests_on: Grounds


@dataclass(frozen=True, slots=True)
class Advised:
    """A health partner's advice: minutes to the hospital that was named, or the longest way that is acceptable."""

    kind: AdviceKind
    minutes: int
    rests_on: Grounds
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Bridged:
    """The household stays elsewhere between arrival and home."""

    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class Agreed:
    """Everything that persons agreed or recorded for one household and one unit.

    `next_home`: code of the home that follows a tenancy that ends soon. `network`: minutes by wish.
    """

    exempt: tuple[Exempt, ...] = ()
    adapted: Adapted | None = None
    advised: Advised | None = None
    bridged: Bridged | None = None
    next_home: str | None = None
    network: Mapping[str, int] = field(default_factory=dict)


NOTHING = Agreed()
