"""The documentation: it builds without a warning, loads nothing from elsewhere, and names only what there is."""

import re
import sys
from dataclasses import fields
from html.parser import HTMLParser

import pytest

from architecture.house import HEIGHT, ROOT
from hervest.accounts.permissions import ACTIONS, Permission
from hervest.accounts.route import ROUTES
from hervest.accounts.vocabulary import Role, Scope
from hervest.cli.__main__ import COMMANDS
from hervest.journey.template_defaults import default_template
from hervest.placement.match_state_vocabulary import MatchEvent
from hervest.placement.match_vocabulary import MatchLimits

sys.path.append(str(ROOT / "scripts"))

import docs_hooks  # scripts are no package
import docs_tables
import docs_words
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The whole site, as `make docs` builds it; a warning would stop the build."""
    place = tmp_path_factory.mktemp("site")
    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(place)))
    return place


def small_site(tmp_path, text):
    """One page with the settings of ours."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(text, "utf-8")
    places = {"docs_dir": str(tmp_path / "docs"), "site_dir": str(tmp_path / "site")}
    return load_config(str(ROOT / "mkdocs.yml"), **places, nav=["index.md"], hooks=[], extra_css=[])


def test_a_link_to_nowhere_stops_the_build(tmp_path):
    with pytest.raises(Abort):
        build(small_site(tmp_path, "# A page\n\n[there](nowhere.md)\n"))


def test_an_anchor_that_is_not_there_stops_the_build(tmp_path):
    with pytest.raises(Abort):
        build(small_site(tmp_path, "# A page\n\n[there](#nowhere)\n"))


def test_links_that_lead_somewhere_do_not_stop_it(tmp_path):
    build(small_site(tmp_path, "# A page\n\n[there](#a-page)\n"))

    assert (tmp_path / "site" / "index.html").exists()


