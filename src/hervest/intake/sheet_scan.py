"""Looks through a workbook's XML for what a reader of values does not tell: formulas, hidden rows, true sizes.

Runs before anything builds a grid, so that a file of two far corners cannot ask for all the cells between them.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from hervest.core.archives import is_repeated
from hervest.intake.archive_check import WorkbookRefused
from hervest.intake.settings import ReadLimits
from hervest.intake.vocabulary import FindingCode

CHUNK = 64 * 1024
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
ALSO_READ = ("xl/sharedStrings.xml", "xl/styles.xml")
"""Parts that the reader of values opens too: no entities in them either."""

SHEET_PART = re.compile(r"(?:/?xl/)?(worksheets/[A-Za-z0-9_.-]+)")
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
TRUE = ("1", "true")
NO_SIZE = re.compile(r"0+(\.0*)?")

BROKEN = (
    expat.ExpatError,
    zlib.error,
    zipfile.BadZipFile,
    KeyError,  # a part that is named but not there
    OSError,
    EOFError,
    NotImplementedError,  # a way of packing that is not read
    RuntimeError,  # a part behind a password
    UnicodeDecodeError,
    LookupError,  # an encoding that does not exist
)
"""What a broken archive or broken XML raises."""

Corners = tuple[int, int, int, int]


@dataclass(slots=True)
class SheetFacts:
    """What stands in a sheet's XML; rows and columns count from 1."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    areas: list[Corners] = field(default_factory=list)
    merged: list[Corners] = field(default_factory=list)
    errors: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    n_cells: int = 0
    last_row: int = 0
    last_column: int = 0

    @property
    def area(self) -> int:
        """Cells in the grid from the first corner to the last, empty ones too."""
        return self.last_row * self.last_column


def scan(archive: zipfile.ZipFile, limits: ReadLimits) -> dict[str, SheetFacts]:
    """The facts of every worksheet by its name.

    Raises: WorkbookRefused when a sheet holds more rows or columns, or all of them together more cells, than a list
    can, a row or a cell stands twice or a cell in a row that is not its own, or the XML is broken or declares entities.
    """
    for part in ALSO_READ:
        if part in archive.namelist():
            _parse(archive, part, _nothing)
    targets, sheets = _targets(archive), _sheets(archive)
    if is_repeated(name.casefold() for name, _ in sheets):
        raise WorkbookRefused(FindingCode.UNREADABLE_FILE)
    found = {}
    for name, relation in sheets:
        target = targets.get(relation)
        if target is not None:
            found[name] = _Scanner(name, limits).run(archive, target)
        if sum(sheet.area for sheet in found.values()) > limits.n_cells:
            raise WorkbookRefused(FindingCode.SHEET_TOO_LARGE, sheet=name)
    return found


