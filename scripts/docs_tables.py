"""Tables of the documentation, printed from the data the product itself decides with."""

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TypeVar

from docs_words import PACKAGE, ROOT, catalogue, label, screens

from hervest.accounts.permissions import ACTIONS, DESCRIPTIONS, TIERS, Permission
from hervest.accounts.vocabulary import Role, Scope
from hervest.core.vocabulary import Tier
from hervest.deadlines.register import all_versions
from hervest.deadlines.term import (
    Count,
    DayOfLaterYear,
    Distance,
    FixedDay,
    QuarterEnd,
    Term,
    WorkingDistance,
)
from hervest.intake.layout import Column
from hervest.intake.running_rules import RUNNING_COLUMNS
from hervest.intake.sponsor_rules import SPONSOR_COLUMNS
from hervest.intake.staff_rules import STAFF_COLUMNS
from hervest.journey.date_rules import hangs_on
from hervest.journey.first_day_rules import AS_EVERYBODY, Beginning
from hervest.journey.source_rules import source_keys
from hervest.journey.template import TaskSpec
from hervest.journey.template_defaults import default_template, sources
from hervest.journey.vocabulary import TRAITS_THAT_BEGIN, Began, DeadlineKind, MilestoneCode, Phase
from hervest.placement.criteria import home_criteria
from hervest.placement.match_criteria import match_criteria
from hervest.placement.match_exception_rules import MATCH_GROUNDS
from hervest.placement.match_rules import MATCH_RULES
from hervest.placement.match_score_rules import MATCH_CRITERIA
from hervest.placement.match_state_rules import GUARDS, GUARDS_OF_A_MATCH, LEVELS, STAGES, STEPS, Guard
from hervest.placement.match_state_vocabulary import MatchEvent, MatchState
from hervest.placement.match_vocabulary import OF_THE_GROUP, MatchCriterion
from hervest.placement.vocabulary import Criterion, FitWarning, HardRule, SourcedNumber

SETTINGS = PACKAGE / "config" / "settings.py"
DECISIONS = ROOT / "docs" / "adr"
EXPLAINED = re.compile(r"^# ([A-Z][A-Z_]+): (.+)$", re.MULTILINE)
MARKS = {"V": "read in the source", "A": "assumption, to be confirmed"}
Row = tuple[str, ...]
_State = TypeVar("_State", bound=Enum)


class NotExplained(LookupError):
    """A variable is read in the settings and no comment there says what it is for."""


def table(head: Row, rows: Iterable[Row]) -> str:
    """A table in Markdown; a bar in a cell would end it, so it is written as its entity."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "&#124;") for cell in line) + " |" for line in lines)


def slug(text: str) -> str:
    """The anchor of something that has a code."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def anchored(code: str) -> str:
    """A code that can be linked to."""
    return f"`{code}`{{ #{slug(code)} }}"


# --- access --------------------------------------------------------------------------------------------------------


def access(language: str) -> str:
    """Action by role, as the scope that the law gives; a column for each role."""
    head = ("Action", "What", *(f"`{role}`" for role in Role))
    rows = (
        (anchored(permission), DESCRIPTIONS[permission], *(_scope(ACTIONS[permission][role]) for role in Role))
        for permission in Permission
    )
    del language
    return table(head, rows)


def access_by_role(language: str) -> str:
    """The same per role, without what the role does not have."""
    parts = []
    for role in Role:
        held = [permission for permission in Permission if ACTIONS[permission][role] is not Scope.NONE]
        rows = [(f"`{each}`", DESCRIPTIONS[each], _scope(ACTIONS[each][role])) for each in held]
        body = table(("Action", "What", "Scope"), rows) if rows else "Nothing."
        indented = "\n".join(f"    {line}" for line in body.splitlines())
        parts.append(f'??? note "{label(role, "nl")} (`{role}`)"\n\n{indented}')
    del language
    return "\n\n".join(parts)


def tiers(language: str) -> str:
    """Role by tier: the widest scope in which the role reads fields of that tier."""
    rows = ((f"`{role}`", label(role, "nl"), *(_scope(TIERS[role][tier]) for tier in Tier)) for role in Role)
    del language
    return table(("Role", "On the Dutch screens", *Tier), rows)


def _scope(scope: Scope) -> str:
    return "-" if scope is Scope.NONE else f"`{scope}`"


# --- the plan ------------------------------------------------------------------------------------------------------


def tasks(phase: str, language: str) -> str:
    """The tasks of a phase: what, for whom, from which milestone, by which term, after which source."""
    head = {
        "nl": ("Taak", "Wie", "Telt vanaf", "Soort", "Bron"),
        "en": ("Task", "Who", "Counts from", "Kind", "Source"),
    }[language]
    return table(head, (_task(spec, language) for spec in default_template().specs if spec.phase is Phase(phase)))


