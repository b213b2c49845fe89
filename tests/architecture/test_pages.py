"""Templates and the style sheet: nothing inline, every form with its keys, every header with its scope."""

import ast
import re

import pytest

from architecture.house import PACKAGE, TEMPLATES, sources

SHEET = PACKAGE / "static" / "hervest" / "hervest.css"
TEMPLATE_FILES = sorted(TEMPLATES.rglob("*.html"))

INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script without a file": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
}
POST_FORM = re.compile(r"<form\b[^>]*\bmethod=\"?post\b.*?</form>", re.IGNORECASE | re.DOTALL)
OF_NUMBERS = {"IntegerField", "DecimalField", "FloatField"}
DATE = re.compile(r"[\w.]+\|date:\"[^\"]*\"")
OTHERWISE = re.compile(r"born_on\||:\"(?:H:i|F Y|Y-m-d)\"")
HEADER = re.compile(r"<th\b[^>]*>", re.IGNORECASE)
TABLE_ROWS = re.compile(r"\.(rows|objects)\.|\.(save|delete)\b")


def inline_parts(text: str) -> list[str]:
    return [name for name, found in INLINE.items() if found.search(text)]


def forms_without_keys(text: str) -> list[str]:
    return [
        form.split("\n")[0][:90]
        for form in POST_FORM.findall(text)
        if "{% csrf_token %}" not in form or "{% submission %}" not in form
    ]


def forms_that_browsers_judge(text: str) -> list[str]:
    """Forms whose mistakes the browser would tell, in its own words and one at a time, before ours are seen."""
    return [form[:90] for form in POST_FORM.findall(text) if "novalidate" not in form.split(">")[0]]


def headers_without_scope(text: str) -> list[str]:
    return [header for header in HEADER.findall(text) if "scope=" not in header]


def days_written_otherwise(text: str) -> list[str]:
    """Days that a template writes by itself. A time alone, a month, what an input holds and a birth date are others."""
    return [found for found in DATE.findall(text) if not OTHERWISE.search(found)]


@pytest.mark.parametrize(
    "check",
    [inline_parts, forms_without_keys, forms_that_browsers_judge, headers_without_scope, days_written_otherwise],
    ids=lambda c: c.__name__,
)
def test_templates_keep_to_the_house_rules(check):
    wrong = {str(path.relative_to(TEMPLATES)): check(path.read_text("utf-8")) for path in TEMPLATE_FILES}

    assert TEMPLATE_FILES
    assert {path: found for path, found in wrong.items() if found} == {}


def test_templates_never_reach_tables():
    assert [path.name for path in TEMPLATE_FILES if TABLE_ROWS.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (inline_parts, '<p class="x" style="color: red">'),
        (inline_parts, "<style>p {}</style>"),
        (inline_parts, "<script>alert(1)</script>"),
        (inline_parts, '<button onclick="go()">'),
        (inline_parts, '<a href="javascript:go()">'),
        (forms_that_browsers_judge, '<form method="post">{% csrf_token %}{% submission %}</form>'),
        (forms_without_keys, '<form method="post">{% csrf_token %}</form>'),
        (forms_without_keys, '<form class="x" method="post">{% submission %}</form>'),
        (headers_without_scope, "<th>Naam</th>"),
        (days_written_otherwise, '{{ row.at|date:"j-n-Y" }}'),
    ],
)
def test_the_checks_see_what_is_wrong(check, text):
    assert check(text)


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (inline_parts, '<script src="x.js" defer></script><p class="hv-style">on = off</p>'),
        (
            forms_without_keys,
            '<form method="post">{% csrf_token %}{% submission %}</form><form action="/search/"></form>',
        ),
        (headers_without_scope, '<th scope="col" class="x">Naam</th><thead></thead>'),
        (days_written_otherwise, '{{ row.at|instant:today }} {{ row.until_at|date:"H:i" }}'),
    ],
)
def test_the_checks_let_pass_what_is_right(check, text):
    assert check(text) == []


COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|hwb|lab|lch|oklch|color)\(|:[^;{}]*\b(?:white|black|red|green|blue|grey|gray|"
    r"yellow|orange|purple|silver|navy|teal)\b(?!-)",
    re.IGNORECASE,
)
PHYSICAL = re.compile(r"(?<![\w-])(?:left|right)(?![\w-])|-(?:left|right)(?![\w])", re.IGNORECASE)


def sections(sheet: str) -> dict[str, str]:
    """Section number -> its rules, comments taken out. The markers are comments: `/* 1. Tokens ---`."""
    parts = re.split(r"/\* (\d)\. [^*]*\*/", sheet)
    return {
        number: re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)
        for number, rules in zip(parts[1::2], parts[2::2], strict=True)
    }


def colours_outside_tokens(sheet: str) -> list[str]:
    return [
        line.strip()[:100]
        for number, rules in sections(sheet).items()
        if number != "1"
        for line in rules.splitlines()
        if COLOUR.search(re.sub(r"var\([^)]*\)|\"[^\"]*\"|attr\([^)]*\)", "", line))
    ]


def physical_sides(sheet: str) -> list[str]:
    return [
        line.strip()[:100] for rules in sections(sheet).values() for line in rules.splitlines() if PHYSICAL.search(line)
    ]


def test_colours_stand_in_the_tokens_only():
    assert colours_outside_tokens(SHEET.read_text("utf-8")) == []


def test_the_sheet_knows_start_and_end_but_not_left_and_right():
    assert physical_sides(SHEET.read_text("utf-8")) == []


def test_the_sheet_has_its_sections():
    assert list(sections(SHEET.read_text("utf-8"))) == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("rule", ["a { color: #fff; }", "a { background: rgb(0 0 0 / 5%); }", "a { color: white; }"])
def test_a_colour_in_a_rule_is_seen(rule):
    assert colours_outside_tokens(f"/* 1. Tokens */ b {{ --x: #fff; }} /* 2. Base */\n{rule}\n")
    assert colours_outside_tokens(f"/* 1. Tokens */\n{rule}\n/* 2. Base */\n") == []


@pytest.mark.parametrize(
    "rule", ["a { margin-left: 0; }", "a { left: 0; }", "a { text-align: right; }", "a { float: left; }"]
)
def test_a_physical_side_in_a_rule_is_seen(rule):
    assert physical_sides(f"/* 2. Base */\n{rule}\n")


def numbers_without_an_end(tree: ast.Module) -> list[str]:
    """Fields of Django's for a number: the browser changes what is typed in them, and they may have no end."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [found.attr for found in calls if isinstance(found, ast.Attribute) and found.attr in OF_NUMBERS]


def test_forms_ask_for_numbers_by_our_own_fields_only():
    forms = [source for source in sources() if source.module.split(".")[-1].endswith("forms")]

    assert len(forms) > 10
    assert {str(form.path): found for form in forms if (found := numbers_without_an_end(form.tree))} == {}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("n = forms.IntegerField(min_value=0)", ["IntegerField"]),
        ("n = forms.DecimalField()", ["DecimalField"]),
        ("n = forms.FloatField()", ["FloatField"]),
        ("n = WholeField(most=9)", []),
        ("n = forms.CharField()", []),
    ],
)
def test_a_number_without_an_end_is_seen(line, found):
    assert numbers_without_an_end(ast.parse(line)) == found
