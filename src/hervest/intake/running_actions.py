"""Importing cases that run already: a file is read and shown first, then applied in one go or not at all."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.core import clock
from hervest.core.errors import Conflict, RuleBroken
from hervest.intake.json_rules import from_json
from hervest.intake.keep_actions import keep_preview, settle_import
from hervest.intake.mapping_queries import recognised
from hervest.intake.queries import lock_preview
from hervest.intake.report_rules import ImportReport
from hervest.intake.running_compare_queries import codes_in, compare_running
from hervest.intake.running_queries import running_import_subject, running_in
from hervest.intake.running_rules import RunningRead
from hervest.intake.vocabulary import ImportKind, NamedMap, SourceFile
from hervest.journey.actions import join_team, record_milestones
from hervest.journey.running_actions import lock_cases, take_over_case


@action(Permission.DOSSIER_IMPORT, on=municipality_subject)
def preview_running(
    *, by: Actor, now: datetime, municipality: str, file_name: str, source: SourceFile, mapping: NamedMap | None = None
) -> int:
    """The file that was opened is kept for its preview; the number of the import. Nothing of it counts yet.

    What cannot be read is a finding, never an error. `mapping` as in `preview_import`.
    """
    known = mapping or recognised(by, municipality, ImportKind.RUNNING, source)
    read = running_in(source, known.columns, today=clock.day_of(now))
    number = keep_preview(
        read,
        ImportKind.RUNNING,
        by=by,
        now=now,
        municipality=municipality,
        file_name=file_name,
        source=source,
        columns=known,
    )
    note("running_import.previewed", municipality=municipality, number=number, n_rows=len(read.lines))
    return number


@action(Permission.DOSSIER_IMPORT, on=running_import_subject, runs=(take_over_case, record_milestones, join_team))
def apply_running_import(
    *, by: Actor, now: datetime, number: int, accept_rest: bool = False, seen: str | None = None
) -> ImportReport:
    """Every case of the file that is in order stands as it ran: its days, what was done, who coordinates it.

    What a person recorded here stays, so that the same file twice changes nothing.
    Raises: Conflict if it was applied before, does something else now than the preview showed (`seen`), or a case was
    closed meanwhile; RuleBroken if something is refused and the rest may not go on alone.
    """
    row = lock_preview(number)
    read, place, today = from_json(RunningRead, row.content), row.municipality_id or "", clock.day_of(now)
    lock_cases(codes_in((line.case for line in read.lines), place).values())
    compared = compare_running(by, read, municipality=place, today=today)
    if seen is not None and seen != compared.digest:
        raise Conflict("import_changed_meanwhile")
    if not compared.report.may_apply and not (accept_rest and compared.settled):
        raise RuleBroken("running_import_has_refusals", field="accept_rest", n=len(compared.report.refused))
    for one in compared.settled.values():
        if one.changes.written:
            take_over_case(
                by=by,
                now=now,
                case=one.case.ref.code,
                records=one.records,
                done=one.done,
                not_needed=one.not_needed,
                extra=one.extra,
                lead=one.lead,
            )
    settle_import(
        row,
        compared.report,
        {"changed": [compared.settled[key].case.ref.code for key in compared.report.changed]},
        now=now,
    )
    changed, refused = len(compared.report.changed), len(compared.report.refused)
    note("running_cases.imported", municipality=place, number=number, changed=changed, refused=refused)
    return compared.report


@action(Permission.DOSSIER_IMPORT, on=running_import_subject)
def forget_running_import(*, by: Actor, now: datetime, number: int) -> None:
    """The file that was read is gone, unapplied. Raises: Conflict if it was applied."""
    row = lock_preview(number)
    note("running_import.forgotten", municipality=row.municipality_id or "", number=number)
    row.delete()