def _task(spec: TaskSpec, language: str) -> Row:
    title = spec.title_nl if language == "nl" else spec.title_en
    kind = label(spec.kind, language)
    return (
        f"{anchored(spec.id)} {title}",
        label(spec.doer, language),
        f"{milestone(spec.anchor, language)} {offset(str(spec.due_offset), language)}",
        f"{kind}: {{term:{spec.term}}}" if spec.term else kind,
        source_names(spec.source, language),
    )


def milestone(code: str, language: str) -> str:
    """What the screens call a milestone; the code of one that only the register knows."""
    return catalogue(language).get((MilestoneCode.__name__, code), f"`{code}`")


def offset(written: str, language: str) -> str:
    """`+2w` in words: two weeks later."""
    found = re.fullmatch(r"([+-]?)(\d+)([dwmy])", written)
    if found is None or found[2] == "0":
        return "(die dag)" if language == "nl" else "(that day)"
    one, many = UNITS[language][found[3]]
    count = int(found[2])
    side = {"nl": ("na", "voor"), "en": ("later", "before")}[language][found[1] == "-"]
    return f"({count} {one if count == 1 else many} {side}{'' if language == 'en' else ' die dag'})"


UNITS = {
    "nl": {"d": ("dag", "dagen"), "w": ("week", "weken"), "m": ("maand", "maanden"), "y": ("jaar", "jaar")},
    "en": {"d": ("day", "days"), "w": ("week", "weeks"), "m": ("month", "months"), "y": ("year", "years")},
}


def source_names(keys: str, language: str) -> str:
    """The keys of a row's sources, each with a link to its full name."""
    del language
    return ", ".join(f"{{source:{key}}}" for key in source_keys(keys))


def source_table(language: str) -> str:
    """Every source by its key, in both languages."""
    del language
    return table(("Key", "Dutch", "English"), ((anchored(key), name.nl, name.en) for key, name in sources().items()))


def terms(language: str) -> str:
    """Every version of every term with its source, its validity and the day it was checked."""
    head = ("Term", "Counts", "Source", "In force", "Checked")
    versions = all_versions().versions.values()
    rows = (_term(term, is_newest=term is found[-1]) for found in versions for term in found)
    del language
    return table(head, rows)


def _term(term: Term, *, is_newest: bool) -> Row:
    name = anchored(term.key) if is_newest else f"`{term.key}`"
    article = f", {term.article}" if term.article else ""
    note = f"<br>{term.note}" if term.note else ""
    return (
        f"{name}<br>{label(DeadlineKind(term.kind.value), 'en')}",
        "<br>".join(_count(count) for count in term.counts),
        f"{term.source}{article}{note}",
        f"{day(term.valid_from, 'not known')} to {day(term.valid_until, 'now')}<br>version {term.version}",
        f"{day(term.checked_on)}<br>{MARKS[term.mark]}",
    )


def day(on: date | None, otherwise: str = "") -> str:
    """A day that no cell breaks in two; `otherwise` for one that is not known or open."""
    return str(on).replace("-", "\N{NON-BREAKING HYPHEN}") if on else otherwise


def _count(count: Count) -> str:
    return f"{milestone(count.anchor, 'en')}: {_length(count)}"


def _length(count: Count) -> str:
    """How long a term runs; for a window also its first day."""
    match count.length:
        case Distance(written):
            opens = f"from {offset(str(count.opens), 'en')} until " if count.opens else ""
            return opens + offset(str(written), "en")
        case WorkingDistance(days):
            return f"({abs(days)} working days {'before' if days < 0 else 'later'})"
        case FixedDay(fixed):
            return f"{day(fixed)}, for everybody"
        case QuarterEnd(quarters):
            return f"(end of the quarter, {quarters} quarters later)"
        case DayOfLaterYear(years, month, day_of_month):
            return f"({day_of_month}-{month}, {years} year later)"


def milestones(language: str) -> str:
    """On which day a milestone is expected until it is recorded."""
    rows = (
        (
            milestone(rule.milestone, language),
            ", ".join(sorted(label(route, language) for route in rule.routes)) or "every route",
            milestone(rule.counts_from, language) if rule.counts_from else "-",
            f"{{term:{rule.term}}}" if rule.term else offset(str(rule.offset), language),
            rule.source,
        )
        for rule in default_template().milestones
    )
    return table(("Milestone", "Routes", "Counts from", "Term", "Source"), rows)


