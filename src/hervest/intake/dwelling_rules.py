"""Reads dwellings out of a file: the same manners as a dossier, key Woningcode; an empty cell is unknown.

Source: dossier_format.md, "Dwellings".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from hervest.core.vocabulary import MunicipalityCode, Route
from hervest.housing.vocabulary import DwellingCode, DwellingKind, SanitaryState
from hervest.intake.cell_rules import Reading
from hervest.intake.difference_rules import NO_PATHS, ChangeKind, Difference, FieldChange, canonical
from hervest.intake.layout import ROUTE_WORDS, Column
from hervest.intake.list_rules import DAY, OneSheet, list_rows, settled
from hervest.intake.table_rules import MOST_FINDINGS, Record, as_written, values
from hervest.intake.text_rules import composed
from hervest.intake.vocabulary import (
    OUR_OWN,
    SHEETS,
    ColumnMap,
    Finding,
    FindingCode,
    Kind,
    Section,
    SourceFile,
    Written,
)

KEY = "woningcode"
MOST_DWELLINGS = 2_000
"""As many as there may be dossiers in a file: the same manners."""

NOT_CODES = frozenset({".", "..", "new"})
"""Words that mean something else in the address of a home's page, which holds its code."""

KIND_WORDS = {"zelfstandig": DwellingKind.SELF_CONTAINED, "gedeeld": DwellingKind.SHARED}
SANITARY_WORDS = {
    "aangepast": SanitaryState.ADAPTED,
    "aanpasbaar": SanitaryState.ADAPTABLE,
    "niet": SanitaryState.NOT_ADAPTED,
}


@dataclass(frozen=True, slots=True)
class DwellingRow:
    """A dwelling as the file has it; None = unknown. Lengths in cm, areas in m2, money in euro cents a month.

    `row`: where it stood in the file.
    """

    code: DwellingCode
    municipality: MunicipalityCode | None = None
    street: str | None = None
    postcode: str | None = None
    town: str | None = None
    neighbourhood: str | None = None
    landlord: str | None = None
    kind: DwellingKind | None = None
    n_units: int | None = None
    routes: tuple[Route, ...] | None = None
    bedrooms: int | None = None
    area_m2: int | None = None
    n_small_rooms: int | None = None
    max_residents: int | None = None
    floor: int | None = None
    has_lift: bool | None = None
    has_stairs_inside: bool | None = None
    threshold_cm: int | None = None
    door_width_cm: int | None = None
    turning_space_cm: int | None = None
    star_class: int | None = None
    sanitary: SanitaryState | None = None
    adaptation_ready_on: date | None = None
    basic_rent_cents: int | None = None
    service_costs_cents: int | None = None
    available_from: date | None = None
    rented_until: date | None = None
    is_quiet: bool | None = None
    minutes_primary_school: int | None = None
    minutes_newcomers_class: int | None = None
    minutes_gp: int | None = None
    minutes_pharmacy: int | None = None
    minutes_hospital: int | None = None
    minutes_supermarket: int | None = None
    minutes_stop: int | None = None
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class HalfDwelling:
    """A row of a refused dwelling, as far as it could be read: enough to find what else is wrong in it.

    `unread`: the fields whose cells could not be read.
    """

    dwelling: DwellingRow
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DwellingsRead:
    """What a file of dwellings came to; `said`: the fields of `DwellingRow` that it has a column for.

    `homes`: the sheet in which they stand; None: as ours.
    """

    dwellings: tuple[DwellingRow, ...] = ()
    refused: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    said: frozenset[str] = frozenset()
    halves: tuple[HalfDwelling, ...] = ()
    homes: Written | None = None


_column = partial(Column, Section.DWELLING)

