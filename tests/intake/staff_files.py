"""Writes small lists of staff: one person with one role, with any cell changed."""

from datetime import date

from intake.dossier_files import xlsx

HEADERS = ["Naam", "E-mail", "Organisatie", "Rol", "Gemeente", "Eerste dag", "Laatste dag", "Taal"]
LAST = date(2027, 6, 30)
COLLEAGUE = ["Noor Prins", "Noor@Molenveen.example", None, "Woonconsulent", None, None, LAST, None]


def colleague(**cells):
    """The row of one person; spaces and dashes in the name of a column become underscores."""
    names = [header.replace(" ", "_").replace("-", "_") for header in HEADERS]
    assert not set(cells) - set(names)
    return [cells.get(name, value) for name, value in zip(names, COLLEAGUE, strict=True)]


def staff(*rows, headers=HEADERS):
    """The bytes of a workbook with these people."""
    return xlsx({"Medewerkers": [headers, *rows]})
