"""What a form says of a field is so: the mark "(not required)" comes from the field, and words never say otherwise."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.forms import BaseForm
from django.utils import translation

import hervest

HOUSE = Path(hervest.__file__).parent

MAY_STAY_EMPTY = {
    "en": r"\boptional|not required|\bempty[:,]|\bleave (it )?empty|\bneed not\b|needed for nothing|only if",
    "nl": r"\boptioneel|niet verplicht|\bleeg[:,]|\blaat (dit|het)? ?leeg|\bhoeft niet\b|nergens voor nodig|alleen als",
}
"""Words for what may stay empty, always or where something else does not apply."""

MUST_BE_FILLED_IN = {
    "en": r"\brequired\b|\bmandatory\b|\bmust be filled in|\bneeded\.",
    "nl": r"\bverplicht\b|\bmoet worden ingevuld|\bis nodig\.",
}

ASKED_AT_TIMES = {
    "journey.StateForm": "reason",
    "placement.AnswerForm": "answer",
    "placement.CloseForm": "text",
    "placement.MatchWordForm": "reason",
    "placement.WordForm": "reason",
}
"""Fields that the action asks for in one of several answers."""


def forms():
    """Every form of the house, by room and name."""
    found = {}
    for path in sorted(HOUSE.glob("*/*forms.py")):
        module = import_module(f"hervest.{path.parent.name}.{path.stem}")
        for name, form in vars(module).items():
            is_form = inspect.isclass(form) and issubclass(form, BaseForm)
            if is_form and form.__module__ == module.__name__:
                found[f"{path.parent.name}.{name}"] = form
    return found


def said():
    """Form and field, whether it must be filled in, and what stands beside it."""
    for name, form in forms().items():
        for key, field in form.base_fields.items():
            yield f"{name}.{key}", field.required, f"{field.label or ''} {field.help_text or ''}".strip()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_field_that_must_be_filled_in_is_said_to_be_free_and_none_that_is_free_to_be_required(language):
    with translation.override(language):
        rows = [(name, required, str(text)) for name, required, text in said()]

    assert len(rows) > 300
    free = [
        name for name, required, text in rows if required and re.search(MAY_STAY_EMPTY[language], text, re.IGNORECASE)
    ]
    bound = [
        name
        for name, required, text in rows
        if not required and re.search(MUST_BE_FILLED_IN[language], text, re.IGNORECASE)
    ]
    assert free == bound == []
    assert any(re.search(MAY_STAY_EMPTY[language], text, re.IGNORECASE) for _, _, text in rows)


def test_the_mark_of_a_free_field_is_the_components_and_in_no_label():
    for language in ("nl", "en"):
        with translation.override(language):
            labels = {name: str(text) for name, _, text in said()}
        assert not [name for name, text in labels.items() if re.search(r"\((not required|niet verplicht)\)", text)]


@pytest.mark.parametrize(("form", "field"), ASKED_AT_TIMES.items())
def test_a_field_that_one_answer_asks_for_says_when(form, field):
    with translation.override("en"):
        asked = forms()[form].base_fields[field]
        assert not asked.required
        assert str(asked.help_text).startswith("Needed ")