# most: what the register keeps of it; a file that holds more is refused row by row and not halfway
_LAYOUT: tuple[tuple[Column, str], ...] = (
    (_column(KEY, "Woningcode", most=30, is_required=True), "code"),
    (_column("gemeentecode", "Gemeentecode", Kind.MUNICIPALITY), "municipality"),
    (_column("straat_en_nummer", "Straat en nummer"), "street"),
    (_column("postcode", "Postcode", Kind.POSTCODE), "postcode"),
    (_column("plaats", "Plaats", most=100), "town"),
    (_column("buurt", "Buurt", most=100), "neighbourhood"),
    (_column("verhuurder", "Verhuurder", most=150), "landlord"),
    (_column("soort", "Soort", Kind.WORD, KIND_WORDS), "kind"),
    (_column("eenheden", "Eenheden", Kind.PERSON_NO, most=40), "n_units"),
    (_column("routes", "Routes", Kind.WORD_LIST, ROUTE_WORDS), "routes"),
    (_column("slaapkamers", "Slaapkamers", Kind.NUMBER), "bedrooms"),
    (_column("oppervlakte", "Oppervlakte", Kind.WHOLE_DOWN), "area_m2"),
    (_column("kamers_onder_7_m2", "Kamers onder 7 m2", Kind.NUMBER), "n_small_rooms"),
    (_column("hoogste_aantal_bewoners", "Hoogste aantal bewoners", Kind.NUMBER), "max_residents"),
    (_column("verdieping", "Verdieping", Kind.FLOOR), "floor"),
    (_column("lift", "Lift", Kind.YES_NO), "has_lift"),
    (_column("trap_binnen", "Trap binnen", Kind.YES_NO), "has_stairs_inside"),
    (_column("drempel_cm", "Drempel cm", Kind.WHOLE_UP), "threshold_cm"),
    (_column("deurbreedte_cm", "Deurbreedte cm", Kind.WHOLE_DOWN), "door_width_cm"),
    (_column("draairuimte_cm", "Draairuimte cm", Kind.WHOLE_DOWN), "turning_space_cm"),
    (_column("sterklasse", "Sterklasse", Kind.NUMBER), "star_class"),
    (_column("sanitair", "Sanitair", Kind.WORD, SANITARY_WORDS), "sanitary"),
    (_column("aanpassing_klaar_op", "Aanpassing klaar op", Kind.DATE), "adaptation_ready_on"),
    (_column("kale_huur", "Kale huur", Kind.CENTS), "basic_rent_cents"),
    (_column("servicekosten", "Servicekosten", Kind.CENTS), "service_costs_cents"),
    (_column("beschikbaar_vanaf", "Beschikbaar vanaf", Kind.DATE), "available_from"),
    (_column("huur_tot", "Huur tot", Kind.DATE), "rented_until"),
    (_column("rustig", "Rustig", Kind.YES_NO), "is_quiet"),
    (_column("minuten_basisschool", "Minuten basisschool", Kind.NUMBER), "minutes_primary_school"),
    (_column("minuten_nieuwkomersklas", "Minuten nieuwkomersklas", Kind.NUMBER), "minutes_newcomers_class"),
    (_column("minuten_huisarts", "Minuten huisarts", Kind.NUMBER), "minutes_gp"),
    (_column("minuten_apotheek", "Minuten apotheek", Kind.NUMBER), "minutes_pharmacy"),
    (_column("minuten_ziekenhuis", "Minuten ziekenhuis", Kind.NUMBER), "minutes_hospital"),
    (_column("minuten_supermarkt", "Minuten supermarkt", Kind.NUMBER), "minutes_supermarket"),
    (_column("minuten_halte", "Minuten halte", Kind.NUMBER), "minutes_stop"),
)
DWELLING_COLUMNS: tuple[Column, ...] = tuple(column for column, _ in _LAYOUT)
DWELLING_FIELDS: Mapping[str, str] = {column.key: name for column, name in _LAYOUT}
OUR_SHEET = Written(SHEETS[Section.DWELLING], tuple((column.key, column.header) for column in DWELLING_COLUMNS))
"""Where a home stands in our own layout."""


def dwelling_key(record: Record) -> str:
    """What the report calls a row: the code of the home."""
    return composed(record.text(KEY))


DWELLING_LIST = OneSheet(
    Section.DWELLING,
    DWELLING_COLUMNS,
    dwelling_key,
    MOST_DWELLINGS,
    FindingCode.TOO_MANY_DWELLINGS,
    FindingCode.NO_DWELLINGS,
)


def read_dwellings(source: SourceFile, reading: Reading, *, mapping: ColumnMap = OUR_OWN) -> DwellingsRead:
    """Every dwelling in `source` that is in order, the codes of the others, and everything that was found.

    A code that stands twice refuses the dwelling: nobody can tell which row holds. A file without any is an error.
    """
    rows = list_rows(DWELLING_LIST, source, mapping)
    good: dict[str, DwellingRow] = {}
    halves: list[HalfDwelling] = []
    seen: set[str] = set()
    findings: list[Finding] = []
    for record in rows.rows:
        half, wrong = _dwelling(record, reading, seen)
        findings += wrong
        if half is not None and wrong:
            halves.append(half)
        elif half is not None:
            good[half.dwelling.code] = half.dwelling
    spoken = frozenset(DWELLING_FIELDS[key] for record in rows.rows for key in record.cells)
    dwellings, refused, told = settled(DWELLING_LIST, rows, good.items(), findings, seen)
    # no more rows than errors are kept; then the rows that are right, but belong to a dwelling that is refused
    rest = [HalfDwelling(row) for code, row in good.items() if code in refused]
    written = as_written(rows.rows, DWELLING_COLUMNS)
    return DwellingsRead(dwellings, refused, told, spoken, (*halves[:MOST_FINDINGS], *rest), written)


