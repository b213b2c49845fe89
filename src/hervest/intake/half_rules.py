"""What can be read of the household of a dossier that is refused: whose it is, and whether its days are possible.

Source: dossier_format.md, "Rules": with every error at once.
"""

from hervest.intake.cell_rules import Reading
from hervest.intake.layout import COLUMNS, HOUSEHOLD_FIELDS, NUMBER
from hervest.intake.table_rules import Record, values
from hervest.intake.vocabulary import SHEETS, DossierData, HalfRead, HouseholdData, Section, Written

PLACE, ROUTE = "gemeentecode", "route"
ARRIVAL = "verwachte_aankomst"
DAYS = frozenset({"koppelingsdatum", ARRIVAL})
JUDGED = tuple(
    column for column in COLUMNS if column.section is Section.HOUSEHOLD and column.key in {NUMBER, PLACE, ROUTE, *DAYS}
)
OURS = Written(SHEETS[Section.HOUSEHOLD], tuple((column.key, column.header) for column in JUDGED))
"""Where a household stands in our own layout."""


def half_read(number: str, household: Record, reading: Reading, *, n_people: int) -> HalfRead:
    """The municipality, the route and the days of `household`; a day that cannot be read leaves the days unjudged."""
    found, _ = values(household, JUDGED, reading, dossier=number)
    is_whole = {NUMBER, ROUTE} <= found.keys() and all(key in found for key in DAYS & household.cells.keys())
    known = {HOUSEHOLD_FIELDS[key]: value for key, value in found.items() if key in {ROUTE, *DAYS}}
    return HalfRead(
        number=number,
        municipality=found.get(PLACE),
        is_placed=PLACE in found or PLACE not in household.cells,
        household=HouseholdData(**known) if is_whole else None,
        said=frozenset(f"{Section.HOUSEHOLD}.{key}" for key in found if key in {ROUTE, *DAYS}),
        n_people=n_people,
        row=household.row,
    )


def as_judged(half: HalfRead) -> DossierData | None:
    """The half as a dossier that speaks of its route and its days only; None when those cannot be judged."""
    if half.household is None:
        return None
    return DossierData(half.number, half.household, (), said=half.said, row=half.row)
