"""What is in git: nothing of one machine, only public registries, and a glossary that knows every word."""

import json
import re
import subprocess
from enum import StrEnum
from importlib import import_module
from urllib.parse import urlsplit

import pytest

from architecture.house import LIBRARIES, PACKAGE, ROOT, own_models

PYTHON_HOSTS = {"pypi.org", "files.pythonhosted.org"}
NODE_HOSTS = {"registry.npmjs.org"}
MACHINE = re.compile(r"(?<![\w.:/*>}-])/(?:home|Users|root|work|workspace|builds)/(?=[\w.])")
TEXT = {".py", ".md", ".toml", ".html", ".css", ".js", ".po", ".csv", ".json", ".txt", ".yml", ".yaml", ".lock", ""}


def files_in_git():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git working copy: nothing to look through")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def machine_paths(text: str) -> list[str]:
    here = f"{ROOT}/"
    return [line.strip()[:100] for line in text.splitlines() if MACHINE.search(line) or _is_here(here, line)]


def _is_here(here: str, line: str) -> bool:
    return here.count("/") > 2 and here in line  # a clone at the top of the disk has a name too short to look for


def test_no_file_names_a_path_of_one_machine():
    texts = [path for path in files_in_git() if path.suffix in TEXT]
    found = {str(path.relative_to(ROOT)): machine_paths(path.read_text("utf-8", "replace")) for path in texts}

    assert len(texts) > 100
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("place", ["home/els/hervest", "Users/els/x", "root/.cache", "work/copy"])
def test_a_path_of_a_machine_is_seen(place):
    assert machine_paths(f"see /{place} for more")
    assert machine_paths(f"https://example.org/{place}") == []


def hosts(text: str) -> set[str]:
    return {urlsplit(address).hostname or "" for address in re.findall(r"https?://[^\s\"'<>]+", text)}


def test_the_python_lock_names_only_the_public_registry():
    lock = (ROOT / "uv.lock").read_text("utf-8")

    assert hosts(lock) == PYTHON_HOSTS
    assert set(re.findall(r"^source = \{ (\w+) =", lock, re.MULTILINE)) <= {"registry", "editable", "virtual"}


def test_the_node_lock_names_only_the_public_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    resolved = [package["resolved"] for package in lock["packages"].values() if "resolved" in package]

    assert lock["packages"]
    assert hosts("\n".join(resolved)) <= NODE_HOSTS
    assert all("://" not in version for version in lock["packages"][""].get("dependencies", {}).values())


def test_another_registry_would_be_seen():
    assert hosts('url = "https://mirror.example.org/simple"') == {"mirror.example.org"}


def vocabularies():
    """Every class of words of our rooms."""
    for path in sorted(PACKAGE.glob("*/*vocabulary.py")):
        module = import_module(f"hervest.{path.parent.name}.{path.stem}")
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, StrEnum) and found.__module__ == module.__name__:
                yield found


def missing(glossary: str, names) -> list[str]:
    """Names that do not stand in the glossary as code."""
    words = set(re.findall(r"`([^`]+)`", glossary))
    return sorted(name for name in names if name not in words)


def test_every_model_is_in_the_glossary():
    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8")

    assert missing(glossary, [model.__name__ for model in own_models()]) == []


def test_every_word_of_every_vocabulary_is_in_the_glossary():
    lines = (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
    told = {}
    for vocabulary in vocabularies():
        of_class = "\n".join(line for line in lines if line.startswith(f"- `{vocabulary.__name__}`"))
        told[vocabulary.__name__] = missing(of_class, [vocabulary.__name__, *(member.value for member in vocabulary)])

    assert len(told) > 20  # and whoever adds a word runs scripts/glossary.py
    assert {name: words for name, words in told.items() if words} == {}


def test_a_word_that_is_not_in_the_glossary_is_seen():
    assert missing("- `Role`: `muni_lead` regisseur", ["Role", "muni_lead", "muni_planner"]) == ["muni_planner"]


def test_the_glossary_holds_no_word_that_left_the_code():
    lines = (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
    listed = {match[1] for line in lines if (match := re.match(r"- `(\w+)`:", line))}

    assert listed == {vocabulary.__name__ for vocabulary in vocabularies()}


def test_the_glossary_tells_of_nothing_that_is_not_in_the_code():
    today = (ROOT / "GLOSSARY.md").read_text("utf-8").split("## Names that later versions bring")[0]
    told = set(re.findall(r"^\| `([A-Z]\w+)` \|", today, re.MULTILINE))
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    there = set(re.findall(r"^class (\w+)", code, re.MULTILINE)) | set(
        re.findall(r"^(\w+) = NewType", code, re.MULTILINE)
    )

    assert {"Household", "MemberNo"} <= told
    assert told - there == set()


def test_no_word_of_a_vocabulary_that_left_the_code_stays_in_the_glossary():
    lines = (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
    stale = {}
    for vocabulary in vocabularies():
        (line,) = [line for line in lines if line.startswith(f"- `{vocabulary.__name__}`:")]
        meaning = " ".join((vocabulary.__doc__ or "").split("\n\n")[0].split()).split(" Source:")[0]
        words = re.findall(r"`([^`]+)`", line.partition(f"`: {meaning}")[2])
        assert words, vocabulary
        stale[vocabulary.__name__] = set(words) - {member.value for member in vocabulary}

    assert len(stale) > 20
    assert {name: words for name, words in stale.items() if words} == {}


def test_libraries_keep_their_own_words():
    assert not {path.parent.name for path in PACKAGE.glob("*/vocabulary.py")} & LIBRARIES


WRITES_TABLES = {
    "core/tables_out.py": "the one writer",
    "matching/instance.py": "numbers and ids from one program to another, read back to the letter",
}
"""Files that may write rows or workbooks, each with its reason."""

WRITER = re.compile(r"csv\.(?:writer|DictWriter)\b|^\s*(?:import|from) openpyxl\b", re.MULTILINE)


def test_tables_for_spreadsheets_are_written_in_one_place():
    found = {
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.rglob("*.py"))
        if WRITER.search(path.read_text("utf-8"))
    }

    assert found == set(WRITES_TABLES)


@pytest.mark.parametrize(
    ("line", "is_seen"),
    [
        ("    writer = csv.writer(file)", True),
        ("csv.DictWriter(file, names)", True),
        ("from openpyxl import Workbook", True),
        ("rows = csv.reader(lines)", False),
    ],
)
def test_the_check_tells_writing_a_table_from_reading_one(line, is_seen):
    assert bool(WRITER.search(line)) is is_seen
