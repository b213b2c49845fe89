"""No query filters, sorts or joins on a field that will be encrypted at rest: it is only read and written whole."""

import ast
from functools import cache

import pytest

from architecture.house import Source, own_fields, own_models, root_of, sensitive_fields, sources

BY_KEYWORD = frozenset(
    {"filter", "exclude", "get", "annotate", "alias", "aggregate", "get_or_create", "update_or_create", "Q", "When"}
)
BY_TEXT = frozenset({"order_by", "distinct", "dates", "datetimes", "F", "OuterRef", "Max", "Min", "Count", "Sum"})
NO_LOOKUP = frozenset({"defaults", "create_defaults"})
GROUPING = frozenset({"distinct", "annotate"})
"""Behind `values` they compare what it names."""

UNSPELLED = {
    "accounts/people_queries.py order_by": "name or last day, from a fixed list",
    "audit/queries.py order_by": "newest or oldest first",
    "housing/queries.py order_by": "columns of a home, from a fixed list",
    "journey/queries.py order_by": "code, phase or arrival, from a fixed list",
    "placement/agreed_actions.py filter": "the case, the home and the person who said it",
    "placement/agreement_queries.py filter": "the case, the home and whether it counts",
}
"""Calls that say their fields in a variable, each with what stands in it."""


@cache
def models_by_name():
    return {model.__name__: model for model in own_models()}


def comparisons(source: Source) -> list[str]:
    """Calls in `source` that would compare a sensitive field."""
    named = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)} & set(models_by_name())
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            root = models_by_name().get(root_of(node)[0] if root_of(node) else "")
            candidates = [root] if root else [models_by_name()[name] for name in sorted(named)]
            found += [
                f"{source.at(node)} {path}"
                for path in (*lookups(node), *grouped(node))
                if any(is_compared(model, path.split("__")) for model in candidates)
            ]
    return found


def lookups(node: ast.Call):
    """Field paths this call compares by."""
    names = root_of(node.func)
    verb = names[-1] if names else ""
    if verb in BY_KEYWORD:
        yield from (word.arg for word in node.keywords if word.arg and word.arg not in NO_LOOKUP)
    if verb in BY_TEXT:
        for given in node.args:
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value.lstrip("-")


def grouped(node: ast.Call):
    """Field paths that `values` or `values_list` names before the rows are grouped or made different."""
    names = root_of(node.func)
    inner = node.func.value if isinstance(node.func, ast.Attribute) else None
    while names and names[-1] in GROUPING and isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
        if inner.func.attr in {"values", "values_list"}:
            yield from (
                given.value for given in inner.args if isinstance(given, ast.Constant) and isinstance(given.value, str)
            )
        inner = inner.func.value


def unspelled(source: Source):
    """Comparing calls of this file whose fields stand in a variable."""
    for node in ast.walk(source.tree):
        names = root_of(node.func) if isinstance(node, ast.Call) else ()
        if names and names[-1] in (BY_KEYWORD - {"get", "Q", "When"}) | {"order_by"} and "rows" in names:
            hidden = any(word.arg is None for word in node.keywords) or any(
                isinstance(given, ast.Starred) for given in node.args
            )
            if hidden:
                yield f"{source.place} {names[-1]}"


def is_compared(model, path) -> bool:
    """Whether `path`, from `model` on, meets a sensitive field; whether it is empty may be asked, encrypted or not."""
    if path[-1] == "isnull":
        return False
    for name in path:
        if name in sensitive_fields().get(model, ()):
            return True
        relation = {field.name: field.related_model for field in own_fields(model) if field.is_relation}
        relation |= {found.get_accessor_name(): found.related_model for found in model._meta.related_objects}
        relation |= {found.name: found.related_model for found in model._meta.related_objects}
        if name not in relation:
            return False
        model = relation[name]
    return False


def test_no_query_compares_a_sensitive_field():
    assert [line for source in sources() if not source.is_migration for line in comparisons(source)] == []


@pytest.mark.parametrize(
    ("text", "is_seen"),
    [
        ("FactSet.rows.filter(traits__has_key='wheelchair')", True),
        ("FactSet.rows.filter(case=row).exclude(reasons={})", True),
        ("Task.rows.order_by('-title')", True),
        ("Task.rows.filter(Q(title='') | Q(case=row))", True),
        ("FactSet.rows.update_or_create(traits={}, defaults={'dates': {}})", True),
        ("Case.rows.filter(facts__traits={})", True),
        ("Task.rows.annotate(n=F('title'))", True),
        ("Milestone.rows.filter(actual_on__lte=today)", True),
        ("Milestone.rows.filter(actual_on__isnull=False)", False),
        ("FactSet.rows.filter(source=source)", False),
        ("FactSet.rows.create(case=row, traits={})", False),
        ("FactSet.rows.update_or_create(case=row, defaults={'traits': {}})", False),
        ("Task.rows.filter(case=row).order_by('due_on').values_list('title')", False),
        ("words.get(title)", False),
        ("Task.rows.values_list('title').distinct()", True),
        ("Task.rows.filter(case=row).values('title').annotate(n=Count('pk'))", True),
        ("Task.rows.values('phase').annotate(n=Count('pk'))", False),
    ],
)
def test_the_check_sees_a_comparison(text, is_seen):
    source = Source(sources()[0].path, "journey", "queries", ast.parse(text))

    assert bool(comparisons(source)) is is_seen


def test_every_call_that_does_not_spell_its_fields_is_known():
    found = {place for source in sources() if not source.is_migration for place in unspelled(source)}

    assert found == set(UNSPELLED)


def test_there_is_something_to_protect():
    assert {model.__name__ for model, names in sensitive_fields().items() if names} >= {"FactSet", "Task", "Milestone"}
