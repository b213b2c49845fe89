"""Imports as their reader may see them: what a file would change, field by field, within their tiers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown, Subject
from hervest.core.errors import Conflict, NotFound
from hervest.core.vocabulary import Tier
from hervest.households.queries import names
from hervest.households.record_queries import outline
from hervest.households.record_rules import first_names
from hervest.households.vocabulary import NeedKind
from hervest.intake.compare_queries import NO_OVERWRITE, Compared, Overwrite, compare
from hervest.intake.difference_rules import ChangeKind, FieldChange
from hervest.intake.json_rules import from_json
from hervest.intake.mend_rules import carriers_of
from hervest.intake.models import Dossier, Import
from hervest.intake.place_queries import import_places, may_import
from hervest.intake.report_rules import ImportReport
from hervest.intake.shown_rules import Place, ShownValue, place_of, value_shown
from hervest.intake.stored_rules import as_record, tier_of
from hervest.intake.vocabulary import (
    SHEETS,
    Carrier,
    DossierData,
    DossiersRead,
    Finding,
    FindingCode,
    ImportKind,
    ImportState,
    Section,
)
from hervest.journey.queries import cases_by_code

RECENT = 10
CHOICE_MARK = "|"
"""Between the number of a dossier and a path in it."""

HIDDEN = frozenset({FindingCode.HIDDEN_SHEET, FindingCode.HIDDEN_ROW, FindingCode.HIDDEN_COLUMN})


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import in the list of one's own; `layout`: the name of the mapping by which it was read."""

    number: int
    kind: ImportKind
    file_name: str
    read_at: datetime
    state: ImportState
    layout: str = ""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A dossier that is refused, with everything that is wrong in it; number None: the file as a whole."""

    number: str | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field that differs. What the actor may not read of what is stored is hidden; the file's value they know."""

    number: str
    path: str
    place: Place
    kind: ChangeKind
    was: ShownValue | None
    becomes: ShownValue | None
    is_hidden: bool
    by: str
    reason: str

    @property
    def may_choose(self) -> bool:
        """Whether the actor may let the file win here; a person is never removed by a file."""
        is_person = self.place.sheet == SHEETS[Section.PERSON]
        return not self.is_hidden and (
            self.kind is ChangeKind.KEPT or (self.kind is ChangeKind.ABSENT and not is_person)
        )

    @property
    def choice(self) -> str:
        """What a chosen box says."""
        return f"{self.number}{CHOICE_MARK}{self.path}"


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A dossier that was known before and differs; `case` is empty if the actor may not open it."""

    number: str
    case: str
    names: tuple[str, ...]
    fields: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True)
class NewLine:
    """A dossier that becomes a new case."""

    number: str
    names: tuple[str, ...]
    n_adults: int
    n_children: int
    language: str
    is_interpreter_needed: bool | None
    arrival_on: date | None
    n_bedrooms: int
    needs: tuple[NeedKind, ...]


@dataclass(frozen=True, slots=True)
class ImportPage:
    """The preview of one file; nothing of it is stored until it is applied.

    `n_people`: of every dossier in the file but those of another municipality, of which nothing is told.
    """

    row: ImportRow
    report: ImportReport
    digest: str
    n_people: int
    hidden: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    refused: tuple[RefusedLine, ...]
    carriers: tuple[Carrier, ...]
    changed: tuple[ChangedLine, ...]
    new: tuple[NewLine, ...]

    @property
    def n_dossiers(self) -> int:
        """Every dossier of the file, refused ones too."""
        report = self.report
        return len(report.accepted) + len(report.unchanged) + len(report.changed) + len(report.refused)

    @property
    def may_apply(self) -> bool:
        """Whether there is anything to apply: a choice at a kept field may make a change of an unchanged dossier."""
        return bool(self.new or self.changed)


def import_subject(*, by: Actor, number: int, **_: object) -> Subject:
    """The municipality of an import, for who read the file; to anybody else it does not exist. Raises: NotFound."""
    return Subject(municipality=own_import(by, number, ImportKind.DOSSIERS).municipality_id or "")


def own_import(actor: Actor, number: int, kind: ImportKind) -> Import:
    """The row of an import that the actor read, for this room's queries.

    Raises: NotFound, also for who may no longer import there: what a file says of people is read by nobody else.
    """
    row = Import.rows.filter(pk=number, kind=kind).first()
    is_theirs = row is not None and row.read_by_id == actor.person
    if row is None or not (actor.system or (is_theirs and may_import(actor, kind, row.municipality_id or ""))):
        raise NotFound("no_such_import", number=number)
    return row


def lock_preview(number: int) -> Import:
    """The import, held until the commit, for the actions of this room.

    Raises: NotFound; Conflict if it was applied.
    """
    row = Import.rows.select_for_update().filter(pk=number).first()
    if row is None:
        raise NotFound("no_such_import", number=number)
    if row.content is None:
        raise Conflict("import_applied_before")
    return row


def tiers_of(actor: Actor, codes: Iterable[str], *, today: date) -> Mapping[str, frozenset[Tier]]:
    """The tiers the actor reads of each of these cases; a case that is not theirs is not in it."""
    return {code: case.tiers for code, case in cases_by_code(actor, codes, Permission.CASE_READ, today=today).items()}


def recent_imports(actor: Actor, kind: ImportKind) -> tuple[ImportRow, ...]:
    """The actor's own last imports of this kind where they may still import, newest first."""
    rows = (
        Import.rows.filter(_of(import_places(actor, kind)), read_by_id=actor.person or 0, kind=kind)
        .order_by("-pk")
        .defer("content", "source", "refusals")[:RECENT]
    )
    return tuple(import_row(row) for row in rows)


