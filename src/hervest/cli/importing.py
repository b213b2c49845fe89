"""What the commands that import share: their options, whose import it is, and how the report is said."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import override

from hervest.accounts.actor import Actor, system
from hervest.accounts.queries import actor_by_email, municipalities_of
from hervest.core import clock
from hervest.core.errors import NotAllowed, NotFound, RuleBroken
from hervest.core.texts import coded, error_text
from hervest.intake.file_queries import largest_file, opened_file
from hervest.intake.finding_rules import finding_params
from hervest.intake.mapping_queries import mapping_named
from hervest.intake.place_queries import may_import
from hervest.intake.report_rules import Exit, ImportReport
from hervest.intake.vocabulary import Finding, FindingCode, ImportKind, NamedMap

PAIR = "DOSSIER:PATH"
LETS_PEOPLE_IN = "import-staff"
"""The command that prints links, which lead to an address of the server."""


@dataclass(frozen=True, slots=True)
class Importer:
    """Who imports, for which municipality (None: the system, for all of this installation), by which mapping."""

    actor: Actor
    municipality: str | None
    municipalities: frozenset[str]
    mapping: NamedMap | None = None


def parsed(command: str, argv: Sequence[str]) -> argparse.Namespace:
    """The options of an import. Exits with 2 on a wrong one, as argparse does."""
    parser = argparse.ArgumentParser(prog=f"hervest {command}")
    parser.add_argument("file", type=Path)
    parser.add_argument("--as", dest="email", metavar="E-MAIL", help="act as this person; else as the system")
    parser.add_argument("--municipality", metavar="GMxxxx")
    todo = parser.add_mutually_exclusive_group()
    todo.add_argument("--preview", action="store_true", help="only say what would happen (this is the default)")
    todo.add_argument("--apply", action="store_true", help="do it")
    parser.add_argument("--accept-rest", action="store_true", help="apply the good ones of a file that holds bad ones")
    parser.add_argument("--overwrite", action="append", default=[], metavar=PAIR, help="let the file win here")
    parser.add_argument("--mapping", metavar="NAME", help="read another layout by the mapping saved under this name")
    parser.add_argument("--format", choices=["json", "text"], default="json")
    if command == LETS_PEOPLE_IN:
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the server will be reached")
    return parser.parse_args(argv)


def importer(options: argparse.Namespace, command: str, kind: ImportKind, *, today: date) -> Importer:
    """Who imports for what. Raises: NotFound or NotAllowed if the actor may not, or it is not clear for whom.

    Exits with 2 if there is no mapping of the name that was given.
    """
    actor = actor_by_email(options.email, today=today) if options.email else system(command)
    held = frozenset(row.code for row in municipalities_of(actor) if may_import(actor, kind, row.code))
    is_everywhere = may_import(actor, kind, "")
    place = options.municipality or (next(iter(held)) if len(held) == 1 and not is_everywhere else None)
    if (place is None and not is_everywhere) or (place is not None and place not in held):
        raise NotAllowed("not_allowed", municipality=place or "")
    return Importer(actor, place, held, _mapping(options.mapping, command, actor, place, kind))


def content_of(path: Path) -> bytes:
    """The bytes of the file, one more than the limit at most. Raises: OSError."""
    with path.open("rb") as file:
        return file.read(largest_file() + 1)


def _mapping(name: str | None, command: str, actor: Actor, place: str | None, kind: ImportKind) -> NamedMap | None:
    if name is None:
        return None
    try:
        return mapping_named(actor, place, kind, name)
    except NotFound:
        warn(command, f"no mapping of this name here: {name}")
        raise SystemExit(Exit.SOMETHING_REFUSED) from None


def unreadable(problem: OSError) -> ImportReport:
    """A report with one error: the file is not there, or the system does not let us read it."""
    if isinstance(problem, FileNotFoundError):
        return ImportReport(errors=(Finding(FindingCode.NO_SUCH_FILE, params=(("value", problem.filename),)),))
    why = (("because", f"({problem.strerror or type(problem).__name__})"),)
    return ImportReport(errors=(Finding(FindingCode.UNREADABLE_FILE, params=why),))


def message(finding: Finding) -> str:
    """A finding in words, with what would be right."""
    params = finding_params(finding)
    said = coded("FindingCode", finding.code, params)
    return f"{said} {coded('FindingRemedy', finding.code, params)}" if finding.is_error else said


def say(report: ImportReport, how: str, by: Actor, *, links: Mapping[str, str] | None = None) -> None:
    """The report on standard output, in the language of who imports; `links`: to set a password, by address."""
    with override(by.language):
        _say(report, how, links)


def say_refused(command: str, problem: RuleBroken, by: Actor) -> None:
    """Why nothing was applied, in the language of who imports."""
    with override(by.language):
        warn(command, error_text(problem))
    warn(command, "nothing was applied")


def _say(report: ImportReport, how: str, links: Mapping[str, str] | None) -> None:
    if how == "json":
        told = report.to_json(message) | ({} if links is None else {"links": dict(links)})
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for name in ("accepted", "unchanged", "changed", "refused", "kept"):
        print(f"{name}: {len(getattr(report, name))}")
    for key, paths in (*report.changed.items(), *report.kept.items()):
        print(f"  {key}: {', '.join(paths)}")
    for finding in (*report.errors, *report.warnings):
        place = " ".join(str(part) for part in (finding.dossier, finding.sheet, finding.row, finding.column) if part)
        print(f"  {place}: {message(finding)}")
    for email, link in (links or {}).items():
        print(f"  {email}: {link}")


def warn(command: str, words: str) -> None:
    """A word to the person at the terminal, beside the report."""
    print(f"hervest {command}: {words}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class ListCommand:
    """What a command that reads a list does: look at it, tell what it would do, do it, forget it."""

    name: str
    kind: ImportKind
    preview: Callable[..., int]
    report: Callable[..., ImportReport]
    apply: Callable[..., object]
    forget: Callable[..., None]


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a list: the report, and what applying it gave back, if it was applied."""

    who: Importer
    report: ImportReport
    options: argparse.Namespace
    outcome: object = None