def first_days(language: str) -> str:
    """What every row about a person does for who was born here, joined, or came under it later."""

    def says(found: Beginning) -> str:
        return offset(str(found.due), language) if found.due else label(found.how, language)

    rows = (
        (
            spec.id,
            spec.title_nl if language == "nl" else spec.title_en,
            *(says(spec.beginnings.of(why)) for why in (Began.BORN, Began.JOINED)),
            says(spec.beginnings.turned) if TRAITS_THAT_BEGIN.intersection(hangs_on(spec)) else "-",
        )
        for spec in default_template().specs
        if spec.beginnings is not AS_EVERYBODY
    )
    return table(("Row", "Task", "Born here", "Joined", "Came under it later"), rows)


# --- the home ------------------------------------------------------------------------------------------------------


def hard_rules(language: str) -> str:
    """The hard rules, each with the function that decides it."""
    rows = ((rule.number, label(rule, language), f"{{rule:placement.fit_rules.{rule.value}}}") for rule in HardRule)
    return table(("Number", "What is asked", "Rule"), rows)


def warnings(language: str) -> str:
    """What a person must know before deciding; what nobody knows is named by the fit itself."""
    rows = (
        (
            warning.number,
            label(warning, language),
            "{rule:placement.rules.fit}"
            if warning is FitWarning.UNKNOWN
            else f"{{rule:placement.warning_rules.{warning.value}}}",
        )
        for warning in FitWarning
    )
    return table(("Number", "When", "Rule"), rows)


def weights(language: str) -> str:
    """The points, together 100, each with the function that gives them."""
    rows = (
        (each.number, label(each, language), str(points), f"{{rule:placement.score_rules.{each.value}}}")
        for each, points in _in_order(home_criteria().weights).items()
    )
    return table(("Number", "Criterion", "Weight", "Rule"), rows)


def _in_order(points: Mapping[Criterion, int]) -> Mapping[Criterion, int]:
    return {each: points[each] for each in Criterion}


def numbers(language: str) -> str:
    """The numbers of the criteria with source, mark and the day they were checked."""
    return _numbers(home_criteria().numbers, "number", "unit", language)


def _numbers(found: Iterable[SourcedNumber], named: str, counted: str, language: str) -> str:
    words = catalogue(language)
    rows = (
        (
            words[named, each.key],
            f"{each.value} {words[counted, each.unit].replace('%%', '%')}",
            each.source,
            MARKS[each.mark],
            day(each.checked_on),
        )
        for each in found
    )
    return table(("What", "Value", "Source", "Mark", "Checked"), rows)


def needs(language: str) -> str:
    """What each need asks of a home, and where that is written."""
    rows = (
        (
            label(each.need, language),
            ", ".join(sorted(found.number for found in each.calls_up)) or "-",
            ", ".join(sorted(label(found, language) for found in each.requirements)) or "-",
            each.source,
            MARKS[each.mark],
        )
        for each in home_criteria().needs.values()
    )
    return table(("Need", "What it calls up", "What the home must have", "Source", "Mark"), rows)


def rents(language: str) -> str:
    """The amounts of rent by year."""
    rows = (
        (
            label(each.key, language),
            str(each.year or "every year"),
            f"€ {each.cents / 100:.2f}",
            each.source,
            day(each.checked_on),
        )
        for each in home_criteria().rents
    )
    return table(("What", "Year", "A month", "Source", "Checked"), rows)


# --- the sponsor group ---------------------------------------------------------------------------------------------


def match_rules(language: str) -> str:
    """The hard rules of a match, each with the function that decides it, and whether it ever gives way."""
    rows = (
        (
            rule.number,
            label(rule, language),
            "if two persons agree" if rule in MATCH_GROUNDS else "never",
            f"{{rule:placement.match_rules.{judge.__name__}}}",
        )
        for rule, judge in MATCH_RULES.items()
    )
    return table(("Number", "What is asked", "Gives way", "Rule"), rows)


def match_weights(language: str) -> str:
    """The points of a match, together 100, each with the side that counts it and the function that gives them."""
    weights = match_criteria().weights
    rows = (
        (
            each.number,
            label(each, language),
            str(weights[each]),
            "both" if each in OF_THE_GROUP else "the household's",
            f"{{rule:placement.match_score_rules.{MATCH_CRITERIA[each].__name__}}}",
        )
        for each in MatchCriterion
    )
    return table(("Number", "Criterion", "Weight", "Side", "Rule"), rows)


def match_numbers(language: str) -> str:
    """The numbers of rules and criteria of a match with source, mark and the day they were checked."""
    criteria = match_criteria()
    found = (each for each in criteria.numbers if each.key not in set(criteria.weights))
    return _numbers(found, "match_number", "match_unit", language)


def match_steps(language: str) -> str:
    """What can happen to a proposed match: from where, to where, and what stands guard over it."""
    return _steps(STEPS, GUARDS, language)


def match_stages(language: str) -> str:
    """The same once it is confirmed, but for going on after a hold, which leads back to where it was."""
    return _steps(STAGES, GUARDS_OF_A_MATCH, language)


