"""The soft criteria, HOME-S1 to S9: what makes one fitting home better than another, in points with reasons."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hervest.households.vocabulary import PlaceWish
from hervest.placement.fit_rules import Pair, hard_rent_limit, least_bedrooms, needed_bedrooms
from hervest.placement.vocabulary import Criterion, CriterionScore, Fact, Line, Param, Side
from hervest.placement.warning_rules import fit_limit, rent_above_fit, tight

HALF = 0.5
NETWORK_WISHES = frozenset({PlaceWish.NEAR_RELATIVES, PlaceWish.OWN_LANGUAGE, PlaceWish.MEETING_PLACE})


@dataclass(frozen=True, slots=True)
class Value:
    """A criterion's value from 0 to 1; `is_known` False when nothing of it is known."""

    value: float
    params: Mapping[str, Param]
    unknown: tuple[Fact, ...] = ()
    is_known: bool = True


def scores(pair: Pair) -> tuple[CriterionScore, ...]:
    """Every criterion that applies, in the page's order. Source: home_criteria.md, section 6."""
    return tuple(
        scored(criterion, value, pair) for criterion in Criterion if (value := CRITERIA[criterion](pair)) is not None
    )


def total(found: Iterable[CriterionScore]) -> float:
    """The weighted mean over the criteria that apply, scaled to 100 and kept in hundredths; 0 when none applies."""
    rows = [row for row in found if row.weight]
    points = sum(row.weight for row in rows)
    return round(100 * sum(row.weight * row.value for row in rows) / points, 2) if points else 0.0


def strongest(found: Iterable[CriterionScore], side: Side, n: int = 3) -> tuple[CriterionScore, ...]:
    """The criteria that weigh most on one side, heaviest first."""
    rows = [row for row in found if row.side == side]
    return tuple(sorted(rows, key=lambda row: -row.weight * (1 - row.value if side == Side.AGAINST else row.value))[:n])


def scored(criterion: Criterion, value: Value, pair: Pair) -> CriterionScore:
    """A value with its weight and side; a criterion counts more with a need for it."""
    weight = pair.criteria.weights[criterion]
    if pair.criteria.is_heavier(pair.household.needs, criterion):
        weight *= pair.criteria.limits.care_factor
    return CriterionScore(
        criterion=criterion,
        weight=weight,
        value=value.value,
        side=side_of(criterion, value, pair),
        params=tuple(sorted(value.params.items())),
        unknown=value.unknown,
    )


def side_of(criterion: Criterion, value: Value, pair: Pair) -> Side:
    """Which way a criterion speaks; it never praises what a warning holds against the home."""
    if not value.is_known:
        return Side.UNKNOWN
    if value.value < HALF:
        return Side.AGAINST
    contradicts = CONTRADICTS.get(criterion)
    return Side.NEITHER if contradicts is not None and contradicts(pair) is not None else Side.FOR


def on_line(found: float, line: Line) -> float:
    """1 at or better than `best`, 0 at or worse than `worst`, straight between."""
    return min(max((line.worst - found) / (line.worst - line.best), 0.0), 1.0)


def mean_on_lines(parts: Iterable[tuple[Fact, int | None, Line, int]]) -> Value:
    """The mean over parts (fact, minutes, line, how often it counts); a part not known counts a half."""
    rows = list(parts)
    unknown = tuple(fact for fact, minutes, _, _ in rows if minutes is None)
    known = [minutes for _, minutes, _, _ in rows if minutes is not None]
    counts = sum(count for *_, count in rows)
    value = (
        sum(count * (HALF if minutes is None else on_line(minutes, line)) for _, minutes, line, count in rows) / counts
    )
    params: dict[str, Param] = {"minutes": max(known)} if known else {}
    return Value(value, params, unknown, is_known=bool(known))


def room_to_grow(pair: Pair) -> Value | None:
    """HOME-S1: 1 with the bedrooms needed later, 0 below the least later; only for births to come or relatives."""
    rooms = pair.household.bedrooms
    if pair.is_shared or not (pair.births_to_come or pair.household.n_relatives):
        return None
    if pair.bedrooms is None:
        return Value(HALF, {}, (Fact.BEDROOMS,), is_known=False)
    below = rooms.least_later - 1
    value = on_line(-pair.bedrooms, Line(best=-rooms.needed_later, worst=-below))
    return Value(value, {"bedrooms": pair.bedrooms, "needed": rooms.needed_later})


def right_size(pair: Pair) -> Value | None:
    """HOME-S2: 1 with the bedrooms needed, 0 with so many more; with fewer it falls to 0 below the least, as HOME-S1.

    Fewer than needed is no right size either (HOME-W1), so it never counts as fully as one that is right.
    """
    if pair.is_shared:
        return None
    if pair.bedrooms is None:
        return Value(HALF, {}, (Fact.BEDROOMS,), is_known=False)
    needed = needed_bedrooms(pair)
    if pair.bedrooms < needed:
        value = on_line(-pair.bedrooms, Line(best=-needed, worst=1 - least_bedrooms(pair)))
    else:
        value = on_line(pair.bedrooms, Line(best=needed, worst=needed + pair.criteria.limits.oversize_bedrooms))
    return Value(value, {"bedrooms": pair.bedrooms, "needed": needed})