class Loaded(HTMLParser):
    """Addresses that a browser fetches to show a page."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        address = dict(attrs).get(LOADS.get(tag, ""))
        if address and re.match(r"(?:https?:)?//", address):
            self.found.append(address)


def loaded_from_elsewhere(text):
    reader = Loaded()
    reader.feed(text)
    return reader.found + re.findall(r"url\(\s*['\"]?((?:https?:)?//[^)]+)", text)


def test_the_site_builds_strictly_and_loads_nothing_from_elsewhere(site):
    files = [path for path in site.rglob("*") if path.suffix in {".html", ".css"}]
    outside = {str(path.relative_to(site)): loaded_from_elsewhere(path.read_text("utf-8")) for path in files}

    assert len(files) > len(PAGES)
    assert {name: found for name, found in outside.items() if found} == {}


def test_a_font_from_elsewhere_would_be_seen():
    assert loaded_from_elsewhere('<link href="https://fonts.example.org/x.css">') == ["https://fonts.example.org/x.css"]
    assert loaded_from_elsewhere("@font-face{src:url(//cdn.example.org/x.woff2)}") == ["//cdn.example.org/x.woff2"]
    assert loaded_from_elsewhere('<link href="../assets/docs.css"><a href="https://example.org">there</a>') == []


def test_nothing_in_braces_is_left_in_the_built_pages(site):
    guide = site / "for" / "developer" / "index.html"  # it tells what may stand in braces
    left = [
        str(path.relative_to(site))
        for path in site.rglob("*.html")
        if path != guide and docs_hooks.PLACEHOLDER.search(path.read_text("utf-8")) and "rules" not in path.parts
    ]

    assert left == []


def test_every_decision_is_in_the_index_by_its_own_title(site):
    index = (site / "adr" / "index.html").read_text("utf-8")
    files = sorted((DOCS / "adr").glob("[0-9]*.md"))
    listed = (DOCS / "adr" / "README.md").read_text("utf-8")

    assert [path for _, _, path in docs_tables.decision_records()] == files
    assert [path.name for path in files if f"{path.stem}/" not in index] == []
    assert [
        path.name for path in files if f"]({path.name})" not in listed
    ] == []  # and for who reads it in the repository


def test_every_variable_of_the_settings_stands_in_the_docs_with_what_it_is_for(site):
    source = docs_tables.SETTINGS.read_text("utf-8")
    read = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", source))
    page = (site / "for" / "administrator" / "index.html").read_text("utf-8")

    assert len(read) > 5
    assert {name for name in read if f'id="{docs_tables.slug(name)}"' not in page} == set()


def test_a_variable_without_an_explanation_stops_the_build():
    explained = '# HERVEST_X: for nothing.\nX = env.str("HERVEST_X", default="a")\n'

    assert docs_tables.settings_read(explained) == [("`HERVEST_X`{ #hervest-x }", "for nothing.", "`a`")]
    with pytest.raises(docs_tables.NotExplained):
        docs_tables.settings_read('X = env.str("HERVEST_X", default="a")\n')


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_screen_is_a_route_and_is_called_as_the_catalogue_says(language):
    texts = set(docs_words.catalogue(language).values())
    called = {name: shown.called(language) for name, shown in docs_words.screens().items()}

    assert set(called) <= set(ROUTES)
    assert {"this_week", "cases", "case_home", "import_preview", "close_case"} <= set(called)
    assert {name for name, text in called.items() if "…" not in text and text not in texts} == set()


def test_the_week_is_called_as_the_dutch_menu_calls_it():
    assert docs_hooks.filled("{screen:this_week}", place="index.md", language="nl") == (
        "[**Deze week**](reference/screens.md#this-week)"
    )
    assert "**This week**" in docs_hooks.filled("{screen:this_week}", place="index.md", language="en")


@pytest.mark.parametrize(
    "named",
    [
        "{screen:no_such_page}",
        "{word:No such words on any screen}",
        "{rule:journey.rules.no_such_rule}",
        "{term:no_such_term}",
        "{source:NONE}",
        "{task:Z99}",
        "{permission:case.eat}",
        "{table:no_such_table}",
    ],
)
def test_what_does_not_exist_stops_the_build(named):
    with pytest.raises(PluginError):
        docs_hooks.filled(f"see {named}", place="index.md", language="en")


def test_the_access_matrix_is_printed_whole():
    lines = docs_tables.access("en").splitlines()
    printed = {line.split("`")[1]: [cell.strip(" `") for cell in line.split(" | ")[2:]] for line in lines[2:]}

    assert set(printed) == set(Permission)
    assert all(len(cells) == len(Role) for cells in printed.values())
    assert printed["case.close"][list(Role).index(Role.MUNI_CASEWORKER)] == "team"
    assert all(
        scope.strip(" |`") == ACTIONS[Permission(action)][role]
        for action, cells in printed.items()
        for role, scope in zip(Role, cells, strict=True)
    )


def test_every_scope_is_explained():
    text = (DOCS / "access.md").read_text("utf-8")
    explained = {
        word for line in text.splitlines() if line.startswith("| `") for word in re.findall(r"`([^`]+)`", line)
    }

    assert set(Scope) - explained == set()


def test_every_task_of_the_template_stands_on_the_page_of_its_phase():
    texts = {page.relative_to(DOCS).as_posix(): page.read_text("utf-8") for page in PAGES}
    specs = default_template().specs

    assert {
        spec.id for spec in specs if f"{{table:tasks {spec.phase}}}" not in texts[docs_hooks.HOME_OF_TASKS[spec.phase]]
    } == set()
    assert len(docs_tables.tasks("closing", "en").splitlines()) == 2 + sum(spec.phase == "closing" for spec in specs)


PROCESS = "\n".join(page.read_text("utf-8") for page in PAGES if page.parent.name == "process")


def on_no_process_page(text):
    """Pages of the rooms whose work is told step by step, that no step leads to."""
    told = set(re.findall(r"\{screen:(\w+)\}", text))
    return {name for name, shown in docs_words.screens().items() if shown.room in STEP_BY_STEP} - told


STEP_BY_STEP = {"intake", "placement", "sponsorship"}


def test_every_page_of_files_homes_and_groups_is_a_step_of_the_process():
    assert on_no_process_page(PROCESS) == set()
    assert on_no_process_page(PROCESS.replace("{screen:reply_to_household}", "")) == {"reply_to_household"}


def test_every_process_page_stands_in_the_list_of_the_process():
    listed = (DOCS / "process" / "index.md").read_text("utf-8")

    assert [page.name for page in PAGES if page.parent.name == "process" and f"({page.name})" not in listed] == [
        "index.md"
    ]


def rows_of(table):
    return [line.split(" | ") for line in table.splitlines()[2:]]


def test_a_match_is_told_whole_rule_by_rule_and_step_by_step():
    rules, weights = rows_of(docs_tables.match_rules("en")), rows_of(docs_tables.match_weights("en"))
    steps = docs_tables.match_steps("en") + docs_tables.match_stages("en")
    told = {docs_words.label(event, "en") for event in MatchEvent}

    assert [row[0] for row in rules] == [f"| MATCH-H{n}" for n in range(1, 13)]
    assert [row[0] for row in rules if row[2] == "never"] == [f"| MATCH-H{n}" for n in (1, 2, 8, 9, 10, 11)]
    assert [row[0] for row in weights] == [f"| MATCH-S{n}" for n in range(1, 10)]
    assert sum(int(row[2]) for row in weights) == 100
    assert [row[0] for row in weights if row[3] == "both"] == [f"| MATCH-S{n}" for n in (3, 4, 7, 9)]
    assert {text for text in told if f"| {text} |" not in steps} == {docs_words.label(MatchEvent.RESUME, "en")}
    assert "{rule:placement.match_state_rules.own_check}" in steps
    assert rows_of(docs_tables.match_levels("en"))[4] == ["| put to the group", "`card` |"]
    assert len(rows_of(docs_tables.match_numbers("en"))) == len(fields(MatchLimits))


@pytest.mark.parametrize("name", ["match_rules", "match_weights", "match_numbers", "match_steps", "match_stages"])
def test_the_page_of_the_match_prints_its_tables(name):
    assert f"{{table:{name}}}" in (DOCS / "process" / "match.md").read_text("utf-8")


def commands_in(text):
    return set(re.findall(r"(?:`|^ {4}|bin/)hervest ([a-z][a-z-]+)", text, re.MULTILINE))


def targets_in(text):
    return set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", text, re.MULTILINE))


def test_every_command_and_every_target_that_is_named_exists():
    texts = [page.read_text("utf-8") for page in (*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md")]
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert set().union(*map(commands_in, texts)) - set(COMMANDS) == set()
    assert set().union(*map(targets_in, texts)) - targets == set()
    assert {"init", "serve"} <= set().union(*map(commands_in, texts))


def test_a_command_that_is_not_there_would_be_seen():
    assert commands_in("run `hervest fly` or\n    .venv/bin/hervest init --x") == {"fly", "init"}
    assert targets_in("    make docs     # the site") == {"docs"}


def rooms_in(text):
    floors = text.split("## Floors")[1].split("\n\n")[1]
    return {room for line in floors.splitlines() for room in re.findall(r"\w+", line.strip().split("   ")[0])}


def test_the_page_of_the_architecture_names_every_room_and_no_other():
    assert rooms_in((DOCS / "architecture.md").read_text("utf-8")) == set(HEIGHT)


def test_a_room_that_is_not_there_would_be_seen():
    assert rooms_in(
        "## Floors\n\n    attic | cellar     what nobody built\n    ------\n    core        words\n\nText"
    ) == {"attic", "cellar", "core"}