def _steps(
    steps: Mapping[tuple[_State, MatchEvent], _State], guards: Mapping[MatchEvent, tuple[Guard, ...]], language: str
) -> str:
    ways: dict[tuple[MatchEvent, _State], list[_State]] = {}
    for (before, event), after in steps.items():
        ways.setdefault((event, after), []).append(before)
    rows = (
        (
            label(event, language),
            ", ".join(label(before, language) for before in found),
            label(after, language),
            ", ".join(_guard(guard) for guard in guards.get(event, ())) or "-",
        )
        for (event, after), found in ways.items()
    )
    return table(("What happens", "From", "To", "Only if none of these refuses"), rows)


def _guard(guard: Guard) -> str:
    return f"{{rule:placement.match_state_rules.{guard.__name__}}}"


def match_levels(language: str) -> str:
    """What the members of a group see of a household while a proposed match is so far."""
    levels = ((state, LEVELS.get(state)) for state in MatchState)
    rows = ((label(state, language), f"`{level.name.lower()}`" if level else "nothing") for state, level in levels)
    return table(("How far it is", "Level"), rows)


# --- lists ---------------------------------------------------------------------------------------------------------


LISTS = {"running": RUNNING_COLUMNS, "staff": STAFF_COLUMNS, "sponsors": SPONSOR_COLUMNS}


def columns(of: tuple[Column, ...], language: str) -> str:
    """The columns of a list: what may stand in each, and whether a row needs it."""
    del language
    rows = ((each.header, _kind(each), "yes" if each.is_required else "-") for each in of)
    return table(("Column", "What stands there", "Needed"), rows)


def _kind(column: Column) -> str:
    kind = f"`{column.kind.value}`"
    return f"{kind}: {', '.join(column.words)}" if column.words else kind


# --- the installation and the project ------------------------------------------------------------------------------


def variables(language: str) -> str:
    """Every environment variable that the settings read. Raises: NotExplained if a comment lacks for one."""
    del language
    return table(("Variable", "What it is for", "Without it"), settings_read(SETTINGS.read_text("utf-8")))


def settings_read(source: str) -> list[Row]:
    """Name, explanation and default of each variable read in `source`, which must explain it in a comment."""
    told = dict(EXPLAINED.findall(source))
    found: dict[int, Row] = {}
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "env" and node.keywords):
            continue
        name = ast.literal_eval(node.args[0])
        if name not in told:
            raise NotExplained(name)
        found[node.lineno] = (anchored(name), told[name], _default(ast.literal_eval(node.keywords[0].value)))
    return [row for _, row in sorted(found.items())]


def _default(value: object) -> str:
    if value is False:
        return "off"
    shown = ",".join(value) if isinstance(value, list) else str(value)
    return f"`{shown}`" if shown else "empty"


def decisions(language: str) -> str:
    """Every decision record by number, with its own title."""
    del language
    return "\n".join(f"{number}. [{title}]({path.name})" for number, title, path in decision_records())


def decision_records() -> list[tuple[int, str, Path]]:
    """Number, title and file of every decision record."""
    found = []
    for path in sorted(DECISIONS.glob("[0-9][0-9][0-9][0-9]-*.md")):
        number, _, title = path.read_text("utf-8").splitlines()[0].removeprefix("# ").partition(". ")
        found.append((int(number), title, path))
    return found


def screen_table(language: str) -> str:
    """Every page of the product: name in both languages, address and the action it asks for."""
    del language
    rows = (
        (f"{anchored(each.name)}", each.nl, each.en, f"`{each.pattern}`", f"{{permission:{each.permission}}}")
        for each in sorted(screens().values(), key=lambda each: (each.room, each.pattern))
    )
    return table(("Route", "Dutch", "English", "Address", "Asks for"), rows)


TABLES: Mapping[str, Callable[[str], str]] = {
    "access": access,
    "access_by_role": access_by_role,
    "tiers": tiers,
    "sources": source_table,
    "terms": terms,
    "milestones": milestones,
    "first_days": first_days,
    "hard_rules": hard_rules,
    "warnings": warnings,
    "weights": weights,
    "numbers": numbers,
    "needs": needs,
    "rents": rents,
    "match_rules": match_rules,
    "match_weights": match_weights,
    "match_numbers": match_numbers,
    "match_steps": match_steps,
    "match_stages": match_stages,
    "match_levels": match_levels,
    "variables": variables,
    "decisions": decisions,
    "screens": screen_table,
} | {
    **{f"tasks {phase.value}": partial(tasks, phase.value) for phase in Phase},
    **{f"columns {name}": partial(columns, found) for name, found in LISTS.items()},
}
"""By the name that stands in a page as `{table:NAME}`."""
