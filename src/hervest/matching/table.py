"""Reading one table of text strictly: every complaint names file, row and column (row 1 is the header)."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hervest.matching.errors import BadInput
from hervest.matching.problem import LARGEST

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table, with where it stands."""

    file: str
    row: int
    cells: dict[str, str]

    def key(self, column: str) -> str:
        """The text that names something; never empty."""
        if not self.cells[column]:
            raise self.wrong("empty_key", column)
        return self.cells[column]

    def known(self, column: str, position: dict[str, int]) -> int:
        """The position of a key that must stand in another table."""
        key = self.key(column)
        if key not in position:
            raise self.wrong(f"unknown_{column}", column, key=key)
        return position[key]

    def units(self, column: str) -> int:
        """A whole number of zero or more."""
        text = self.cells[column].strip()
        if not WHOLE.fullmatch(text):
            raise self.wrong("not_whole", column, found=text)
        if int(text) < 0:
            raise self.wrong("negative", column, found=text)
        if int(text) > LARGEST:
            raise self.wrong("number_too_large", column, found=text)
        return int(text)

    def number(self, column: str) -> float:
        """A finite number."""
        text = self.cells[column].strip()
        if text.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
            raise self.wrong("not_finite", column, found=text)
        if not NUMBER.fullmatch(text):
            raise self.wrong("not_a_number", column, found=text)
        if abs(float(text)) > LARGEST:
            raise self.wrong("number_too_large", column, found=text)
        return float(text)

    def is_true(self, column: str) -> bool:
        """Whether it says true; empty is false."""
        text = self.cells[column].strip().lower()
        if text not in {"true", "false", ""}:
            raise self.wrong("not_true_or_false", column, found=text)
        return text == "true"

    def wrong(self, code: str, column: str, **params: object) -> BadInput:
        """The error that points here."""
        return BadInput(code, file=self.file, row=self.row, column=column, **params)


def lines(path: Path, required: Sequence[str], may: Callable[[str], bool] = lambda _: False) -> Iterator[Line]:
    """The rows of a table whose header holds `required` and nothing but those and what `may` allow.

    Raises: BadInput for a file that is missing, empty or no text, a column that is missing, repeated or unknown,
    a row of another length than the header.
    """
    rows = rows_of(path)
    header = next(rows, (1, []))[1]
    if not header:
        raise BadInput("empty_file", file=path.name)
    for column in required:
        if column not in header:
            raise BadInput("missing_column", file=path.name, row=1, column=column)
    for at, column in enumerate(header):
        if column in header[:at]:
            raise BadInput("repeated_column", file=path.name, row=1, column=column)
        if column not in required and not may(column):
            raise BadInput("unknown_column", file=path.name, row=1, column=column)
    for row, cells in rows:
        if len(cells) != len(header):
            raise BadInput("ragged_row", file=path.name, row=row, column=header[min(len(cells), len(header) - 1)])
        yield Line(path.name, row, dict(zip(header, cells, strict=True)))


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows of a CSV file with the number of their last line; blank lines are passed over."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                if cells:
                    yield reader.line_num, cells
    except FileNotFoundError:
        raise BadInput("missing_file", file=path.name) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput("unreadable_file", file=path.name, because=type(error).__name__) from None
