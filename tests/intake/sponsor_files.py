"""Writes small lists of sponsors: one person, with any cell changed."""

from intake.dossier_files import xlsx

HEADERS = [
    "Groep", "Naam", "Rol", "E-mail", "Telefoon", "Geboortejaar", "Postcode", "Talen", "Uren ten minste",
    "Uren ten hoogste", "Tijden", "Doet graag", "Afwezig vanaf", "Afwezig tot en met", "Telt mee als vrouw",
    "Personen ten hoogste",
]  # fmt: skip
PERSON = [
    "De Brug", "Otto Veen", "coordinator", "otto@groep.example", "06 12345678", 1970, "1234ab",
    "Nederlands:C2; ar:b1", 2, 4, "doordeweeks avond; weekend overdag", "koken", None, None, None, 5,
]  # fmt: skip


def person(**cells):
    """The row of one sponsor; spaces and dashes in the name of a column become underscores."""
    names = [header.replace(" ", "_").replace("-", "_") for header in HEADERS]
    assert not set(cells) - set(names)
    return [cells.get(name, value) for name, value in zip(names, PERSON, strict=True)]


def people(*rows, headers=HEADERS):
    """The bytes of a workbook with these sponsors."""
    return xlsx({"Sponsors": [headers, *rows]})