def _nothing(_tag: str, _attributes: Mapping[str, str]) -> None:
    """Only that the part is sound XML without entities."""


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Relation to the part that holds a worksheet."""
    found: dict[str, str] = {}

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if _local(tag) != "Relationship" or not attributes.get("Type", "").endswith("/worksheet"):
            return
        place = SHEET_PART.fullmatch(attributes.get("Target", ""))
        relation = attributes.get("Id", "")
        if place is None or relation in found:
            raise WorkbookRefused(FindingCode.UNREADABLE_FILE)
        found[relation] = f"xl/{place[1]}"

    _parse(archive, RELATIONS, start)
    return found


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Names of the sheets, each with its relation, in the workbook's order."""
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if _local(tag) == "sheet":
            relation = next((value for key, value in attributes.items() if _local(key) == "id"), "")
            found.append((attributes.get("name", ""), relation))

    _parse(archive, WORKBOOK, start)
    return found


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _parse(archive: zipfile.ZipFile, part: str, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except BROKEN:
        raise WorkbookRefused(FindingCode.UNREADABLE_FILE) from None


def _no_doctype(*_declaration: object) -> None:
    raise WorkbookRefused(FindingCode.XML_ENTITIES)


class _Scanner:
    """Walks one sheet; a cell without a reference stands after the one before it."""

    def __init__(self, name: str, limits: ReadLimits) -> None:
        self._name = name
        self._limits = limits
        self._facts = SheetFacts()
        self._row = 0
        self._column = 0
        self._are_rows_hidden = False
        self._rows: set[int] = set()
        self._columns: set[int] = set()

    def run(self, archive: zipfile.ZipFile, part: str) -> SheetFacts:
        _parse(archive, part, self._start)
        self._spread_formulas()
        return self._facts

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        if name == "c":
            self._cell(attributes)
        elif name == "f":
            self._formula(attributes)
        elif name == "row":
            self._begin_row(attributes)
        elif name == "col" and _is_hidden(attributes, "width"):
            self._hide_columns(attributes)
        elif name == "mergeCell":
            self._facts.merged += _corners(attributes)
        elif name == "sheetFormatPr":
            self._are_rows_hidden = attributes.get("zeroHeight") in TRUE

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._row = _count(attributes.get("r"), default=self._row + 1)
        self._column = 0
        self._columns.clear()
        self._once(self._row, self._rows)
        self._check()
        if _is_hidden(attributes, "ht") or (self._are_rows_hidden and "ht" not in attributes):
            self._facts.hidden_rows.add(self._row)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        found = REFERENCE.fullmatch(reference) if reference is not None else None
        if found:
            self._column = column_number(found[1])
            if int(found[2]) != self._row:
                raise self._disagree()
        elif reference is None:
            self._column += 1
        else:
            raise WorkbookRefused(FindingCode.UNREADABLE_FILE, sheet=self._name)  # another reader might go elsewhere
        self._once(self._column, self._columns)
        self._facts.n_cells += 1
        self._facts.last_row = max(self._facts.last_row, self._row)
        self._facts.last_column = max(self._facts.last_column, self._column)
        self._check()
        if attributes.get("t") == "e":
            self._facts.errors.add((self._row, self._column))

    def _once(self, number: int, known: set[int]) -> None:
        """A row or a cell that stands twice is refused: one reader takes the first and another the last."""
        if number in known:
            raise self._disagree()
        known.add(number)

    def _disagree(self) -> WorkbookRefused:
        return WorkbookRefused(FindingCode.PLACES_DISAGREE, ("n", self._row), sheet=self._name)

    def _formula(self, attributes: Mapping[str, str]) -> None:
        """A formula of its own, or one that fills an area: then its cells hold results and no formula."""
        self._facts.formulas.add((self._row, self._column))
        if attributes.get("t") in ("array", "dataTable"):
            self._facts.areas += _corners(attributes)

    def _spread_formulas(self) -> None:
        """Every cell of such an area counts as one with a formula.

        Raises: WorkbookRefused when the areas together hold more cells than a sheet may.
        """
        facts, n_cells = self._facts, 0
        for top, first, bottom, last in facts.areas:
            rows = range(top, min(bottom, facts.last_row) + 1)
            columns = range(first, min(last, facts.last_column) + 1)
            n_cells += len(rows) * len(columns)
            if n_cells > self._limits.n_cells:
                raise WorkbookRefused(FindingCode.SHEET_TOO_LARGE, sheet=self._name)
            facts.formulas.update((row, column) for row in rows for column in columns)

    def _hide_columns(self, attributes: Mapping[str, str]) -> None:
        first = _count(attributes.get("min"), default=1)
        last = min(_count(attributes.get("max"), default=first), self._limits.n_columns)
        self._facts.hidden_columns.update(range(first, last + 1))

    def _check(self) -> None:
        most, n_cells = self._limits, self._facts.n_cells
        if self._row > most.n_rows or self._column > most.n_columns or n_cells > most.n_cells:
            raise WorkbookRefused(FindingCode.SHEET_TOO_LARGE, sheet=self._name)


def _corners(attributes: Mapping[str, str]) -> list[Corners]:
    """The area that `ref` names, as first row and column, last row and column; none if it names none."""
    first, _, last = attributes.get("ref", "").partition(":")
    start, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last or first)
    return [(int(start[2]), column_number(start[1]), int(end[2]), column_number(end[1]))] if start and end else []


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """Hidden by its mark, or because it has no height or width."""
    return attributes.get("hidden") in TRUE or NO_SIZE.fullmatch(attributes.get(size, "")) is not None


def _count(text: str | None, *, default: int) -> int:
    if text is None:
        return default
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise WorkbookRefused(FindingCode.UNREADABLE_FILE)
    return int(text)


def column_number(letters: str) -> int:
    """A = 1, Z = 26, AA = 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
