"""The preview of a file cut into pages: terms that passed, what is refused, changed, new and worth knowing, in turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, Protocol, TypeVar

from hervest.core.paging import PER_PAGE, Page, window
from hervest.intake.vocabulary import Finding

R = TypeVar("R")
C = TypeVar("C")
MOST_ERRORS = 25
"""Errors of one dossier that stand together; what has more goes on in the next piece."""


class Refused(Protocol):
    """A number that is refused, with everything that is wrong in it."""

    @property
    def number(self) -> str | None:
        """None: the file as a whole."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every error of it."""


@dataclass(frozen=True, slots=True)
class RefusedPiece:
    """Errors `first` up to `last` of the `n` of one number."""

    number: str | None
    findings: tuple[Finding, ...]
    n: int
    first: int

    @property
    def last(self) -> int:
        """The last error that stands in this piece."""
        return self.first + len(self.findings) - 1


@dataclass(frozen=True, slots=True)
class Part(Generic[R]):
    """What of one section stands on this page, how many rows it has in all, and on which page it begins."""

    rows: Sequence[R]
    n: int
    first_page: int


@dataclass(frozen=True, slots=True)
class Parts(Generic[C]):
    """One page of a preview. `n_refused`: numbers that are refused, or 1 when it is the file itself."""

    pages: Page[object]
    passed: Part[object]
    refused: Part[RefusedPiece]
    changed: Part[C]
    new: Part[object]
    notes: Part[Finding]
    n_refused: int


def parts(
    number: int,
    *,
    passed: Sequence[object] = (),
    refused: Sequence[Refused] = (),
    changed: Sequence[C] = (),
    new: Sequence[object] = (),
    notes: Sequence[Finding] = (),
) -> Parts[C]:
    """Page `number` of everything, one section after the other; every row stands on exactly one page."""
    pieces = [piece for line in refused for piece in _pieces(line)]
    sections: tuple[Sequence[object], ...] = (passed, pieces, changed, new, notes)
    begins = [0, *accumulate(map(len, sections))]
    shown = window(number)
    numbers = {line.number for line in refused} - {None}
    return Parts(
        pages=Page([row for rows in sections for row in rows][shown], number, begins[-1]),
        passed=_part(passed, begins[0], shown),
        refused=_part(pieces, begins[1], shown),
        changed=_part(changed, begins[2], shown),
        new=_part(new, begins[3], shown),
        notes=_part(notes, begins[4], shown),
        n_refused=len(numbers) or min(1, len(refused)),
    )


def _part(rows: Sequence[R], begin: int, shown: slice) -> Part[R]:
    """What of `rows` stands between the ends of `shown`, when the first of them is number `begin` of all."""
    there = rows[max(0, shown.start - begin) : max(0, shown.stop - begin)]
    return Part(there, len(rows), begin // PER_PAGE + 1 if rows else shown.start // PER_PAGE + 1)


def _pieces(line: Refused) -> list[RefusedPiece]:
    found = line.findings
    return [
        RefusedPiece(line.number, found[at : at + MOST_ERRORS], len(found), at + 1)
        for at in range(0, len(found), MOST_ERRORS)
    ]
