"""Forms of the placement room: what narrows lists, and the reasons people give."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import day_field, hidden_number, needed_at_times
from hervest.core.names import language_name
from hervest.core.texts import label
from hervest.housing.count_rules import CountFilters
from hervest.housing.vocabulary import UnitOpening
from hervest.journey.vocabulary import ClosingReason
from hervest.placement.closing_queries import ClosingPage
from hervest.placement.fit_queries import FitFilters


def reason_field(label: Any, *, required: bool, help_text: Any = "") -> forms.CharField:
    """A field for the reason of a decision."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=2000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def languages_to_choose(languages: Iterable[str]) -> list[tuple[str, Any]]:
    """In which language something was said: none is filled in for them, and the household's own stand first."""
    here = (get_language() or "nl")[:2]
    return [("", _("choose the language")), *((code, language_name(code, here)) for code in languages)]


class DecideForm(forms.Form):
    """Why this home, and what was looked at."""

    reason = reason_field(
        _("Why this home?"),
        required=False,
        help_text=_("Needed when you depart from the proposal. Stands with the case; write nothing medical."),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_proposed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not is_proposed
        self.fields["reason"].error_messages["required"] = pgettext_lazy("error", "reason_needed")


class UndoForm(forms.Form):
    """Why a decision is taken back."""

    reason = reason_field(
        _("Why is the decision undone?"),
        required=True,
        help_text=_("Stands with the case; write nothing medical."),
    )


class WordForm(forms.Form):
    """What a person says of a pair, and why."""

    does = forms.ChoiceField(choices=[(word, word) for word in ("lock", "forbid", "take_back", "block", "end_block")])
    reason = needed_at_times(
        reason_field(
            _("Why?"),
            required=False,
            help_text=_("Needed to forbid or to exclude. Stands with the case; write nothing medical."),
        )
    )

    def without_exclusion(self) -> Self:
        """The form as it reads to who has no button to exclude."""
        self.fields["reason"].help_text = _("Needed to forbid. Stands with the case; write nothing medical.")
        return self


class CloseForm(EditForm):
    """Why a case is closed, from which version of its plan, with which home, and that open legal terms are known."""

    reason = forms.TypedChoiceField(label=_("Why is the case closed?"), coerce=ClosingReason, widget=forms.RadioSelect)
    text = needed_at_times(
        reason_field(
            _("In your own words"),
            required=False,
            help_text=_("Needed for a reason that says little by itself. Stands with the case; write nothing medical."),
        )
    )
    knows_of_terms = forms.BooleanField(
        label=_("I know that nobody is reminded of these legal terms any more."), required=False
    )
    seen = hidden_number()
    seen_home = hidden_number()

    def __init__(self, *args: Any, shown: ClosingPage, **kwargs: Any) -> None:
        seen = {"seen": shown.before.case.plan_version, "seen_home": shown.home.id if shown.home else 0}
        super().__init__(*args, **{"initial": seen} | kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(reason.value, self._says(reason, shown)) for reason in shown.before.reasons]
        if not shown.before.legal:
            del self.fields["knows_of_terms"]

    @staticmethod
    def _says(reason: ClosingReason, shown: ClosingPage) -> str:
        if shown.home is None:
            return label(reason)
        with_home = (
            _("%(reason)s: the home becomes free") if reason in shown.freeing else _("%(reason)s: the home stays taken")
        )
        return with_home % {"reason": label(reason)}


class ReopenForm(forms.Form):
    """Why a closed case is opened again."""

    reason = reason_field(
        _("Why is the case opened again?"), required=True, help_text=_("Stands with the case; write nothing medical.")
    )


class RunForm(forms.Form):
    """Start a run, or stop the one that works."""

    stop = hidden_number(required=False)


class TableOrderForm(forms.Form):
    """How the matching table is ordered; read from the address."""

    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("By arrival")),
            ("fit", _("Least fitting home first")),
            ("size", _("Largest household first")),
            ("code", _("By code")),
        ],
    )


class RegionFilterForm(forms.Form):
    """What narrows the numbers of homes in a region; read from the address."""

    opening = forms.ChoiceField(
        required=False, choices=[(word.value, word.value) for word in UnitOpening], widget=forms.HiddenInput
    )
    by = day_field(_("Available by"), required=False)
    without_stairs = forms.BooleanField(label=_("Reached without stairs"), required=False)

    def filters(self) -> CountFilters:
        """What the address asks for; nonsense narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        opening = given.get("opening")
        return CountFilters(
            opening=UnitOpening(opening) if opening else None,
            without_stairs=bool(given.get("without_stairs")),
            by=given.get("by"),
        )


class FitFilterForm(forms.Form):
    """What narrows the list of homes; read from the address."""

    neighbourhood = forms.ChoiceField(label=_("Neighbourhood"), required=False)
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("best", _("Best first")),
            ("available", _("Soonest available first")),
            ("rent", _("Lowest rent first")),
        ],
    )
    decidable = forms.BooleanField(label=_("Ready for a decision"), required=False)

    def filters(self) -> FitFilters:
        """What the address asks for; nonsense narrows nothing."""
        given = {name: self.data.get(name, "") for name in ("outcome", "neighbourhood", "order")}
        is_outcome = given["outcome"] in {"fits", "fits_with", "fits_not"}
        return FitFilters(
            outcome=given["outcome"] if is_outcome else "",
            neighbourhood=given["neighbourhood"],
            decidable=bool(self.data.get("decidable")),
            order=given["order"] or "best",
        )

    def with_places(self, neighbourhoods: tuple[str, ...]) -> "FitFilterForm":
        """The form with the neighbourhoods that there are."""
        place = self.fields["neighbourhood"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [("", _("Everywhere")), *((name, name) for name in neighbourhoods)]
        return self
