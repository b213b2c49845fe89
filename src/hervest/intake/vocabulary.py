"""The words of a transfer dossier: its sections, columns and cells, what was read, and what is wrong with it.

Source: dossier_format.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from hervest.core.vocabulary import MemberNo, MunicipalityCode, Route
from hervest.households.vocabulary import (
    LanguageFacts,
    Literacy,
    MemberRole,
    NeedKind,
    RelativeKind,
    Sex,
    SponsorWish,
    StayKind,
    WishTopic,
)


class Carrier(StrEnum):
    """How a dossier arrives: one content, three carriers."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


class Section(StrEnum):
    """A part of a dossier; the value is the JSON key and the beginning of a path. WIDE: all in one, as in CSV."""

    HOUSEHOLD = "huishouden"
    PERSON = "personen"
    NEED = "behoeften"
    RELATIVE = "familie_elders"
    WISH = "wensen"
    DWELLING = "woningen"
    SPONSOR = "sponsors"
    RUNNING = "lopende_dossiers"
    STAFF = "medewerkers"
    WIDE = "alles"


SHEETS: Mapping[Section, str] = MappingProxyType(
    {
        Section.HOUSEHOLD: "Huishouden",
        Section.PERSON: "Personen",
        Section.NEED: "Behoeften",
        Section.RELATIVE: "Familie elders",
        Section.WISH: "Wensen",
        Section.DWELLING: "Woningen",
        Section.SPONSOR: "Sponsors",
        Section.RUNNING: "Lopende dossiers",
        Section.STAFF: "Medewerkers",
    }
)
"""The sheet in which each section stands."""


class ImportState(StrEnum):
    """How far an import is; `unreadable`: the file could not be opened, so there is nothing to apply."""

    PREVIEWED = "previewed"
    UNREADABLE = "unreadable"
    APPLIED = "applied"


class ImportKind(StrEnum):
    """What the file of an import holds."""

    DOSSIERS = "dossiers"
    DWELLINGS = "dwellings"
    SPONSORS = "sponsors"
    RUNNING = "running"
    STAFF = "staff"


