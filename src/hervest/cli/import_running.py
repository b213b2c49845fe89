"""`hervest import-running`: preview or apply a list of cases that run already, with the manners of a dossier."""

from collections.abc import Sequence

from hervest.cli.importing import REFUSALS, content_of, importer, parsed, say, say_refused, unreadable, warn
from hervest.core import clock
from hervest.core.errors import RuleBroken
from hervest.intake.file_queries import opened_file
from hervest.intake.report_rules import Exit
from hervest.intake.running_actions import apply_running_import, forget_running_import, preview_running
from hervest.intake.running_queries import running_report
from hervest.intake.vocabulary import ImportKind

COMMAND = "import-running"


def run(argv: Sequence[str]) -> int:
    """Exit status: 0 nothing refused, 2 something refused or unreadable, 3 the actor may not."""
    options, now = parsed(COMMAND, argv), clock.now()
    if options.overwrite:
        warn(COMMAND, "what a person recorded stays: there is nothing to overwrite")
        return Exit.SOMETHING_REFUSED
    try:
        who = importer(options, COMMAND, ImportKind.RUNNING, today=clock.day_of(now))
        content = content_of(options.file)
    except REFUSALS:
        warn(COMMAND, "this actor may not import here")
        return Exit.NOT_ALLOWED
    except OSError as problem:
        say(unreadable(problem), options.format, who.actor)
        return Exit.SOMETHING_REFUSED
    if who.municipality is None:
        warn(COMMAND, "say for which municipality: --municipality GMxxxx")
        return Exit.SOMETHING_REFUSED
    source = opened_file(options.file.name, content, ImportKind.RUNNING)
    number = preview_running(
        by=who.actor,
        now=now,
        municipality=who.municipality,
        file_name=options.file.name,
        source=source,
        mapping=who.mapping,
    )
    report = running_report(who.actor, number, today=clock.day_of(now))
    if options.apply:
        try:
            report = apply_running_import(by=who.actor, now=now, number=number, accept_rest=options.accept_rest)
        except RuleBroken as problem:
            say_refused(COMMAND, problem, who.actor)
            forget_running_import(by=who.actor, now=now, number=number)
            say(report, options.format, who.actor)
            return Exit.SOMETHING_REFUSED
    else:
        forget_running_import(by=who.actor, now=now, number=number)
    say(report, options.format, who.actor)
    return report.exit_status
