"""How every kind of import is kept for its preview, and how it ends: steps of the actions that read and apply files."""

from datetime import datetime

from hervest.accounts.actor import Actor
from hervest.intake.frame_rules import framed, mapping_frame
from hervest.intake.json_rules import as_json
from hervest.intake.mend_queries import refused_rest
from hervest.intake.models import Import
from hervest.intake.report_rules import ImportReport
from hervest.intake.vocabulary import ImportKind, ImportState, NamedMap, SourceFile

LONGEST_FILE_NAME = 200


def keep_preview(
    read: object,
    kind: ImportKind,
    *,
    by: Actor,
    now: datetime,
    municipality: str | None,
    file_name: str,
    source: SourceFile,
    columns: NamedMap,
) -> int:
    """What was read stands for its preview, with the file as it was opened; the number of the import."""
    row = Import.rows.create(
        municipality_id=municipality,
        kind=kind,
        file_name=file_name[-LONGEST_FILE_NAME:],
        read_at=now,
        read_by_id=by.person,
        state=ImportState.PREVIEWED if source.tables else ImportState.UNREADABLE,
        content=as_json(read),
        source=framed(source),
        columns=mapping_frame(columns),
    )
    return row.pk


def settle_import(row: Import, report: ImportReport, outcome: object, *, now: datetime) -> None:
    """The import was applied: of the file only what was refused is left, to mend."""
    row.source, row.refusals = refused_rest(row, ImportKind(row.kind), report)
    row.state, row.applied_at, row.content = ImportState.APPLIED, now, None
    row.outcome = as_json(outcome)
    row.save()
