"""`hervest import-dwellings`: preview or apply a list of dwellings, with the manners of a dossier."""

from collections.abc import Iterable, Sequence

from hervest.cli.importing import REFUSALS, content_of, importer, parsed, say, say_refused, unreadable, warn
from hervest.core import clock
from hervest.core.errors import RuleBroken
from hervest.intake.compare_queries import Overwrite
from hervest.intake.dwelling_actions import apply_dwellings
from hervest.intake.dwelling_queries import compare_dwellings, dwellings_in
from hervest.intake.dwelling_rules import DWELLING_FIELDS
from hervest.intake.file_queries import opened_file
from hervest.intake.mapping_queries import recognised
from hervest.intake.report_rules import Exit
from hervest.intake.vocabulary import ImportKind

COMMAND = "import-dwellings"


def run(argv: Sequence[str]) -> int:
    """Exit status: 0 nothing refused, 2 something refused or unreadable, 3 the actor may not."""
    options, now = parsed(COMMAND, argv), clock.now()
    overwrite = overwritten(options.overwrite)
    if len(options.overwrite) != sum(map(len, overwrite.values())):
        warn(COMMAND, "not WONINGCODE:column")
        return Exit.SOMETHING_REFUSED
    try:
        who = importer(options, COMMAND, ImportKind.DWELLINGS, today=clock.day_of(now))
        content = content_of(options.file)
    except REFUSALS:
        warn(COMMAND, "this actor may not import here")
        return Exit.NOT_ALLOWED
    except OSError as problem:
        say(unreadable(problem), options.format, who.actor)
        return Exit.SOMETHING_REFUSED
    places = who.municipalities if who.municipality is None else frozenset({who.municipality})
    source = opened_file(options.file.name, content, ImportKind.DWELLINGS)
    known = who.mapping or recognised(who.actor, who.municipality, ImportKind.DWELLINGS, source)
    read = dwellings_in(source, known.columns, today=clock.day_of(now))
    compared = compare_dwellings(
        who.actor, read, municipality=who.municipality, municipalities=places, overwrite=overwrite
    )
    report = compared.report
    if options.apply:
        try:
            report = apply_dwellings(
                by=who.actor,
                now=now,
                municipality=who.municipality,
                source=source,
                mapping=known,
                municipalities=places,
                accept_rest=options.accept_rest,
                overwrite=overwrite,
            )
        except RuleBroken as problem:
            say_refused(COMMAND, problem, who.actor)
            say(report, options.format, who.actor)
            return Exit.SOMETHING_REFUSED
    say(report, options.format, who.actor)
    return report.exit_status


def overwritten(pairs: Iterable[str]) -> Overwrite:
    """Code of a dwelling -> the columns at which the file wins; what is no such pair is left out."""
    found: dict[str, set[str]] = {}
    for pair in pairs:
        code, _, column = pair.rpartition(":")
        if code and column in DWELLING_FIELDS:
            found.setdefault(code, set()).add(column)
    return {code: frozenset(columns) for code, columns in found.items()}
