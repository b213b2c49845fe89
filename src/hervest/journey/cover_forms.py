"""Forms of covering for a colleague: the shape of what is typed, nothing decided."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.accounts.queries import PersonName
from hervest.accounts.vocabulary import PersonId
from hervest.core.fields import day_field
from hervest.journey.cover_rules import key_of, work_in
from hervest.journey.work_row_queries import WorkRow

DAYS_AHEAD = 14
"""How far ahead work is shown where nothing else is asked."""


class WhoseWorkForm(forms.Form):
    """Whose work, and until which day; nonsense in an address asks for nobody's."""

    colleague = forms.TypedChoiceField(label=_("Whose work?"), coerce=int, required=False, empty_value=None)
    until_on = day_field(_("Due until"))

    def __init__(self, *args: object, people: Iterable[PersonName], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["colleague"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Choose a colleague")), *((row.id, row.name) for row in people)]

    def asked(self, today: date) -> tuple[PersonId, date]:
        """Whose, or 0 for nobody's, and until which day."""
        self.is_valid()
        given = self.cleaned_data
        return PersonId(given.get("colleague") or 0), given.get("until_on") or today + timedelta(days=DAYS_AHEAD)


class CoverForm(forms.Form):
    """Who does it meanwhile, until when, and why; and which of the tasks."""

    person = forms.TypedChoiceField(label=_("Who does it meanwhile?"), coerce=int)
    until_on = day_field(_("Until when?"), help_text=_("A seat in a team that is needed for it ends on this day."))
    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("Do not write that, or why, somebody is ill: a word is enough.")
    )
    work = forms.TypedMultipleChoiceField(label=_("Which tasks?"), coerce=work_in)

    def __init__(self, *args: object, people: Sequence[PersonName], rows: Iterable[WorkRow], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        person, work = self.fields["person"], self.fields["work"]
        assert isinstance(person, forms.TypedChoiceField)
        assert isinstance(work, forms.TypedMultipleChoiceField)
        person.choices = [("", _("Choose a colleague")), *((row.id, row.name) for row in people)]
        titles = {key_of((row.case_code, row.id)): row.title or "" for row in rows}
        work.choices, self.keys = list(titles.items()), set(titles)

    @property
    def chosen(self) -> set[str]:
        """The tasks that are ticked: all of them until something was sent."""
        return set(self.data.getlist("work")) if self.is_bound else self.keys  # type: ignore[attr-defined]
