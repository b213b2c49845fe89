"""Where the lines of the small chart of support over time lie, in units of its own box."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hervest.guidance.intensity_rules import Step
from hervest.guidance.intensity_vocabulary import Band

WIDTH, BAND_HEIGHT, LEFT = 320, 24, 72
"""Of the chart, of one band in it, and of the words beside it."""

HEIGHT = BAND_HEIGHT * len(Band)


@dataclass(frozen=True, slots=True)
class BandLine:
    """The line of one band, and how high it lies."""

    band: Band
    y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A line that steps from band to band: `path` as SVG draws it, from the first day up to today."""

    path: str
    bands: tuple[BandLine, ...]
    first: date
    last: date
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def chart_of(found: Sequence[Step], *, today: date) -> Chart | None:
    """The chart of these steps; None where there are none yet. One day alone is drawn over the whole width."""
    if not found:
        return None
    first, last = found[0].since, max(today, found[-1].since)
    days = max((last - first).days, 1)
    room = WIDTH - LEFT
    path: list[str] = []
    for step in found:
        start = LEFT + room * (step.since - first).days // days
        end = LEFT + room * ((step.until or last) - first).days // days if last > first else WIDTH
        path.append(f"{'L' if path else 'M'}{start} {_y(step.band)} H{end}")
    return Chart(" ".join(path), tuple(BandLine(band, _y(band)) for band in Band), first, last)


def _y(band: Band) -> int:
    return HEIGHT - BAND_HEIGHT * band.height - BAND_HEIGHT // 2
