"""Fields that forms of every room use."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.texts import label, plain_amount
from hervest.core.written import (
    LARGEST_AMOUNT,
    LARGEST_KEY,
    LARGEST_NUMBER,
    amount_in,
    email_in,
    measure_in,
    phone_in,
    postcode_in,
    whole_in,
)

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days of people and plans lie between these: terms are counted from them, and a calendar ends."""


AT_TIMES = "is_needed_at_times"
FieldT = TypeVar("FieldT", bound=forms.Field)


def needed_at_times(field: FieldT) -> FieldT:
    """The field, which some answers need and others do not, as its label or hint says: nobody reads that it is not."""
    setattr(field, AT_TIMES, True)
    return field


class DayInput(forms.DateInput):
    """A day as browsers ask for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(text: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A field for a calendar day, between `EARLIEST` and `LATEST`."""
    field = forms.DateField(label=text, required=required, help_text=help_text, widget=DayInput())
    field.validators.append(_of_a_calendar)
    return field


def _of_a_calendar(day: date) -> None:
    if not EARLIEST <= day <= LATEST:
        limits = {"first": f"{EARLIEST:%d-%m-%Y}", "last": f"{LATEST:%d-%m-%Y}"}
        raise forms.ValidationError(_("Choose a day from %(first)s up to %(last)s."), code="limits", params=limits)


def worded(vocabulary: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """The words of a vocabulary as choices, in the reader's language."""
    return [(word.value, label(word)) for word in vocabulary]


def choose(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a field its choices in the reader's language, for this form alone."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class TimeOfDayInput(forms.TimeInput):
    """A time of day as browsers ask for it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def time_field(text: Any, *, help_text: Any = "") -> forms.TimeField:
    """A field for a time of day, to the minute."""
    return forms.TimeField(label=text, help_text=help_text, widget=TimeOfDayInput(), input_formats=("%H:%M", "%H.%M"))


def typed_number(mode: str) -> forms.TextInput:
    """An input that sends a number as it was typed: a browser's own would send nothing, or another one."""
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})


class NumberField(forms.Field, ABC):
    """A number typed as text, that may be unknown, between two limits.

    What is no number is refused, and stands in the form as it was typed.
    """

    default_error_messages = {"limits": _("Fill in a number from %(least)s up to %(most)s.")}

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        """Within the limits. Raises: ValidationError."""
        super().validate(value)
        if value is not None and not self.least <= value <= self.most:
            limits = {"least": self.least, "most": self.most}
            raise forms.ValidationError(self.error_messages["limits"], code="limits", params=limits)

    def to_python(self, value: Any) -> Any:
        """The number; None if nothing was typed. Raises: ValidationError."""
        if value in self.empty_values:
            return None
        if not isinstance(value, str):
            return value
        number = self.read(value.strip())
        if number is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    @abstractmethod
    def read(self, text: str) -> Any:
        """The number in `text`; None if it holds none."""


class WholeField(NumberField):
    """A whole number; what is measured may have a part behind the comma, which `rounding` takes off."""

    default_error_messages = {"invalid": _("Fill in a whole number in figures, such as 3.")}

    def __init__(
        self, *, least: int = 0, most: int = LARGEST_NUMBER, rounding: str | None = None, **kwargs: Any
    ) -> None:
        self.rounding = rounding
        mode = "decimal" if rounding else "numeric"
        if least < 0:  # the key with the minus is on no telephone's keys for numbers
            mode = "text"
        super().__init__(least=least, most=most, **{"widget": typed_number(mode)} | kwargs)

    def read(self, text: str) -> int | None:
        """As a file is read."""
        if self.rounding is None:
            return whole_in(text)
        measured = measure_in(text)
        return None if measured is None else int(measured.to_integral_value(self.rounding))


class AmountField(NumberField):
    """An amount of euros, with a comma or a point."""

    default_error_messages = {"invalid": _("Fill in an amount such as 712,40.")}

    def __init__(self, *, least: int = 0, most: int = LARGEST_AMOUNT, **kwargs: Any) -> None:
        super().__init__(least=least, most=most, **{"widget": typed_number("decimal")} | kwargs)

    def read(self, text: str) -> Decimal | None:
        """As a file is read."""
        return amount_in(text)

    def prepare_value(self, value: Any) -> Any:
        """An amount that is known as the reader writes it; what was typed as it was typed."""
        return value if value is None or isinstance(value, str) else plain_amount(value)


class PostcodeField(forms.CharField):
    """A Dutch postcode: four digits and two letters."""

    default_error_messages = {"invalid": _("Fill in four digits and two letters, such as 1234 AB.")}

    def clean(self, value: Any) -> str:
        """As `1234 AB`. Raises: ValidationError."""
        text = str(super().clean(value))
        postcode = postcode_in(text) if text else ""
        if postcode is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return postcode


class EmailField(forms.EmailField):
    """An e-mail address, by the rule that lists in files are read by too."""

    default_error_messages = {"invalid": _("Fill in an address such as name@example.org.")}

    def clean(self, value: Any) -> str:
        """As it was typed. Raises: ValidationError."""
        text = str(super().clean(value))
        if text and email_in(text) is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return text


class PhoneField(forms.CharField):
    """A telephone number that can be called."""

    default_error_messages = {"invalid": _("Fill in a telephone number in figures, such as 0570 123456.")}

    def clean(self, value: Any) -> str:
        """As it was spaced. Raises: ValidationError."""
        text = str(super().clean(value))
        if text and phone_in(text) is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return text


def hidden_number(*, required: bool = True) -> WholeField:
    """A number that the page carries: a version, or the key of a row."""
    return WholeField(most=LARGEST_KEY, required=required, widget=forms.HiddenInput())