class Kind(StrEnum):
    """What may stand in a column."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    TEXT_LIST = "text_list"
    NUMBER = "number"
    CENTS = "cents"
    PERSON_NO = "person_no"
    DATE = "date"
    BIRTH_DATE = "birth_date"
    YES_NO = "yes_no"
    WORD = "word"
    LANGUAGE = "language"
    LANGUAGES = "languages"
    COUNTRY = "country"
    NATIONALITY = "nationality"
    MUNICIPALITY = "municipality"
    POSTCODE = "postcode"
    FLOOR = "floor"
    WHOLE_UP = "whole_up"
    WHOLE_DOWN = "whole_down"
    WORD_LIST = "word_list"
    SPOKEN = "spoken"


class FindingCode(StrEnum):
    """Everything that can be said about a file; each has its text in the catalogue."""

    # the file as a whole
    UNREADABLE_FILE = "unreadable_file"
    UNKNOWN_FILE_KIND = "unknown_file_kind"
    NO_SUCH_FILE = "no_such_file"
    NOT_A_WORKBOOK = "not_a_workbook"
    FILE_TOO_LARGE = "file_too_large"
    SHEET_TOO_LARGE = "sheet_too_large"
    READING_TOO_LONG = "reading_too_long"
    READING_TOO_LARGE = "reading_too_large"
    READING_FAILED = "reading_failed"
    READER_BUSY = "reader_busy"
    TOO_MANY_PARTS = "too_many_parts"
    SIZES_LIE = "sizes_lie"
    XML_ENTITIES = "xml_entities"
    OLD_WORKBOOK = "old_workbook"
    TOO_MANY_DOSSIERS = "too_many_dossiers"
    TOO_MANY_DWELLINGS = "too_many_dwellings"
    TOO_MANY_SPONSORS = "too_many_sponsors"
    TOO_MANY_CASES = "too_many_cases"
    TOO_MANY_STAFF = "too_many_staff"
    TOO_MANY_ERRORS = "too_many_errors"
    LISTS_TOO_LONG = "lists_too_long"
    ENCODING_UNKNOWN = "encoding_unknown"
    UTF16_WITHOUT_MARK = "utf16_without_mark"
    PROTECTED_FILE = "protected_file"
    CSV_BROKEN = "csv_broken"
    JSON_BROKEN = "json_broken"
    JSON_SHAPE = "json_shape"
    JSON_TOO_DEEP = "json_too_deep"
    JSON_KEY_TWICE = "json_key_twice"
    JSON_NO_NUMBER = "json_no_number"
    JSON_IS_DOSSIERS_ONLY = "json_is_dossiers_only"
    HOLDS_DOSSIERS = "holds_dossiers"
    NOTHING_IN_FILE = "nothing_in_file"
    MISSING_SHEET = "missing_sheet"
    MISSING_COLUMN = "missing_column"
    MISSING_KEY = "missing_key"
    DUPLICATE_COLUMN = "duplicate_column"
    DUPLICATE_SHEET = "duplicate_sheet"
    PLACES_DISAGREE = "places_disagree"
    JSON_NAMED_OTHERWISE = "json_named_otherwise"
    # a cell
    FORMULA = "formula"
    CELL_ERROR = "cell_error"
    MISSING_VALUE = "missing_value"
    UNKNOWN_WORD = "unknown_word"
    NOT_A_DATE = "not_a_date"
    NOT_A_BIRTH_DATE = "not_a_birth_date"
    DATE_IN_FUTURE = "date_in_future"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    NOT_A_NUMBER = "not_a_number"
    NUMBER_OUT_OF_RANGE = "number_out_of_range"
    NOT_AN_AMOUNT = "not_an_amount"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_LANGUAGE_LEVEL = "unknown_language_level"
    UNKNOWN_SPOKEN_LEVEL = "unknown_spoken_level"
    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_NATIONALITY = "unknown_nationality"
    NOT_A_MUNICIPALITY = "not_a_municipality"
    NOT_A_POSTCODE = "not_a_postcode"
    TEXT_TOO_LONG = "text_too_long"
    UNREADABLE_TEXT = "unreadable_text"
    NOT_A_KEY = "not_a_key"
    NOT_TEXT = "not_text"
    # a dossier
    DUPLICATE_DOSSIER = "duplicate_dossier"
    UNKNOWN_DOSSIER = "unknown_dossier"
    NO_PERSONS = "no_persons"
    NO_HEAD = "no_head"
    SEVERAL_HEADS = "several_heads"
    DUPLICATE_PERSON = "duplicate_person"
    NO_HEAD_IN_DOSSIER = "no_head_in_dossier"
    SEVERAL_HEADS_IN_DOSSIER = "several_heads_in_dossier"
    PERSON_TWICE_IN_DOSSIER = "person_twice_in_dossier"
    UNKNOWN_PERSON = "unknown_person"
    ROWS_DISAGREE = "rows_disagree"
    OTHER_MUNICIPALITY = "other_municipality"
    ROUTE_CHANGED = "route_changed"
    DATES_IMPOSSIBLE = "dates_impossible"
    DUPLICATE_DWELLING = "duplicate_dwelling"
    OTHER_OWNER = "other_owner"
    NOT_A_DWELLING_CODE = "not_a_dwelling_code"
    NO_DWELLINGS = "no_dwellings"
    DUPLICATE_SPONSOR = "duplicate_sponsor"
    NO_SPONSORS = "no_sponsors"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_LOGIN_EMAIL = "not_a_login_email"
    NOT_A_PHONE = "not_a_phone"
    SPONSOR_TOO_YOUNG = "sponsor_too_young"
    ROLE_IMPOSSIBLE = "role_impossible"
    NO_CASES = "no_cases"
    ONE_THING_A_ROW = "one_thing_a_row"
    SAID_TWICE = "said_twice"
    DONE_OR_NOT_NEEDED = "done_or_not_needed"
    UNKNOWN_CASE = "unknown_case"
    UNKNOWN_TASK = "unknown_task"
    TASK_NOT_ASKED = "task_not_asked"
    WRONG_PERSON = "wrong_person"
    NOT_OF_THIS_ROUTE = "not_of_this_route"
    MILESTONES_IMPOSSIBLE = "milestones_impossible"
    MILESTONE_FIRST = "milestone_first"
    UNKNOWN_COORDINATOR = "unknown_coordinator"
    EXTRA_TASK_HOW = "extra_task_how"
    EXTRA_TASK_OF_ALL = "extra_task_of_all"
    DOER_OF_OPEN_EXTRA = "doer_of_open_extra"
    UNKNOWN_DOER = "unknown_doer"
    DAY_HAS_PASSED = "day_has_passed"
    NO_STAFF = "no_staff"
    PERSON_DISAGREES = "person_disagrees"
    ROLE_TWICE = "role_twice"
    KNOWN_ELSEWHERE = "known_elsewhere"
    UNKNOWN_ORGANISATION = "unknown_organisation"
    OWN_ROLE = "own_role"
    ROLE_RESERVED = "role_reserved"
    ROLE_NOT_GIVEN = "role_not_given"
    ROLE_IN_OTHER_PLACES = "role_in_other_places"
    FIRST_DAY_PASSED = "first_day_passed"
    NEW_BEGINS_TODAY = "new_begins_today"
    LAST_DAY_PASSED = "last_day_passed"
    LAST_DAY_TOO_FAR = "last_day_too_far"
    FEWER_UNITS = "fewer_units"
    ENDS_BEFORE_START = "ends_before_start"
    # worth knowing: never a reason to refuse
    UNKNOWN_COLUMN = "unknown_column"
    UNKNOWN_SHEET = "unknown_sheet"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    MACROS = "macros"
    EXTERNAL_LINKS = "external_links"
    EMBEDDED_FILES = "embedded_files"
    NOTES = "notes"
    MERGED_CELLS = "merged_cells"
    NAMED_OTHERWISE = "named_otherwise"
    DIRECTION_CHARACTERS = "direction_characters"
    INVISIBLE_CHARACTERS = "invisible_characters"
    NO_PLACE_IN_CSV = "no_place_in_csv"
    HEAD_OR_HOUSEHOLD = "head_or_household"
    DUPLICATE_NEED = "duplicate_need"
    NO_LONGER_IN_FILE = "no_longer_in_file"
    ONE_UNIT_ONLY = "one_unit_only"
    STANDS_OTHERWISE = "stands_otherwise"
    OTHER_NAME = "other_name"
    GROUP_ELSEWHERE = "group_elsewhere"
    SPONSOR_ELSEWHERE = "sponsor_elsewhere"
    NAMESAKE = "namesake"
    TERM_PASSED = "term_passed"
    NOT_READ_HERE = "not_read_here"


WARNINGS = frozenset(
    {
        FindingCode.UNKNOWN_COLUMN,
        FindingCode.UNKNOWN_SHEET,
        FindingCode.HIDDEN_SHEET,
        FindingCode.HIDDEN_ROW,
        FindingCode.HIDDEN_COLUMN,
        FindingCode.MACROS,
        FindingCode.EXTERNAL_LINKS,
        FindingCode.EMBEDDED_FILES,
        FindingCode.NOTES,
        FindingCode.MERGED_CELLS,
        FindingCode.NAMED_OTHERWISE,
        FindingCode.DIRECTION_CHARACTERS,
        FindingCode.INVISIBLE_CHARACTERS,
        FindingCode.NO_PLACE_IN_CSV,
        FindingCode.HEAD_OR_HOUSEHOLD,
        FindingCode.DUPLICATE_NEED,
        FindingCode.NO_LONGER_IN_FILE,
        FindingCode.ONE_UNIT_ONLY,
        FindingCode.STANDS_OTHERWISE,
        FindingCode.OTHER_NAME,
        FindingCode.GROUP_ELSEWHERE,
        FindingCode.SPONSOR_ELSEWHERE,
        FindingCode.NAMESAKE,
        FindingCode.TERM_PASSED,
        FindingCode.NOT_READ_HERE,
    }
)

Param = str | int
Params = tuple[tuple[str, Param], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth knowing: where, what, and what would be right (`params`).

    `row` as the spreadsheet shows it, None in JSON; `dossier` None when it concerns the file or an unnamed row.
    """

    code: FindingCode
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    params: Params = ()
    dossier: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether this refuses the dossier (or the file)."""
        return self.code not in WARNINGS


CellValue = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; `problem` names why its value may not be taken (a formula, an error value)."""

    value: CellValue = None
    problem: FindingCode | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing in it, or only spaces."""
        return self.problem is None and (self.value is None or not str(self.value).strip())


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells in the order of the table's headers; None = the file does not speak of it."""

    number: int | None
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, a CSV file or one kind of JSON object in one neutral form; headers as written."""

    sheet: str | None
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What a file holds before anybody asks what it means.

    `silent`: sections about which the file says nothing for one dossier, though it has them for others (JSON).
    """

    carrier: Carrier | None
    tables: tuple[Table, ...] = ()
    findings: tuple[Finding, ...] = ()
    silent: Mapping[str, frozenset[Section]] = field(default_factory=dict)