def _of(places: frozenset[str]) -> Q:
    """Imports into these; into the whole installation has no municipality."""
    return Q(municipality__in=places) | (Q(municipality=None) if "" in places else Q(pk__in=()))


def old_previews(before: datetime) -> tuple[tuple[int, ImportKind], ...]:
    """Number and kind of every import that was read up to `before` and never applied: for deciding."""
    rows = Import.rows.exclude(state=ImportState.APPLIED).filter(read_at__lte=before).order_by("pk")
    return tuple((row.pk, ImportKind(row.kind)) for row in rows.only("kind"))


def report_of(actor: Actor, number: int, *, today: date, overwrite: Overwrite = NO_OVERWRITE) -> ImportReport:
    """What applying the import would do, for the command line. Raises: NotFound."""
    row = own_import(actor, number, ImportKind.DOSSIERS)
    return told(actor, compare(from_json(DossiersRead, row.content), today=today, overwrite=overwrite), today=today)


def told(actor: Actor, compared: Compared, *, today: date) -> ImportReport:
    """The report, without naming what is stored where the actor may not read it: what a file no longer holds."""
    tiers = tiers_of(actor, (known.case for known in compared.known.values()), today=today)

    def may_hear(finding: Finding) -> bool:
        if finding.code is not FindingCode.NO_LONGER_IN_FILE:
            return True
        case = compared.known[finding.dossier or ""].case
        return tier_of(str(dict(finding.params)["path"])) in tiers.get(case, frozenset())

    return replace(compared.report, warnings=tuple(found for found in compared.report.warnings if may_hear(found)))


def import_page(actor: Actor, number: int, *, today: date) -> ImportPage | None:
    """The preview of an import; None once it was applied. Raises: NotFound."""
    row = own_import(actor, number, ImportKind.DOSSIERS)
    if row.content is None:
        return None
    read = from_json(DossiersRead, row.content)
    compared = compare(read, today=today, overwrite=NO_OVERWRITE)
    warnings = [finding for finding in compared.report.warnings if finding.code is not FindingCode.NO_LONGER_IN_FILE]
    return ImportPage(
        row=import_row(row),
        report=compared.report,
        digest=compared.digest,
        n_people=sum(len(dossier.members) for dossier in read.dossiers) + sum(half.n_people for half in read.halves),
        hidden=tuple(finding for finding in warnings if finding.code in HIDDEN),
        notes=tuple(finding for finding in warnings if finding.code not in HIDDEN),
        refused=refused_lines(compared.report),
        carriers=carriers_to_mend(row, compared.report),
        changed=_changed(actor, compared, today),
        new=tuple(_new(compared.dossiers[number], today) for number in compared.report.accepted),
    )


def carriers_to_mend(row: Import, report: ImportReport) -> tuple[Carrier, ...]:
    """In what the rows that `report` refuses could go back, for this room; nothing if it refuses no row."""
    has_rows = bool(report.refused) or any(finding.row for finding in report.errors)
    return carriers_kept(row) if has_rows else ()


def carriers_kept(row: Import) -> tuple[Carrier, ...]:
    """In what the refused rows of this import could go back, for this room."""
    return carriers_of(len(row.source["tables"])) if row.source else ()


