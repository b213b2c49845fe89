"""Tables: relations point down, rows have one manager, every field is classified, nothing sensitive is compared."""

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from architecture.house import HEIGHT, is_own, is_sensitive, own_fields, own_models, room_of, unclassified
from hervest.config.classification import THIRD_PARTY
from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier


def relations(model):
    """(name, other model) for every relation this model declares itself."""
    for field in own_fields(model):
        if field.is_relation and field.related_model is not None:
            yield field.name, field.related_model


def test_relations_point_to_the_same_room_or_a_lower_floor():
    wrong = [
        f"{model._meta.label}.{name} -> {other._meta.label}"
        for model in own_models()
        for name, other in relations(model)
        if is_own(other) and room_of(other) != room_of(model) and HEIGHT[room_of(other)] >= HEIGHT[room_of(model)]
    ]

    assert wrong == []


def test_relations_to_third_parties_are_only_to_what_they_ask_of_us():
    others = {other._meta.label for model in own_models() for _, other in relations(model) if not is_own(other)}

    assert others <= {"django_tasks_database.DBTaskResult"}


def test_the_audit_log_points_at_nothing():
    assert [list(relations(model)) for model in own_models() if room_of(model) == "audit"] == [[], []]


def test_rows_are_reached_by_one_manager_that_is_not_called_objects():
    managers = {model._meta.label: {manager.name for manager in model._meta.managers} for model in own_models()}

    assert managers.pop("accounts.Person") == {"objects", "rows"}  # allauth knows no other name
    assert {label for label, names in managers.items() if names != {"rows"}} == set()


def test_every_field_is_classified():
    assert {model._meta.label: unclassified(model) for model in own_models() if unclassified(model)} == {}


@isolate_apps("hervest.core")
def test_a_field_without_classification_is_found():
    class Fake(models.Model):  # noqa: DJ008  # never a row
        known = classified(models.TextField(), Tier.P2, Purpose.PLAN, Keep.CASE)
        forgotten = models.TextField()
        places = models.ManyToManyField("self")

        class Meta:
            app_label = "core"

    assert unclassified(Fake) == ["forgotten", "places"]


def test_every_table_of_a_third_party_is_classified_and_no_other():
    third_party = {model._meta.label for model in apps.get_models() if not is_own(model)}

    assert third_party == set(THIRD_PARTY)


def test_the_protection_of_a_third_partys_table_is_never_less_than_that_of_our_own_accounts():
    assert {label for label, found in THIRD_PARTY.items() if found.tier not in {Tier.P0, Tier.PX}} == set()


def compared(model) -> list[str]:
    """Sensitive fields of `model` that its own table compares: in an index, a constraint, an order or a join."""
    sensitive = {field.name: field for field in own_fields(model) if is_sensitive(field)}
    named = set(_names_in_meta(model._meta))
    own = {
        name
        for name, field in sensitive.items()
        if field.unique or getattr(field, "db_index", False) or field.is_relation
    }
    return sorted((named & set(sensitive)) | own)


def _names_in_meta(meta):
    yield from (name.lstrip("-") for name in meta.ordering if isinstance(name, str))
    for together in meta.unique_together:
        yield from together
    for index in (*meta.indexes, *meta.constraints):
        yield from (name.lstrip("-") for name in getattr(index, "fields", ()))
        yield from _names_in(getattr(index, "condition", None))
        for expression in getattr(index, "expressions", ()):
            yield from _names_in(expression)


def _names_in(expression):
    """Field names in a Q, an F or an expression."""
    if expression is None:
        return
    if isinstance(expression, models.Q):
        for child in expression.children:
            if isinstance(child, tuple) and child[0].endswith("__isnull"):
                continue  # what is empty stays empty when the rest is encrypted
            if isinstance(child, tuple):
                yield child[0].split("__")[0]
                yield from _names_in(child[1]) if hasattr(child[1], "resolve_expression") else ()
            else:
                yield from _names_in(child)
    elif isinstance(expression, models.F):
        yield expression.name.split("__")[0]
    elif hasattr(expression, "get_source_expressions"):
        for part in expression.get_source_expressions():
            yield from _names_in(part)


def test_no_table_compares_a_sensitive_field():
    assert {model._meta.label: compared(model) for model in own_models() if compared(model)} == {}


@isolate_apps("hervest.core")
def test_a_sensitive_field_in_an_index_a_constraint_or_an_order_is_found():
    def secret(field):
        return classified(field, Tier.P2, Purpose.PLAN, Keep.CASE)

    class Fake(models.Model):  # noqa: DJ008  # never a row
        indexed = secret(models.TextField(db_index=True))
        once = secret(models.TextField(unique=True))
        in_index = secret(models.TextField())
        in_check = secret(models.TextField())
        in_order = secret(models.TextField())
        kept = secret(models.TextField())
        plain = classified(models.TextField(db_index=True), Tier.P0, Purpose.PLAN, Keep.CASE)

        class Meta:
            app_label = "core"
            ordering = ["-in_order"]
            indexes = [models.Index(fields=["plain", "-in_index"], name="fake")]
            constraints = [models.CheckConstraint(condition=~models.Q(in_check=""), name="fake_check")]

    assert compared(Fake) == ["in_check", "in_index", "in_order", "indexed", "once"]
