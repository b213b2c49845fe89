"""A form that changes what is there asks its own questions, and no others."""

import pytest
from django import forms

from hervest.core.edits import EditForm


class AskingForm(EditForm):
    """One question."""

    wish = forms.CharField(label="What do they wish?")


def test_a_question_is_put_in_the_place_of_the_one_that_stood_there():
    form = AskingForm()
    form.ask({"wish": "What do you wish?"})

    assert form.fields["wish"].label == "What do you wish?"


def test_a_question_for_a_field_that_is_not_there_fails_loudly():
    with pytest.raises(KeyError, match="wihs"):
        AskingForm().ask({"wihs": "What do you wish?"})
