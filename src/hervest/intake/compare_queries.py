"""Dossiers that were read beside what is stored of them: for deciding, never for showing."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from hervest.core.vocabulary import Route
from hervest.households.entry_rules import arrival_milestone, first_milestones
from hervest.households.queries import stored_households
from hervest.households.record_rules import HouseholdRecord
from hervest.intake.difference_rules import ChangeKind, Difference, difference
from hervest.intake.half_rules import ARRIVAL, OURS, ROUTE, as_judged
from hervest.intake.json_rules import as_json
from hervest.intake.models import Dossier
from hervest.intake.report_rules import ImportReport, report
from hervest.intake.stored_rules import ALLOCATED_PATH, ARRIVAL_PATH, ROUTE_PATH, as_dossier, dossier_paths, normal
from hervest.intake.vocabulary import DossierData, DossiersRead, Finding, FindingCode, HouseholdData, Written
from hervest.journey.arrival_queries import household_milestones
from hervest.journey.milestone_rules import MilestoneRecord, Milestones, order_refusals
from hervest.journey.vocabulary import MilestoneCode

DATES = frozenset({ARRIVAL_PATH, ALLOCATED_PATH})
Overwrite = Mapping[str, frozenset[str]]
"""Dossier number -> paths at which the file goes before a person's own change."""

NO_OVERWRITE: Overwrite = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a dossier. `corrected`: path in the dossier -> path in the register."""

    case: str
    record: HouseholdRecord
    stored: DossierData
    corrected: Mapping[str, str]
    milestones: Milestones
    told: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """Everything an import would do: the report, and per dossier that is in order what it rests on."""

    report: ImportReport
    dossiers: Mapping[str, DossierData] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)
    differences: Mapping[str, Difference] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Changes as soon as the import would do anything else than before."""
        return digest_of(self.report, self.differences)


def digest_of(told: ImportReport, differences: Mapping[str, Difference]) -> str:
    """One line that stands for everything an import would do."""
    changes = {number: as_json(found) for number, found in differences.items()}
    shown = json.dumps([as_json(told), changes], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(shown.encode()).hexdigest()


def compare(read: DossiersRead, *, today: date, overwrite: Overwrite) -> Compared:
    """What applying `read` would do; the number of queries does not grow with the dossiers.

    What is refused already is judged as far as it could be read: every error is told at once.
    """
    dossiers = {dossier.number: normal(dossier) for dossier in read.dossiers}
    judged = dossiers | {half.number: half for half in map(as_judged, read.halves) if half is not None}
    known = known_dossiers(judged.values(), today=today)
    differences = {
        number: _difference(found, judged[number], overwrite.get(number, frozenset()))
        for number, found in known.items()
    }
    refusals = [
        finding
        for number, dossier in judged.items()
        for finding in _refusals(dossier, known.get(number), differences.get(number), today, read.households or OURS)
    ]
    refused = frozenset(finding.dossier or "" for finding in refusals)
    good = tuple(number for number in dossiers if number not in refused)
    return Compared(
        report(good, tuple(sorted({*read.refused, *refused})), (*read.findings, *refusals), differences),
        {number: dossiers[number] for number in good},
        {number: found for number, found in known.items() if number in good},
        {number: found for number, found in differences.items() if number in good},
    )


def known_cases(dossiers: Iterable[DossierData]) -> tuple[str, ...]:
    """The cases of those of `dossiers` that their municipality knows, by code: the order in which they are locked."""
    return tuple(sorted(row.case.code or "" for row in _rows(dossiers)))


def known_dossiers(dossiers: Iterable[DossierData], *, today: date) -> Mapping[str, Known]:
    """Those of `dossiers` that their municipality knows, by number."""
    rows = _rows(dossiers)
    records = stored_households(row.case.code or "" for row in rows)
    milestones = household_milestones((row.case.code or "" for row in rows), today=today)
    return {
        row.number: _known(row, records[row.case.code or ""], milestones[row.case.code or ""])
        for row in rows
        if row.case.code in records
    }


def _rows(dossiers: Iterable[DossierData]) -> list[Dossier]:
    wanted = {(dossier.household.municipality, dossier.number) for dossier in dossiers}
    rows = Dossier.rows.filter(number__in={number for _, number in wanted}).select_related("case")
    return [row for row in rows if (row.municipality_id, row.number) in wanted]


def _known(row: Dossier, record: HouseholdRecord, milestones: Milestones) -> Known:
    route = Route(row.case.route)
    arrival_on, allocated_on = (
        recorded_on(milestones, code) for code in (arrival_milestone(route), MilestoneCode.ALLOCATED)
    )
    corrected = dict(dossier_paths(record.corrected, record))
    if arrival_on != row.read_arrival_on:  # somebody moved the milestone: their word
        corrected[ARRIVAL_PATH] = ""
    if allocated_on != row.read_allocated_on:
        corrected[ALLOCATED_PATH] = ""
    stored = as_dossier(
        record, route, municipality=row.municipality_id, allocated_on=allocated_on, arrival_on=arrival_on
    )
    return Known(
        row.case.code or "", record, replace(stored, number=row.number), corrected, milestones, frozenset(row.told)
    )


def recorded_on(milestones: Milestones, code: MilestoneCode) -> date | None:
    """The day somebody recorded or planned, not one that is only expected."""
    found = milestones.at(code)
    return found.on if found and found.expected_from is None else None


def _difference(known: Known, dossier: DossierData, overwrite: frozenset[str]) -> Difference:
    """An empty day takes no milestone away: a plan that lost its day would lose every date that hangs on it."""
    found = difference(known.stored, dossier, frozenset(known.corrected), overwrite=overwrite)
    kept = tuple(change for change in found.changes if not (change.path in DATES and change.kind is ChangeKind.CLEARED))
    return Difference(kept)


def _refusals(
    dossier: DossierData, known: Known | None, changes: Difference | None, today: date, written: Written
) -> Iterable[Finding]:
    if changes and any(change.path == ROUTE_PATH for change in changes.changes):
        yield written.finding(FindingCode.ROUTE_CHANGED, dossier.row, ROUTE, about=dossier.number)
        return
    days = milestones_to_record(dossier.household, changes, today=today)
    before = [] if known is None else _recorded(known.milestones)
    moved = {record.code for record in days}
    after = [*(record for record in before if record.code not in moved), *days]
    if moved and any(moved & set(refusal.params.values()) for refusal in order_refusals(after, today=today)):
        yield written.finding(FindingCode.DATES_IMPOSSIBLE, dossier.row, ARRIVAL, about=dossier.number)


def _recorded(milestones: Milestones) -> list[MilestoneRecord]:
    return [
        MilestoneRecord(code, None, actual_on=found.on) if found.is_actual else MilestoneRecord(code, None, found.on)
        for (code, member), found in milestones.dates.items()
        if member is None and found.expected_from is None
    ]


def milestones_to_record(
    household: HouseholdData, changes: Difference | None, *, today: date
) -> tuple[MilestoneRecord, ...]:
    """The milestones a dossier records: all it has when it is new, else those it changes."""
    written = DATES if changes is None else {change.path for change in changes.written}
    return first_milestones(
        household.route,
        allocated_on=household.allocated_on if ALLOCATED_PATH in written else None,
        arrival_on=household.arrival_on if ARRIVAL_PATH in written else None,
        today=today,
    )
