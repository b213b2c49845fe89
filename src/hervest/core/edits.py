"""Forms that change what is there: when somebody else did so first, both stand side by side and nothing is lost."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hervest.core import texts
from hervest.core.fields import AmountField


@dataclass(frozen=True)
class Difference:
    """A field that stands otherwise than it was typed, in words: what stands now, and what was typed."""

    field: str
    label: str
    now: str
    typed: str


class EditForm(forms.Form):
    """A form that carries in `seen` which version of the thing the person looked at.

    Its beginning (`initial`) is what stands now, in hidden fields too, also when the form comes back. `stands` is the
    same of fields that begin empty, because nobody's answer is filled in for them; `said_anew` are fields on how it
    was said this time. `is_partly_kept`: a part was not to wait, and counts already.
    """

    differences: tuple[Difference, ...] = ()
    stands: Mapping[str, Any] = {}
    said_anew: Collection[str] = ()
    is_partly_kept = False

    def ask(self, questions: Mapping[str, Any]) -> None:
        """Put these questions instead: field -> question. Raises: KeyError for a field that this form does not have."""
        for name, question in questions.items():
            self.fields[name].label = question

    def show_both(self) -> None:
        """Somebody else was first: the form shows what differs, and sent again it counts as seen.

        Holds: the form is bound and was found valid.
        """
        self.differences = tuple(self._differing())
        data: Any = self.data  # of a request, or of a test
        self.data = data.copy()
        for bound in self.hidden_fields():
            if bound.name in self.initial:
                self.data[bound.html_name] = str(bound.initial)  # type: ignore[index]  # the copy may be written to

    def _differing(self) -> Iterator[Difference]:
        for bound in self.visible_fields():
            if bound.name in self.said_anew or bound.name not in {*self.initial, *self.stands}:
                continue
            stands = self.stands.get(bound.name, bound.initial)
            if not bound.field.has_changed(stands, bound.data):
                continue
            now, typed = in_words(bound, stands), in_words(bound, bound.data)
            if now != typed:
                yield Difference(first_input(bound), str(bound.label), now, typed)


def first_input(bound: forms.BoundField) -> str:
    """The id of a field's input; of radio buttons and ticks that of the first."""
    return bound.id_for_label or f"{bound.auto_id}_0"


def in_words(bound: forms.BoundField, value: Any) -> str:
    """What stands in a field, as a person reads it."""
    field = bound.field
    if isinstance(field, forms.BooleanField):
        return _("yes") if field.to_python(value) else _("no")
    if isinstance(field, forms.ChoiceField):
        return _chosen(field, value)
    if value in (None, ""):
        return _("nothing")
    known = field.to_python(value)
    spelled: Callable[[Any], str] = texts.spelled
    return str(field.prepare_value(known)) if isinstance(field, AmountField) else spelled(known)


def _chosen(field: forms.ChoiceField, value: Any) -> str:
    values = [str(each) for each in (value if isinstance(value, list | tuple | set | frozenset) else [value])]
    choices: Any = field.choices
    words = [str(word) for key, word in choices if str(key) in values and str(key)]
    return ", ".join(words) or _("nothing")