def run_list(command: ListCommand, argv: Sequence[str]) -> Told | Exit:
    """What came of the list; an exit status, after saying why, if nothing could be read or applied."""
    options, now = parsed(command.name, argv), clock.now()
    if options.overwrite:
        warn(command.name, "what a person recorded stays: there is nothing to overwrite")
        return Exit.SOMETHING_REFUSED
    try:
        who = importer(options, command.name, command.kind, today=clock.day_of(now))
        _check_place(command, who)
        content = content_of(options.file)
    except REFUSALS:
        warn(command.name, "this actor may not import here")
        return Exit.NOT_ALLOWED
    except OSError as problem:
        say(unreadable(problem), options.format, system(command.name))
        return Exit.SOMETHING_REFUSED
    number = command.preview(
        by=who.actor,
        now=now,
        municipality=who.municipality or "",
        file_name=options.file.name,
        source=opened_file(options.file.name, content, command.kind),
        mapping=who.mapping,
    )
    report = command.report(who.actor, number, today=clock.day_of(now))
    if not options.apply:
        command.forget(by=who.actor, now=now, number=number)
        return Told(who, report, options)
    try:
        outcome = command.apply(by=who.actor, now=now, number=number, accept_rest=options.accept_rest)
    except RuleBroken as problem:
        say_refused(command.name, problem, who.actor)
        command.forget(by=who.actor, now=now, number=number)
        say(report, options.format, who.actor)
        return Exit.SOMETHING_REFUSED
    return Told(who, report, options, outcome)


def _check_place(command: ListCommand, who: Importer) -> None:
    """Only people come into the whole installation. Exits with 2 if it is not said for which municipality."""
    if who.municipality is None and command.kind is not ImportKind.STAFF:
        warn(command.name, "say for which municipality: --municipality GMxxxx")
        raise SystemExit(Exit.SOMETHING_REFUSED)


REFUSALS = (NotFound, NotAllowed)
"""Errors that mean: this actor may not."""
