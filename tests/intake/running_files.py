"""Writes small lists of running cases: rows for one case, in the layout of the template."""

from hervest.intake.running_rules import RUNNING_COLUMNS
from intake.dossier_files import xlsx

HEADERS = [column.header for column in RUNNING_COLUMNS]
KEYS = {column.key: place for place, column in enumerate(RUNNING_COLUMNS)}


def row(case, **cells):
    """One row of the case; cells by the key of their column."""
    assert not set(cells) - set(KEYS)
    return [case if key == "dossier" else cells.get(key) for key in KEYS]


def running(*rows, headers=HEADERS):
    """The bytes of a workbook with these rows."""
    return xlsx({"Lopende dossiers": [headers, *rows]})