NOT_READ = ""
"""What a column is that is not read."""

ColumnNames = Mapping[tuple[str, str], frozenset[str]]
"""(section, key) -> other names for a column, folded; an empty key stands for the sheet itself."""


@dataclass(frozen=True, slots=True)
class SheetMap:
    """How one sheet of a file is read: as which of ours (None: not), and which of our columns each header is.

    `columns`: header as written -> key, or NOT_READ. `sheet` None in CSV.
    """

    sheet: str | None
    section: Section | None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How a whole file of another layout is read; a sheet that is not in it is read as our own layout has it."""

    sheets: tuple[SheetMap, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedMap:
    """A mapping and the name it is kept under; no name: it is used for one file."""

    name: str = ""
    columns: ColumnMap = ColumnMap()


OUR_OWN = ColumnMap()
"""Nothing is said: the file has our layout."""


@dataclass(frozen=True, slots=True)
class HouseholdData:
    """The household as the dossier has it; None = empty."""

    route: Route
    municipality: MunicipalityCode | None = None
    allocated_on: date | None = None
    arrival_on: date | None = None
    country_of_stay: str | None = None
    stay: StayKind | None = None
    years_displaced: int | None = None
    contact_language: str | None = None
    is_interpreter_needed: bool | None = None
    sponsor_wish: SponsorWish | None = None
    remarks: str | None = None


@dataclass(frozen=True, slots=True)
class MemberData:
    """A person as the dossier has it; `born_on` None = `onbekend`; codes are ISO, `stateless` for no nationality."""

    no: MemberNo
    role: MemberRole
    first_name: str | None = None
    last_name: str | None = None
    born_on: date | None = None
    sex: Sex | None = None
    nationality: str | None = None
    languages: tuple[LanguageFacts, ...] = ()
    literacy: Literacy | None = None
    years_of_schooling: int | None = None
    education: str | None = None
    occupations: tuple[str, ...] = ()
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class NeedData:
    """A need of a person, or of the household when `member` is None."""

    member: MemberNo | None
    kind: NeedKind
    explanation: str | None = None


@dataclass(frozen=True, slots=True)
class RelativeData:
    """A relative elsewhere; `kind` follows from the first word of `relation`."""

    relation: str
    first_name: str | None = None
    country: str | None = None
    is_reunification_wanted: bool | None = None
    kind: RelativeKind = RelativeKind.OTHER


@dataclass(frozen=True, slots=True)
class WishData:
    """A wish in the household's own words; of a person, or of the household when `member` is None."""

    member: MemberNo | None
    topic: WishTopic
    text: str


