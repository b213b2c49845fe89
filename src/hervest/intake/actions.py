"""Importing dossiers: a file is read and shown first, then applied in one go or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.accounts.vocabulary import Subject
from hervest.core import clock
from hervest.core.errors import Conflict, RuleBroken
from hervest.core.texts import coded
from hervest.core.vocabulary import MunicipalityCode
from hervest.households.actions import save_household
from hervest.households.entry_actions import enter_household
from hervest.intake.compare_queries import (
    NO_OVERWRITE,
    Compared,
    Known,
    Overwrite,
    compare,
    known_cases,
    milestones_to_record,
)
from hervest.intake.difference_rules import ChangeKind, Difference, merged
from hervest.intake.file_queries import dossiers_in
from hervest.intake.json_rules import as_json, from_json
from hervest.intake.keep_actions import keep_preview, settle_import
from hervest.intake.mapping_queries import recognised
from hervest.intake.models import Dossier, DossierVersion
from hervest.intake.queries import import_subject, lock_preview, tiers_of, told
from hervest.intake.report_rules import ImportReport, within
from hervest.intake.stored_rules import ALLOCATED_PATH, ARRIVAL_PATH, as_record, tier_of
from hervest.intake.vocabulary import DossierData, DossiersRead, ImportKind, NamedMap, SourceFile
from hervest.journey.actions import locked_case, open_case, post_facts, record_milestones
from hervest.journey.task_actions import add_task

SAVING = (open_case, enter_household, save_household, post_facts, record_milestones, add_task)
"""Every action that applying dossiers runs."""

DAYS_TO_ANSWER = 7


@dataclass(frozen=True, slots=True)
class Step:
    """One dossier within an import: by whom, when, and what it rests on."""

    by: Actor
    now: datetime
    dossier: DossierData
    known: Known | None = None
    changes: Difference | None = None


def _installation_or_municipality(*, municipality: str | None, **_: object) -> Subject:
    """The municipality; without one only the system may read."""
    return Subject() if municipality is None else municipality_subject(municipality=municipality)


@action(Permission.DOSSIER_IMPORT, on=_installation_or_municipality)
def preview_import(
    *,
    by: Actor,
    now: datetime,
    municipality: str | None,
    file_name: str,
    source: SourceFile,
    municipalities: frozenset[str] = frozenset(),
    mapping: NamedMap | None = None,
) -> int:
    """The file that was opened is kept for its preview; the number of the import. Nothing of it counts yet.

    `municipality` None: the system reads it for all `municipalities` of this installation. What cannot be read is a
    finding, never an error. `mapping`: how another layout is read; else one that was saved for these very headings.
    """
    known = mapping or recognised(by, municipality, ImportKind.DOSSIERS, source)
    read = dossiers_in(
        source, known.columns, municipality=municipality, municipalities=municipalities, today=clock.day_of(now)
    )
    number = keep_preview(
        read,
        ImportKind.DOSSIERS,
        by=by,
        now=now,
        municipality=municipality,
        file_name=file_name,
        source=source,
        columns=known,
    )
    note("import.previewed", municipality=municipality or "", number=number, n_dossiers=len(read.dossiers))
    return number


@action(Permission.DOSSIER_IMPORT, on=import_subject, runs=SAVING)
def apply_import(
    *,
    by: Actor,
    now: datetime,
    number: int,
    accept_rest: bool = False,
    overwrite: Overwrite = NO_OVERWRITE,
    seen: str | None = None,
) -> ImportReport:
    """Every dossier in order stands as the file has it, all in one transaction; what happened.

    A person's own changes stay, except at the paths `overwrite` names. Unchanged dossiers are not touched.
    Raises: Conflict if it was applied before, or does something else now than the preview showed (`seen`);
    RuleBroken if something is refused and the rest may not go on alone.
    """
    row = lock_preview(number)
    read = from_json(DossiersRead, row.content)
    _lock(read)
    compared = compare(read, today=clock.day_of(now), overwrite=overwrite)
    if seen is not None and seen != compare(read, today=clock.day_of(now), overwrite=NO_OVERWRITE).digest:
        raise Conflict("import_changed_meanwhile")
    if not compared.report.may_apply and not (accept_rest and compared.dossiers):
        raise RuleBroken("import_has_refusals", field="accept_rest", n=len(compared.report.refused))
    _check_overwrite(by, compared, overwrite, now)
    _apply(by, now, compared)
    settle_import(
        row, compared.report, {"accepted": compared.report.accepted, "changed": list(compared.report.changed)}, now=now
    )
    note(
        "import.applied",
        municipality=row.municipality_id or "",
        number=number,
        accepted=len(compared.report.accepted),
        changed=len(compared.report.changed),
        refused=len(compared.report.refused),
    )
    return told(by, compared, today=clock.day_of(now))


@action(Permission.DOSSIER_IMPORT, on=import_subject)
def forget_import(*, by: Actor, now: datetime, number: int) -> None:
    """The file that was read is gone, unapplied. Raises: Conflict if it was applied."""
    row = lock_preview(number)
    note("import.forgotten", municipality=row.municipality_id or "", number=number)
    row.delete()


@action(Permission.DOSSIER_IMPORT, on=municipality_subject, runs=SAVING)
def apply_dossier(*, by: Actor, now: datetime, municipality: str, dossier: DossierData) -> str:
    """One dossier that is in order stands in the register; the code of its case.

    Raises: RuleBroken if its days are impossible or its route changed.
    """
    read = within(
        DossiersRead((dossier,)), frozenset({MunicipalityCode(municipality)}), default=MunicipalityCode(municipality)
    )
    _lock(read)
    compared = compare(read, today=clock.day_of(now), overwrite=NO_OVERWRITE)
    if not compared.report.may_apply:
        raise RuleBroken("import_has_refusals", n=1)
    codes = _apply(by, now, compared)
    return codes.get(dossier.number) or compared.known[dossier.number].case


def _lock(read: DossiersRead) -> None:
    """Nobody corrects a household between comparing and writing; in order of code, so that two imports never cross."""
    for code in known_cases(read.dossiers):
        locked_case(code)


def _check_overwrite(by: Actor, compared: Compared, overwrite: Overwrite, now: datetime) -> None:
    """Nobody takes back what they may not read."""
    codes = {number: found.case for number, found in compared.known.items() if overwrite.get(number)}
    tiers = tiers_of(by, codes.values(), today=clock.day_of(now))
    for number, code in codes.items():
        for path in overwrite[number]:
            if tier_of(path) not in tiers.get(code, frozenset()):
                raise RuleBroken("overwrite_not_yours", dossier=number)


def _apply(by: Actor, now: datetime, compared: Compared) -> Mapping[str, str]:
    """Number -> case code of every dossier that was new."""
    codes = {}
    for number, dossier in compared.dossiers.items():
        known = compared.known.get(number)
        step = Step(by, now, dossier, known, compared.differences.get(number))
        if known is None:
            codes[number] = _open(step)
        elif step.changes and step.changes.written:
            _update(step, known, step.changes)
    _tell_coordinators(by, now, compared)
    return codes


def _open(step: Step) -> str:
    household = step.dossier.household
    municipality = household.municipality or ""
    code = enter_household(
        by=step.by,
        now=step.now,
        municipality=municipality,
        route=household.route,
        record=as_record(step.dossier),
        allocated_on=household.allocated_on,
        arrival_on=household.arrival_on,
        source="dossier",
    )
    row = Dossier.rows.create(
        municipality_id=municipality,
        number=step.dossier.number,
        case_id=locked_case(code).pk,
        read_allocated_on=household.allocated_on,
        read_arrival_on=household.arrival_on,
    )
    DossierVersion.rows.create(dossier=row, read_at=step.now, content=as_json(step.dossier))
    return code


def _update(step: Step, known: Known, changes: Difference) -> None:
    paths = {change.path for change in changes.written}
    days = milestones_to_record(step.dossier.household, changes, today=clock.day_of(step.now))
    if days:
        record_milestones(by=step.by, now=step.now, case=known.case, records=days, source="dossier")
    whole = merged(known.stored, step.dossier, changes)
    freed = frozenset(known.corrected[path] for path in paths if known.corrected.get(path))
    save_household(by=step.by, now=step.now, case=known.case, record=as_record(whole, known.record), freed=freed)
    row = Dossier.rows.get(case__code=known.case)
    if ARRIVAL_PATH in paths:
        row.read_arrival_on = step.dossier.household.arrival_on
    if ALLOCATED_PATH in paths:
        row.read_allocated_on = step.dossier.household.allocated_on
    row.save()
    DossierVersion.rows.create(dossier=row, read_at=step.now, content=as_json(step.dossier))
    note("dossier.changed", case_code=known.case, municipality=row.municipality_id, n_paths=len(paths))


def _tell_coordinators(by: Actor, now: datetime, compared: Compared) -> None:
    """A difference with the team's own word, in a case the importer may not read, is the coordinator's to settle."""
    differing = {
        number: frozenset(f"{one.path}={one.becomes}" for one in found.changes if one.kind is ChangeKind.KEPT)
        for number, found in compared.differences.items()
    }
    asked = {number: paths - compared.known[number].told for number, paths in differing.items()}
    tiers = tiers_of(by, (compared.known[number].case for number in asked), today=clock.day_of(now))
    for number, paths in asked.items():
        known = compared.known[number]
        if not any(tier_of(path.partition("=")[0]) not in tiers.get(known.case, frozenset()) for path in paths):
            continue
        title = coded("ImportTask", "dossier_differs", {"number": number})
        add_task(
            by=by, now=now, case=known.case, title=title, due_on=clock.day_of(now) + timedelta(days=DAYS_TO_ANSWER)
        )
        row = Dossier.rows.get(case__code=known.case)
        row.told = sorted({*row.told, *paths})
        row.save(update_fields=["told"])
