"""`hervest import-dossier`: preview or apply a file with transfer dossiers. Source: dossier_format.md."""

import re
from collections.abc import Iterable, Sequence

from hervest.cli.importing import (
    REFUSALS,
    Importer,
    content_of,
    importer,
    parsed,
    say,
    say_refused,
    unreadable,
    warn,
)
from hervest.core import clock
from hervest.core.errors import RuleBroken
from hervest.intake.actions import apply_import, forget_import, preview_import
from hervest.intake.compare_queries import Overwrite
from hervest.intake.file_queries import opened_file
from hervest.intake.queries import report_of
from hervest.intake.report_rules import Exit
from hervest.intake.rules import DOSSIER_SECTIONS
from hervest.intake.vocabulary import ImportKind

COMMAND = "import-dossier"
SECTIONS = "|".join(section.value for section in DOSSIER_SECTIONS)
DOSSIER_PATH = re.compile(rf"(.+?):((?:{SECTIONS})[.\[].*)")


def run(argv: Sequence[str]) -> int:
    """Exit status: 0 nothing refused, 2 something refused or unreadable, 3 the actor may not."""
    options, now = parsed(COMMAND, argv), clock.now()
    wrong = [pair for pair in options.overwrite if not DOSSIER_PATH.fullmatch(pair)]
    if wrong:
        warn(COMMAND, f"not DOSSIER:PATH: {wrong[0]}")
        return Exit.SOMETHING_REFUSED
    try:
        who = importer(options, COMMAND, ImportKind.DOSSIERS, today=clock.day_of(now))
        content = content_of(options.file)
    except REFUSALS:
        warn(COMMAND, "this actor may not import here")
        return Exit.NOT_ALLOWED
    except OSError as problem:
        say(unreadable(problem), options.format, who.actor)
        return Exit.SOMETHING_REFUSED
    number = preview_import(
        by=who.actor,
        now=now,
        municipality=who.municipality,
        file_name=options.file.name,
        source=opened_file(options.file.name, content, ImportKind.DOSSIERS),
        municipalities=who.municipalities,
        mapping=who.mapping,
    )
    overwrite = overwritten(options.overwrite)
    if options.apply:
        return _apply(who, number, overwrite, accept_rest=options.accept_rest, how=options.format)
    return _preview(who, number, overwrite, how=options.format)


def _preview(who: Importer, number: int, overwrite: Overwrite, *, how: str) -> int:
    now = clock.now()
    report = report_of(who.actor, number, today=clock.day_of(now), overwrite=overwrite)
    forget_import(by=who.actor, now=now, number=number)
    say(report, how, who.actor)
    return report.exit_status


def _apply(who: Importer, number: int, overwrite: Overwrite, *, accept_rest: bool, how: str) -> int:
    now = clock.now()
    try:
        report = apply_import(by=who.actor, now=now, number=number, accept_rest=accept_rest, overwrite=overwrite)
    except RuleBroken as problem:
        say_refused(COMMAND, problem, who.actor)
        _preview(who, number, overwrite, how=how)
        return Exit.SOMETHING_REFUSED
    say(report, how, who.actor)
    return report.exit_status


def overwritten(pairs: Iterable[str]) -> Overwrite:
    """Number of a dossier -> the paths at which the file wins."""
    found: dict[str, set[str]] = {}
    for pair in pairs:
        match = DOSSIER_PATH.fullmatch(pair)
        if match:
            found.setdefault(match[1], set()).add(match[2])
    return {number: frozenset(paths) for number, paths in found.items()}