@dataclass(frozen=True, slots=True)
class DossierData:
    """One dossier, read and found in order.

    `said`: the paths and sections the file speaks of; about all else it says nothing, which is not the same as empty.
    `is_head_ambiguous`: what stands with the head may be the household's (CSV). `row`: where the household stood.
    """

    number: str
    household: HouseholdData
    members: tuple[MemberData, ...]
    needs: tuple[NeedData, ...] = ()
    relatives: tuple[RelativeData, ...] = ()
    wishes: tuple[WishData, ...] = ()
    said: frozenset[str] = frozenset()
    is_head_ambiguous: bool = False
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet and its columns as the file calls them (key, header): where what is found later is said to stand."""

    sheet: str | None
    headers: tuple[tuple[str, str], ...] = ()

    def finding(self, code: FindingCode, row: int | None, key: str, *params: tuple[str, Param], about: str) -> Finding:
        """A finding on the cell under `key` in `row`, about the dossier or home of that number."""
        return Finding(code, self.sheet, row, dict(self.headers).get(key, key), params, about)


@dataclass(frozen=True, slots=True)
class HalfRead:
    """What could be read of the household of a refused dossier: enough to find what else is wrong, and no more.

    `is_placed`: whether its municipality could be read (None: the file names none). `household`: its route and days,
    as far as `said`; None when the route or a day cannot be read. `n_people`: rows of persons, right or wrong.
    """

    number: str
    municipality: MunicipalityCode | None = None
    is_placed: bool = False
    household: HouseholdData | None = None
    said: frozenset[str] = frozenset()
    n_people: int = 0
    row: int | None = None


@dataclass(frozen=True, slots=True)
class DossiersRead:
    """What a file came to: good dossiers, the numbers of those refused, and every finding; nothing is hidden.

    `halves`: what is known of the refused ones, so that all that is wrong in them is told at once. `households`: the
    sheet in which they stand; None: as ours.
    """

    dossiers: tuple[DossierData, ...] = ()
    refused: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    halves: tuple[HalfRead, ...] = ()
    households: Written | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that refuse something."""
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are only worth knowing."""
        return tuple(finding for finding in self.findings if not finding.is_error)


@dataclass(frozen=True, slots=True)
class Words:
    """Names of languages, countries and nationalities: the folded name or code to the code that is kept.

    `shown`: by the name of a vocabulary, the words that our screens show for its members, folded, in each language.
    """

    languages: Mapping[str, str]
    countries: Mapping[str, str]
    nationalities: Mapping[str, str]
    shown: Mapping[str, Mapping[str, StrEnum]] = field(default_factory=lambda: MappingProxyType({}))


SHOWN_CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ChangeKind": ("set", "cleared", "added", "removed", "kept", "absent"),
        "FindingRemedy": tuple(code.value for code in FindingCode if code not in WARNINGS),
        "ImportTask": ("dossier_differs",),
    }
)
"""Codes that pages put into words, by context of the catalogue."""
