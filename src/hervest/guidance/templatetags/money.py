"""Pieces of the pages about money: the chart of a bridging plan, and amounts with their sign."""

from dataclasses import dataclass
from datetime import date

from django import template

from hervest.core import texts
from hervest.core.money import NOTHING, Money
from hervest.guidance.money_plan_rules import SPAN, Bar, Chart

register = template.Library()

LEFT, TOP, WIDTH, HEIGHT = 92, 14, 660, 160
"""Where the bars stand in the picture, in its own units."""

LABELS = 6
"""So many weeks are named below it, at most one more."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar where it is drawn."""

    x: int
    y: int
    width: int
    height: int
    is_short: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A week that is named below the bars."""

    x: int
    on: date


@register.filter
def signed_money(amount: Money) -> str:
    """`+ € 845,00` or `- € 845,00`: what comes in, and what goes out."""
    sign = "+" if amount > NOTHING else "−"
    return f"{sign} {texts.euros(abs(amount.cents))}"


@register.filter
def short_day(day: date) -> str:
    """`14 mrt`: a day below a chart, without its name."""
    return texts.day_and_month(day)


@register.inclusion_tag("guidance/money_chart.html")
def bridging_chart(chart: Chart, later: Chart | None = None) -> dict[str, object]:
    """The lowest amount of each week as bars; of the plan with a later card as narrower ones before them."""
    step = max(WIDTH // len(chart.bars), 4)
    every = max(len(chart.bars) // LABELS, 1)
    return {
        "chart": chart,
        "has_later": bool(later),
        "bars": [_drawn(n, bar, step, step - 2) for n, bar in enumerate(chart.bars)],
        "later": [_drawn(n, bar, step, step // 2) for n, bar in enumerate(later.bars)] if later else [],
        "zero": _y(chart.zero),
        "right": LEFT + step * len(chart.bars),
        "top": TOP,
        "bottom": TOP + HEIGHT,
        "named": [Named(LEFT + n * step, bar.begins) for n, bar in enumerate(chart.bars) if n % every == 0],
    }


def _y(units: int) -> int:
    return TOP + HEIGHT * units // SPAN


def _drawn(n: int, bar: Bar, step: int, width: int) -> Drawn:
    height = max(HEIGHT * bar.height // SPAN, 2)
    return Drawn(LEFT + n * step + (step - width) // 2, _y(bar.y), width, height, bar.is_short)
