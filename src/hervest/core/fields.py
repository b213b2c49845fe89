"""Fields that forms of every room use."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days of people and plans lie between these: terms are counted from them, and a calendar ends."""


class DayInput(forms.DateInput):
    """A day as browsers ask for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(text: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A field for a calendar day, between `EARLIEST` and `LATEST`."""
    field = forms.DateField(label=text, required=required, help_text=help_text, widget=DayInput())
    field.validators += [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return field
