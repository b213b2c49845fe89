"""Files as somebody sent them, opened in a process of their own; for pages and the command line, before any action.

No transaction is open meanwhile: a file that takes long to read keeps nobody from writing.
"""

from datetime import date

from hervest.core.vocabulary import MunicipalityCode
from hervest.intake.cell_rules import Reading
from hervest.intake.list_kinds_rules import LISTS
from hervest.intake.mapping_rules import holds_dossiers
from hervest.intake.reading_apart import read_apart
from hervest.intake.reading_csv import KNOWN_HEADERS
from hervest.intake.report_rules import not_empty, within
from hervest.intake.rules import read_dossiers
from hervest.intake.settings import intake_settings
from hervest.intake.vocabulary import Carrier, ColumnMap, DossiersRead, Finding, FindingCode, ImportKind, SourceFile
from hervest.intake.words import dutch_words


def opened_file(name: str, content: bytes, kind: ImportKind) -> SourceFile:
    """What the file holds before anybody asks what it means. What cannot be read is a finding, never an error.

    Only dossiers come as JSON: of a list in JSON nothing is read, and that is what is said of it; so it is of dossiers
    where a list is asked for.
    """
    source = read_apart(name, content, known_headers=LISTS[kind].headers if kind in LISTS else KNOWN_HEADERS)
    if kind in LISTS and source.carrier is Carrier.JSON:
        return SourceFile(Carrier.JSON, findings=(Finding(FindingCode.JSON_IS_DOSSIERS_ONLY),))
    if kind in LISTS and holds_dossiers(source, kind):
        return SourceFile(source.carrier, findings=(Finding(FindingCode.HOLDS_DOSSIERS),))
    return source


def no_list(source: SourceFile, kind: ImportKind) -> Finding | None:
    """Why nothing of the file can be a list of this kind; None where somebody can look at it."""
    if kind not in LISTS or source.tables:
        return None
    said = (one for one in source.findings if one.code is not FindingCode.NOTHING_IN_FILE)  # that speaks of dossiers
    return next(said, Finding(LISTS[kind].nothing))


def largest_file() -> int:
    """Bytes of the largest file that is opened."""
    return intake_settings().reading.file_size


def dossiers_in(
    source: SourceFile, mapping: ColumnMap, *, municipality: str | None, municipalities: frozenset[str], today: date
) -> DossiersRead:
    """What a file of dossiers comes to for `municipality`, or (None) for all `municipalities` of this installation."""
    places = frozenset(map(MunicipalityCode, municipalities if municipality is None else {municipality}))
    default = MunicipalityCode(municipality) if municipality else None
    read = read_dossiers(source, Reading(today, dutch_words()), mapping=mapping)
    return not_empty(within(read, places, default=default))
