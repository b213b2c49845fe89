"""Forms of covering for a colleague: the shape of what is typed, nothing decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hervest.accounts.queries import PersonName
from hervest.accounts.vocabulary import PersonId
from hervest.core.fields import day_field
from hervest.journey.cover_rules import key_of, work_in
from hervest.journey.cover_taker_queries import Taker, Takers
from hervest.journey.work_row_queries import WorkRow

DAYS_AHEAD = 14
"""How far ahead work is shown where nothing else is asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose work, or 0 for nobody's, and until which day: None for all that somebody who left has."""

    colleague: PersonId
    until_on: date | None
    has_left: bool


class WhoseWorkForm(forms.Form):
    """Whose work, and until which day; nonsense in an address asks for nobody's."""

    colleague = forms.TypedChoiceField(label=_("Whose work?"), coerce=int, required=False, empty_value=None)
    until_on = day_field(_("Due until"), required=False)

    def __init__(
        self, *args: object, people: Iterable[PersonName], left: Iterable[PersonName], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        gone = {row.id: _("%(name)s (does no work here any more)") % {"name": row.name} for row in left}
        self.left = frozenset(gone)
        field = self.fields["colleague"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Choose a colleague")), *((row.id, row.name) for row in people), *gone.items()]

    def asked(self, today: date) -> Asked:
        """What is asked; of a colleague the work of the days ahead, where no day is."""
        self.is_valid()
        colleague = PersonId(self.cleaned_data.get("colleague") or 0)
        until_on, has_left = self.cleaned_data.get("until_on"), colleague in self.left
        usual = None if has_left else today + timedelta(days=DAYS_AHEAD)
        return Asked(colleague, until_on or usual, has_left)


class CoverForm(forms.Form):
    """Who does it meanwhile, or from now on (`for_good`), until when, and why; and which of the tasks."""

    person = forms.TypedChoiceField(label=_("Who does it meanwhile?"), coerce=int)
    until_on = day_field(_("Until when?"), help_text=_("A seat in a team that is needed for it ends on this day."))
    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("Do not write that, or why, somebody is ill: a word is enough.")
    )
    work = forms.TypedMultipleChoiceField(label=_("Which tasks?"), coerce=work_in)

    def __init__(
        self,
        *args: object,
        takers: Takers,
        rows: Sequence[WorkRow],
        for_good: bool = False,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        person, work = self.fields["person"], self.fields["work"]
        assert isinstance(person, forms.TypedChoiceField)
        assert isinstance(work, forms.TypedMultipleChoiceField)
        if for_good:
            person.label = _("Who does it from now on?")
        offered = [(taker.id, _offered(taker, len(rows))) for taker in takers.people]
        person.choices = [("", _("Choose a colleague")), *offered]
        nobodys = {row.id for row in takers.nobodys}
        titles = {key_of((row.case_code, row.id)): row.title or "" for row in rows if row.id not in nobodys}
        work.choices, self.keys = list(titles.items()), set(titles)
        self.takers = {str(taker.id): taker for taker in takers.people}

    @property
    def taker(self) -> Taker | None:
        """Who was chosen, of those who can be."""
        return self.takers.get(str(self["person"].value() or ""))

    @cached_property
    def cannot(self) -> set[str]:
        """The tasks that whoever was chosen cannot have."""
        return {key_of((row.case_code, row.id)) for row in self.taker.cannot} if self.taker else set()

    @cached_property
    def chosen(self) -> set[str]:
        """The tasks that are ticked: all of them until something was sent; never what the chosen one cannot have."""
        sent = set(self.data.getlist("work")) if self.is_bound else self.keys  # type: ignore[attr-defined]
        return sent - self.cannot


def asked_to_tick(sent: QueryDict) -> dict[str, str]:
    """What stands in the form when somebody asks to tick what the chosen colleague can have; else nothing."""
    names = ("person", "until_on", "reason")
    return {name: str(sent[name]) for name in names if sent.get(name)} if "tick" in sent else {}


def _offered(taker: Taker, n_rows: int) -> str:
    """The colleague's name, and how much of the work they could have where that is not all of it."""
    if not taker.cannot:
        return taker.name
    can = {"name": taker.name, "n": n_rows - len(taker.cannot), "of": n_rows}
    return _("%(name)s (can have %(n)s of these %(of)s tasks)") % can
