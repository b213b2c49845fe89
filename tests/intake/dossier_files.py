"""Writes small dossier files: one family, in every carrier, with any cell changed."""

import io
import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

from openpyxl import Workbook

from hervest.intake.cell_rules import Reading
from hervest.intake.reading import read_file
from hervest.intake.rules import read_dossiers
from hervest.intake.vocabulary import DossiersRead, Finding, SourceFile
from hervest.intake.words import dutch_words

TODAY = date(2026, 11, 22)
READING = Reading(TODAY, dutch_words())
NUMBER = "PR-1"
Sheets = dict[str, list[list[Any]]]

FAMILY: Sheets = {
    "Huishouden": [
        [
            "Dossiernummer", "Route", "Gemeentecode", "Koppelingsdatum", "Verwachte aankomst", "Land van verblijf",
            "Verblijf", "Jaren ontheemd", "Contacttaal", "Tolk nodig", "Sponsorgroep gewenst", "Bijzonderheden",
        ],
        [
            NUMBER, "hervestiging", "GM9001", date(2026, 11, 3), "16-02-2027", "Libanon",
            "stad", 12, "Arabisch", "ja", "later", "Wil foto’s van de school zien.",
        ],
    ],
    "Personen": [
        [
            "Dossiernummer", "Persoon", "Rol", "Roepnaam", "Achternaam", "Geboortedatum", "Geslacht", "Nationaliteit",
            "Talen", "Leest en schrijft", "Jaren onderwijs", "Hoogste opleiding", "Beroepen", "Uitgerekend op",
        ],
        [
            NUMBER, 1, "hoofd", "Hala", "Darwish", date(1988, 10, 21), "v", "Syrische",
            "ar:moedertaal; en:basis", "ander schrift", 12, "mbo", "naaister; kok", "2027-04-01",
        ],
        [NUMBER, 2, "kind", "آدم", "Darwish", "onbekend", "m", "SY", "ar:moedertaal", "nee", 0, "geen", None, None],
    ],
    "Behoeften": [
        ["Dossiernummer", "Persoon", "Behoefte", "Toelichting"],
        [NUMBER, 2, "lift", "Traplopen gaat niet."],
        [NUMBER, None, "rustige buurt", None],
    ],
    "Familie elders": [
        ["Dossiernummer", "Relatie", "Roepnaam", "Land", "Nareis gewenst"],
        [NUMBER, "echtgenoot van persoon 1", "Omar", "IQ", "ja"],
    ],
    "Wensen": [
        ["Dossiernummer", "Persoon", "Onderwerp", "Wens"],
        [NUMBER, None, "inrichting", "Zelf kiezen."],
        [NUMBER, 1, "werk", "Weer naaien; en koken."],
    ],
}  # fmt: skip


def family(**cells: Any) -> Sheets:
    """The family with cells changed: `Personen_F2="31-02-2019"`; a sheet's blank is written as two underscores."""
    sheets = deepcopy(FAMILY)
    for name, value in cells.items():
        sheet, _, reference = name.rpartition("_")
        column, row = ord(reference[0]) - ord("A"), int(reference[1:]) - 1
        sheets[sheet.replace("__", " ")][row][column] = value
    return sheets


def xlsx(sheets: Sheets, *, arrange: Callable[[Workbook], object] | None = None) -> bytes:
    """The sheets as a workbook; `arrange` may hide things or write formulas first."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if arrange:
        arrange(workbook)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def json_file(sheets: Sheets) -> bytes:
    """The same content as JSON, keys in lower snake case, dates ISO."""
    dossiers: dict[str, dict[str, Any]] = {}
    for title, (headers, *rows) in sheets.items():
        section = title.lower().replace(" ", "_")
        keys = [header.lower().replace(" ", "_") for header in headers]
        for row in rows:
            values = [value.isoformat() if isinstance(value, date) else value for value in row]
            entry = dict(zip(keys[1:], values[1:], strict=True))
            dossier = dossiers.setdefault(values[0], {"dossiernummer": values[0]})
            if section == "huishouden":
                dossier[section] = entry
            else:
                dossier.setdefault(section, []).append(entry)
    return json.dumps({"dossiers": list(dossiers.values())}).encode()


def source_of(content: bytes, name: str = "dossiers.xlsx") -> SourceFile:
    return read_file(name, content)


def read(content: bytes, name: str = "dossiers.xlsx") -> DossiersRead:
    return read_dossiers(read_file(name, content), READING)


def read_sheets(sheets: Sheets) -> DossiersRead:
    return read(xlsx(sheets))


def places(findings: tuple[Finding, ...]) -> list[tuple[str, str | None, int | None, str | None]]:
    return [(finding.code.value, finding.sheet, finding.row, finding.column) for finding in findings]
