"""What mkdocs asks while it builds: what stands in braces in a page becomes words of screens, links and tables.

`{screen:ROUTE}` a page of the product, `{word:TEXT}` a text of its catalogues, `{rule:room.file.function}` code,
`{term:KEY}`, `{source:KEY}`, `{task:ID}`, `{permission:ACTION}`, `{table:NAME}`. What does not exist stops the build.
"""

import inspect
import posixpath
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any, cast

from docs_tables import TABLES, decision_records, slug
from docs_words import ROOT, NoSuchWord, screen, wake, word
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from hervest.accounts.permissions import Permission
from hervest.deadlines.register import all_versions
from hervest.journey.template_defaults import default_template, sources

PLACEHOLDER = re.compile(r"\{(screen|word|rule|term|source|task|permission|table):([^{}\n]+)\}")
RULES_PAGE = "reference/rules.md"
RULES_INTRODUCTION = """# Rules in the code

Every rule that a page of this documentation names, as it stands in the code of this version: what holds, and how.
This page is made when the documentation is built.
"""
LISTED = re.compile(r"^\d+\. \[.*$\n?", re.MULTILINE)
HOME_OF_TASKS = {
    "consideration": "process/deciding.md",
    "allocation": "process/dossier.md",
    "preparation": "process/home.md",
    "first_48_hours": "process/arrival.md",
    "arrival": "process/arrival.md",
    "first_week": "process/first_weeks.md",
    "first_month": "process/first_weeks.md",
    "civic_integration": "process/plan.md",
    "guidance": "process/plan.md",
    "temporary_protection": "process/plan.md",
    "closing": "process/closing.md",
}
"""On which page the tasks of a phase stand."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The decisions stand in the navigation, each under its number and title."""
    wake()
    records = [{f"{number}. {title}": f"adr/{path.name}"} for number, title, path in decision_records()]
    for entry in config.nav or []:
        if isinstance(entry, dict) and entry.get("Decisions") == "adr/README.md":
            entry["Decisions"] = ["adr/README.md", *records]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The page of rules is made of every rule that some page, or some table, names."""
    texts = [Path(file.abs_src_path or "").read_text("utf-8") for file in files.documentation_pages()]
    texts += [TABLES[name]("en") for text in texts for kind, name in PLACEHOLDER.findall(text) if kind == "table"]
    named = {name for text in texts for kind, name in PLACEHOLDER.findall(text) if kind == "rule"}
    files.append(File.generated(config, RULES_PAGE, content=rules_page(named)))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The page with everything in braces written out. Raises: PluginError for what does not exist."""
    del config, files
    place = page.file.src_uri
    if place == RULES_PAGE:
        return markdown  # code has braces of its own
    if place == "adr/README.md":
        markdown = f"{LISTED.sub('', markdown).rstrip()}\n\n{{table:decisions}}\n"
    return filled(markdown, place=place, language=str(page.meta.get("language", "en")))


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """What is Dutch says so to a browser and to who listens to it."""
    del config, files
    return f'<div lang="nl">{html}</div>' if page.meta.get("language") == "nl" else html


def filled(markdown: str, *, place: str, language: str) -> str:
    """`markdown` for the page at `place`, tables first because they name rules and terms themselves."""

    def written(found: re.Match[str]) -> str:
        try:
            return WRITERS[found[1]](found[2], place, language)
        except (NoSuchWord, KeyError, AttributeError, ImportError, ValueError) as wrong:
            raise PluginError(f"{place}: {found[0]} names nothing that exists ({wrong!r})") from wrong

    with_tables = re.sub(r"\{table:([^{}\n]+)\}", lambda found: TABLES[found[1]](language), _known(markdown, place))
    return PLACEHOLDER.sub(written, with_tables)


def _known(markdown: str, place: str) -> str:
    """The same text. Raises: PluginError if it names a table that is not there."""
    for kind, name in PLACEHOLDER.findall(markdown):
        if kind == "table" and name not in TABLES:
            raise PluginError(f"{place}: there is no table {name}")
    return markdown


def link(text: str, place: str, target: str, anchor: str) -> str:
    """A link from the page at `place` to an anchor on another, or on the same."""
    relative = "" if target == place else posixpath.relpath(target, posixpath.dirname(place) or ".")
    return f"[{text}]({relative}#{slug(anchor)})"


def _screen(name: str, place: str, language: str) -> str:
    found = screen(name)
    return link(f"**{found.called(language)}**", place, "reference/screens.md", name)


def _word(text: str, place: str, language: str) -> str:
    del place
    return f"**{word(text, language)}**"


def _rule(name: str, place: str, language: str) -> str:
    del language
    _function(name)
    return link(f"`{name}`", place, RULES_PAGE, name)


def _term(key: str, place: str, language: str) -> str:
    del language
    newest = all_versions().versions[key][-1]
    return link(
        f"{newest.source}{', art. ' + newest.article if newest.article else ''}", place, "reference/terms.md", key
    )


def _source(key: str, place: str, language: str) -> str:
    name = sources()[key]
    return f'[{key}]({_to("reference/sources.md", place)}#{slug(key)} "{name.nl if language == "nl" else name.en}")'


def _to(target: str, place: str) -> str:
    return "" if target == place else posixpath.relpath(target, posixpath.dirname(place) or ".")


def _task(name: str, place: str, language: str) -> str:
    (spec,) = (spec for spec in default_template().specs if spec.id == name)
    title = spec.title_nl if language == "nl" else spec.title_en
    return link(f"{name} {title}", place, HOME_OF_TASKS[spec.phase], name)


def _permission(name: str, place: str, language: str) -> str:
    del language
    return link(f"`{Permission(name)}`", place, "access.md", name)


def _table(name: str, place: str, language: str) -> str:
    del place
    return TABLES[name](language)


WRITERS: Mapping[str, Callable[[str, str, str], str]] = {
    "screen": _screen,
    "word": _word,
    "rule": _rule,
    "term": _term,
    "source": _source,
    "task": _task,
    "permission": _permission,
    "table": _table,
}


def rules_page(names: set[str]) -> str:
    """Each rule with its signature, what holds of it, and its code."""
    return RULES_INTRODUCTION + "\n".join(_rule_part(name) for name in sorted(names))


def _function(name: str) -> Callable[..., object]:
    """The function of ours called `room.file.function`, or `room.file.Class.method`.

    Raises: ImportError or AttributeError if there is none.
    """
    room, file, *path = name.split(".")
    found: Any = import_module(f"hervest.{room}.{file}")
    for part in path:
        found = getattr(found, part)
    return cast("Callable[..., object]", inspect.unwrap(found))


def _rule_part(name: str) -> str:
    try:
        function = _function(name)
    except (ImportError, AttributeError) as wrong:
        raise PluginError(f"{{rule:{name}}} names nothing that exists ({wrong!r})") from wrong
    told = inspect.getdoc(function) or ""
    where = Path(inspect.getsourcefile(function) or "").relative_to(ROOT)
    code = "\n".join(f"    {line}" for line in dedent(inspect.getsource(function)).rstrip().splitlines())
    return f'\n## `{name}` {{ #{slug(name)} }}\n\n{told}\n\n??? quote "`{where}`"\n\n    ```python\n{code}\n    ```\n'