def _dwelling(record: Record, reading: Reading, seen: set[str]) -> tuple[HalfDwelling | None, list[Finding]]:
    """The dwelling in one row, as far as it can be read; its code is remembered in `seen`."""
    code = composed(record.text(KEY))
    found, findings = values(record, DWELLING_COLUMNS, reading, dossier=code or None)
    if code in seen:
        findings.append(record.finding(FindingCode.DUPLICATE_DWELLING, KEY, ("value", code), dossier=code))
    if "/" in code or code.casefold() in NOT_CODES:
        findings.append(record.finding(FindingCode.NOT_A_DWELLING_CODE, KEY, ("value", code), dossier=code))
    if code:
        seen.add(code)
    if not code:
        return None, findings
    known: dict[str, Any] = {DWELLING_FIELDS[key]: value for key, value in found.items() if key != KEY}
    unread = frozenset(DWELLING_FIELDS[key] for key in record.cells if key not in found)
    return HalfDwelling(DwellingRow(code=DwellingCode(code), row=record.row, **known), unread), findings


def dwelling_difference(
    stored: DwellingRow,
    new: DwellingRow,
    *,
    said: frozenset[str],
    corrected: frozenset[str] = NO_PATHS,
    overwrite: frozenset[str] = NO_PATHS,
) -> Difference:
    """What applying `new` would do to `stored`, field by field; paths are the columns' keys.

    `said`: the fields that the file has a column for. A person's own change (`corrected`) is kept unless `overwrite`
    names it; an empty cell clears only what came from a file.
    """
    changes = []
    for key, name in DWELLING_FIELDS.items():
        was, becomes = canonical(getattr(stored, name)), canonical(getattr(new, name))
        if was == becomes or name not in said:
            continue
        if key not in corrected or key in overwrite:
            kind = ChangeKind.SET if becomes is not None else ChangeKind.CLEARED
            changes.append(FieldChange(key, kind, was, becomes))
        elif becomes is not None:
            changes.append(FieldChange(key, ChangeKind.KEPT, was, becomes))
    return Difference(tuple(changes))


def merged_dwelling(stored: DwellingRow, new: DwellingRow, changes: Difference) -> DwellingRow:
    """`stored` with everything in `changes` that is written."""
    names = (DWELLING_FIELDS[change.path] for change in changes.written)
    known: dict[str, Any] = {name: getattr(new, name) for name in names}
    return replace(stored, **known)


def dwelling_refusals(
    outcome: DwellingRow, *, n_units_there: int, unread: frozenset[str] = NO_PATHS, written: Written = OUR_SHEET
) -> tuple[Finding, ...]:
    """Why the register would not take a dwelling as it would stand after the import, each at its cell.

    Units are never taken away, for somebody may live in them; a rent does not end before the home is free. What
    depends on a field of which the cell could not be read (`unread`) is not judged.
    """
    findings = []
    is_counted = unread.isdisjoint({"kind", "n_units"})
    if is_counted and outcome.n_units is not None and outcome.n_units < n_units_there:
        is_whole = outcome.kind is DwellingKind.SELF_CONTAINED
        key, value = ("soort", "zelfstandig") if is_whole else ("eenheden", str(outcome.n_units))
        units = (("value", value), ("lowest", n_units_there))
        findings.append(written.finding(FindingCode.FEWER_UNITS, outcome.row, key, *units, about=outcome.code))
    start, end = outcome.available_from, outcome.rented_until
    if unread.isdisjoint({"available_from", "rented_until"}) and start and end and end < start:
        days = (("value", end.strftime(DAY)), ("first", start.strftime(DAY)))
        findings.append(
            written.finding(FindingCode.ENDS_BEFORE_START, outcome.row, "huur_tot", *days, about=outcome.code)
        )
    return tuple(findings)