def school(pair: Pair) -> Value | None:
    """HOME-S3: walking to primary school, bus or bicycle to the newcomers' class; mean over the children of 4 to 17."""
    household, dwelling, lines = pair.household, pair.dwelling, pair.criteria.lines
    parts = (
        (
            Fact.PRIMARY_SCHOOL,
            dwelling.minutes_primary_school,
            lines["primary_school"],
            household.n_children_primary,
        ),
        (
            Fact.NEWCOMERS_CLASS,
            dwelling.minutes_newcomers_class,
            lines["newcomers_class"],
            household.n_children_secondary,
        ),
    )
    present = [part for part in parts if part[3]]
    return mean_on_lines(present) if present else None


def care(pair: Pair) -> Value:
    """HOME-S4: general practitioner and pharmacy."""
    line = pair.criteria.lines["care"]
    return mean_on_lines(
        [(Fact.GP, pair.dwelling.minutes_gp, line, 1), (Fact.PHARMACY, pair.dwelling.minutes_pharmacy, line, 1)]
    )


def daily(pair: Pair) -> Value:
    """HOME-S5: supermarket and stop."""
    dwelling, lines = pair.dwelling, pair.criteria.lines
    return mean_on_lines(
        [
            (Fact.SUPERMARKET, dwelling.minutes_supermarket, lines["supermarket"], 1),
            (Fact.STOP, dwelling.minutes_stop, lines["stop"], 1),
        ]
    )


def quiet(pair: Pair) -> Value | None:
    """HOME-S6: recorded as quiet; only with the need for a quiet area."""
    if not pair.is_asked(Criterion.QUIET):
        return None
    if pair.dwelling.is_quiet is None:
        return Value(HALF, {}, (Fact.QUIET,), is_known=False)
    return Value(float(pair.dwelling.is_quiet), {})


def network(pair: Pair) -> Value | None:
    """HOME-S7: travel to relatives, own language or a meeting place; only what the household wishes to be near."""
    wished = tuple(sorted(pair.household.wishes & NETWORK_WISHES))
    if not wished:
        return None
    line, minutes = pair.criteria.lines["network"], pair.agreed.network
    found = mean_on_lines([(Fact.NETWORK, minutes.get(wish), line, 1) for wish in wished])
    return Value(found.value, {"wishes": wished, **found.params}, found.unknown[:1], found.is_known)


def rent_margin(pair: Pair) -> Value | None:
    """HOME-S8: 1 up to a low share of the fit limit, 0 at the hard limit; rooms have no such limits."""
    fit, hard = fit_limit(pair), hard_rent_limit(pair)
    if pair.is_shared or fit is None or hard is None:
        return None
    rent = pair.dwelling.basic_rent_cents
    low = fit.cents * pair.criteria.limits.low_rent_percent // 100
    if rent is None:
        return Value(HALF, {}, (Fact.BASIC_RENT,), is_known=False)
    if low >= hard.cents:  # the lower limit of the young may lie below it
        return Value(float(rent <= hard.cents), {"rent_cents": rent})
    return Value(on_line(rent, Line(best=low, worst=hard.cents)), {"rent_cents": rent})


def wishes(pair: Pair) -> Value | None:
    """HOME-S9: the share of the sorted wishes about place that are met; a wish nobody can judge counts a half."""
    answers = {wish: is_met(pair, PlaceWish(wish)) for wish in sorted(pair.household.wishes & set(PLACE_WISHES))}
    if not answers:
        return None
    met = tuple(wish for wish, answer in answers.items() if answer)
    missed = tuple(wish for wish, answer in answers.items() if answer is False)
    n_open = len(answers) - len(met) - len(missed)
    return Value(
        value=(len(met) + HALF * n_open) / len(answers),
        params={"met": met, "missed": missed},
        unknown=(Fact.PLACE_WISHES,) if n_open else (),
        is_known=bool(met or missed),
    )


def is_met(pair: Pair, wish: PlaceWish) -> bool | None:
    """Whether a home meets a wish about place; None = not known, or not recorded of homes."""
    dwelling, limits = pair.dwelling, pair.criteria.limits
    match wish:
        case PlaceWish.BUS_STOP:
            return None if dwelling.minutes_stop is None else dwelling.minutes_stop <= limits.wish_stop_minutes
        case PlaceWish.SHOPS:
            minutes = dwelling.minutes_supermarket
            return None if minutes is None else minutes <= limits.wish_shop_minutes
        case PlaceWish.GROUND_FLOOR:
            return None if dwelling.floor is None else dwelling.floor == 0
        case _:
            return None


PLACE_WISHES = tuple(wish for wish in PlaceWish if wish not in NETWORK_WISHES)
CRITERIA: Mapping[Criterion, Callable[[Pair], Value | None]] = MappingProxyType(
    {
        Criterion.ROOM_TO_GROW: room_to_grow,
        Criterion.RIGHT_SIZE: right_size,
        Criterion.SCHOOL: school,
        Criterion.CARE: care,
        Criterion.DAILY: daily,
        Criterion.QUIET: quiet,
        Criterion.NETWORK: network,
        Criterion.RENT_MARGIN: rent_margin,
        Criterion.WISHES: wishes,
    }
)
CONTRADICTS: Mapping[Criterion, Callable[[Pair], Mapping[str, Param] | None]] = MappingProxyType(
    {Criterion.RIGHT_SIZE: tight, Criterion.RENT_MARGIN: rent_above_fit}
)
"""The warning beside which a criterion may not be praised: no right size where rooms are shared, no low rent above
the fit limit."""
