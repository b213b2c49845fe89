"""What narrows the lists of the portal: read from the address, so that a list can be kept and shared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import WholeField
from hervest.core.marks import mark
from hervest.core.texts import label
from hervest.core.vocabulary import Route
from hervest.core.written import LARGEST_KEY
from hervest.journey.plan_queries import household_phases
from hervest.journey.queries import CaseFilters
from hervest.journey.vocabulary import Phase
from hervest.journey.worklist_queries import WorkFilters
from hervest.portal.tour_queries import may_lead_to
from hervest.portal.vocabulary import TourCard


class CardForm(forms.Form):
    """Which card is followed, and to which page of ours it leads."""

    card = forms.ChoiceField(choices=[(card.value, card.value) for card in TourCard])
    to = forms.CharField(max_length=200)

    def clean_to(self) -> str:
        """Only where this card may lead."""
        to, card = self.cleaned_data["to"], self.cleaned_data.get("card")
        if card is None or not may_lead_to(TourCard(card), to):
            raise forms.ValidationError("")
        return str(to)


def _words(*words: str) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class WorkFilterForm(forms.Form):
    """The worklist's filters; nonsense in an address narrows nothing, and the page says so."""

    scope = forms.ChoiceField(label=_("Whose work?"), choices=_words("cases", "mine", "all"), required=False)
    person = WholeField(label=_("Of colleague"), required=False, least=1, most=LARGEST_KEY)
    phase = forms.ChoiceField(label=_("Phase"), choices=[(phase.value, phase.value) for phase in Phase], required=False)
    binding = forms.BooleanField(label=_("Only legal and hard terms"), required=False)
    show = forms.ChoiceField(label=_("Show"), choices=_words("week", "later", "undated"), required=False)
    order = forms.ChoiceField(label=_("Order"), choices=_words("day", "case"), required=False)

    def filters(self, usual: str) -> WorkFilters:
        """What the address asks for; `usual` is the scope where it asks for none."""
        self.is_valid()
        given = self.cleaned_data
        return WorkFilters(
            scope=given.get("scope") or usual,
            person=given.get("person") or 0,
            phase=given.get("phase") or "",
            binding_only=bool(given.get("binding")),
            show=given.get("show") or "week",
            order=given.get("order") or "day",
        )


class ProgrammeForm(EditForm):
    """Whether the municipality works with sponsor groups."""

    has_programme = forms.TypedChoiceField(
        label=_("Does the municipality work with sponsor groups?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        coerce=lambda word: word == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=_(
            "With a programme, preparing it stands in the municipality's own plan, and each household is asked whether "
            "it wishes a group. The plans of households follow tonight."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, has_programme: bool) -> None:
        super().__init__(data, initial={"has_programme": "yes" if has_programme else "no", "seen": mark(has_programme)})


class CaseFilterForm(forms.Form):
    """The filters of the list of cases."""

    phase = forms.ChoiceField(label=_("Phase"), required=False)
    route = forms.ChoiceField(label=_("Route"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False)
    without = forms.BooleanField(label=_("Only without coordinator"), required=False)
    closed = forms.BooleanField(label=_("Closed cases"), required=False)

    def __init__(self, *args: object, sees_arrivals: bool, reads_cases: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.reads_cases = reads_cases
        orders = [("code", _("By code")), ("phase", _("By phase"))]
        for name, choices in (
            ("phase", [("", _("All phases")), *((phase.value, label(phase)) for phase in household_phases())]),
            ("route", [("", _("All routes")), *((route.value, label(route)) for route in Route)]),
            ("order", [("arrival", _("By arrival")), *orders] if sees_arrivals else orders),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def filters(self) -> CaseFilters:
        """What the address asks for."""
        self.is_valid()
        given = self.cleaned_data
        return CaseFilters(
            phase=given.get("phase") or "",
            route=given.get("route") or "",
            without_coordinator=bool(given.get("without")),
            closed=bool(given.get("closed")),
            order=given.get("order") or "arrival",
        )