def applied_import(actor: Actor, number: int, kind: ImportKind) -> ImportRow:
    """An import of the actor's own, whatever its state. Raises: NotFound."""
    return import_row(own_import(actor, number, kind))


@dataclass(frozen=True, slots=True)
class AppliedCase:
    """A case that an import opened or changed, with the number of its dossier."""

    number: str
    code: str
    is_new: bool


def applied_cases(actor: Actor, number: int, *, today: date) -> tuple[AppliedCase, ...]:
    """The cases that the actor's own import opened or changed and that they may open, new ones first.

    Raises: NotFound.
    """
    outcome = own_import(actor, number, ImportKind.DOSSIERS).outcome
    new, changed = outcome.get("accepted", ()), outcome.get("changed", ())
    rows = Dossier.rows.filter(number__in=[*new, *changed]).values_list("number", "case__code")
    codes = {dossier: code or "" for dossier, code in rows}
    may_open = cases_by_code(actor, codes.values(), Permission.CASE_READ, today=today)
    return tuple(
        AppliedCase(dossier, codes[dossier], dossier in new)
        for dossier in (*new, *changed)
        if codes.get(dossier) in may_open
    )


def import_row(row: Import) -> ImportRow:
    """An import as a list shows it."""
    layout = row.columns.get("name", "")
    return ImportRow(row.pk, ImportKind(row.kind), row.file_name, row.read_at, ImportState(row.state), layout)


def refused_lines(report: ImportReport) -> tuple[RefusedLine, ...]:
    """Everything that is wrong, together for each number."""
    found: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in report.errors:
        found[finding.dossier].append(finding)
    return tuple(RefusedLine(number, tuple(findings)) for number, findings in found.items())


def _changed(actor: Actor, compared: Compared, today: date) -> tuple[ChangedLine, ...]:
    numbers = [number for number, found in compared.differences.items() if found.changes]
    codes = {number: compared.known[number].case for number in numbers}
    tiers = tiers_of(actor, codes.values(), today=today)
    heads = names(actor, codes.values(), today=today).heads
    _note_changed(actor, compared, codes, tiers)
    return tuple(
        ChangedLine(
            number=number,
            case=codes[number] if codes[number] in tiers else "",
            names=heads.get(codes[number], ()),
            fields=tuple(
                _field(change, number, compared, tiers.get(codes[number], frozenset()))
                for change in compared.differences[number].changes
                if change.kind is not ChangeKind.ABSENT or tier_of(change.path) in tiers.get(codes[number], frozenset())
            ),
        )
        for number in numbers
    )


def _note_changed(
    actor: Actor, compared: Compared, codes: Mapping[str, str], tiers: Mapping[str, frozenset[Tier]]
) -> None:
    """The cases of which the preview shows what is stored, and of which tiers, for the log."""
    for number, code in codes.items():
        if code not in tiers:
            continue
        actor.reads.shown(code, compared.dossiers[number].household.municipality or "")
        for change in compared.differences[number].changes:
            if (tier := tier_of(change.path)) in tiers[code]:
                actor.reads.read_at(code, Shown.STORED_DOSSIER, tier)


def _field(change: FieldChange, number: str, compared: Compared, tiers: frozenset[Tier]) -> FieldLine:
    known = compared.known[number]
    place = place_of(change.path, compared.dossiers[number])
    is_hidden = tier_of(change.path) not in tiers
    word = known.record.corrected.get(known.corrected.get(change.path, ""))
    is_ours = word is not None and not is_hidden and Tier.P2 in tiers
    return FieldLine(
        number=number,
        path=change.path,
        place=place,
        kind=change.kind,
        was=None if is_hidden else value_shown(change.was, place),
        becomes=value_shown(change.becomes, place),
        is_hidden=is_hidden,
        by=word.by if word and is_ours else "",
        reason=word.reason if word and is_ours else "",
    )


def _new(dossier: DossierData, today: date) -> NewLine:
    record = as_record(dossier)
    found = outline(record, arrival_on=dossier.household.arrival_on, today=today)
    return NewLine(
        number=dossier.number,
        names=first_names(record.members),
        n_adults=found.n_adults,
        n_children=found.n_children,
        language=record.contact_language,
        is_interpreter_needed=record.is_interpreter_needed,
        arrival_on=dossier.household.arrival_on,
        n_bedrooms=found.n_bedrooms,
        needs=tuple(kind for kind, _ in groupby(sorted(need.kind for need in record.needs))),
    )
