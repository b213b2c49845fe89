"""Writes small lists of homes: one home, with any cell changed."""

from datetime import date

from intake.dossier_files import xlsx

HEADERS = [
    "Woningcode", "Gemeentecode", "Straat en nummer", "Plaats", "Verhuurder", "Soort", "Eenheden", "Routes",
    "Slaapkamers", "Kale huur", "Beschikbaar vanaf", "Huur tot",
]  # fmt: skip
HOME = [
    "W-1", "GM9001", "Beukenlaan 14", "Molenveen", "Woonstichting De Veste", "zelfstandig", 1,
    "statushouder; hervestiging", 3, "712,40", date(2027, 2, 1), None,
]  # fmt: skip


def home(**cells):
    """The row of one home; spaces in the name of a column become underscores."""
    wrong = {name.replace("_", " ") for name in cells} - set(HEADERS)
    assert not wrong
    return [cells.get(header.replace(" ", "_"), value) for header, value in zip(HEADERS, HOME, strict=True)]


def homes(*rows, headers=HEADERS):
    """The bytes of a workbook with these homes."""
    return xlsx({"Woningen": [headers, *rows]})
