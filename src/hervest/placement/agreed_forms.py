"""Forms for what persons agree or record about one household and one home, and for what a municipality sets."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hervest.core.edits import EditForm
from hervest.core.fields import AmountField, WholeField, day_field, hidden_number, needed_at_times
from hervest.core.texts import coded, label
from hervest.households.vocabulary import PlaceWish
from hervest.placement.agreed_rules import minutes_mark
from hervest.placement.forms import languages_to_choose, reason_field
from hervest.placement.match_vocabulary import MatchCriterion
from hervest.placement.vocabulary import AdviceKind, Adviser, BridgingPlace, Criterion, HardRule
from hervest.placement.weight_rules import ALL_POINTS

MOST_MINUTES = 600
MOST_EUROS = 5000


def words_of(vocabulary: Any) -> list[tuple[str, str]]:
    """The members with their words in the reader's language."""
    return [(member.value, label(member)) for member in vocabulary]


def minutes(text: Any, *, required: bool = True) -> WholeField:
    """A number of minutes."""
    return WholeField(label=text, required=required, least=1, most=MOST_MINUTES)


class SaidForm(forms.Form):
    """How the household said it: on which day, in which language, with or without an interpreter."""

    said_on = day_field(_("On which day did they say so?"))
    language = forms.ChoiceField(label=_("In which language?"))
    with_interpreter = forms.TypedChoiceField(
        label=_("Was there an interpreter?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = languages_to_choose(languages)


class AskForm(SaidForm):
    """Ask for an exception: why, and the household's own yes."""

    reason = reason_field(
        _("Why should the rule give way here?"),
        required=True,
        help_text=_(
            "The lead who decides reads this. Write about the home; nothing medical, nothing about their money."
        ),
    )
    household_agrees = forms.TypedChoiceField(
        label=_("Does the household want this home, with this exception?"),
        choices=[("yes", _("yes, they said so themselves")), ("no", _("no"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        help_text=_("A no costs them nothing: no other home is further away by it."),
    )
    field_order = ("reason", "household_agrees", "said_on", "language", "with_interpreter")


class AnswerForm(forms.Form):
    """Confirm, decline or withdraw."""

    does = forms.ChoiceField(choices=[(word, word) for word in ("confirm", "decline", "withdraw")])
    answer = needed_at_times(reason_field(_("What do you say to it?"), required=False, help_text=_("Needed for a no.")))


class AdaptationForm(EditForm):
    """What is adapted, and by which day it is ready."""

    rules = forms.TypedMultipleChoiceField(
        label=_("What is adapted?"), coerce=HardRule, widget=forms.CheckboxSelectMultiple
    )
    ready_on = day_field(_("Ready on"), help_text=_("Before the day of arrival; on a later day the rule counts again."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, rules: Iterable[HardRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rules"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(rule.value, coded("adaptation", rule.value)) for rule in rules]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return self.cleaned_data | {"rules": tuple(self.cleaned_data["rules"])}


class AdviceForm(EditForm):
    """A health partner's advice: a closed choice, never a word about why."""

    kind = forms.TypedChoiceField(
        label=_("What was advised?"), coerce=AdviceKind, choices=lambda: words_of(AdviceKind), widget=forms.RadioSelect
    )
    minutes = minutes(_("How many minutes?"))
    adviser = forms.TypedChoiceField(
        label=_("Who advised it?"),
        coerce=Adviser,
        choices=lambda: words_of(Adviser),
        help_text=_("The function only; no name of a person."),
    )
    advised_on = day_field(_("On which day?"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class FollowUpForm(EditForm):
    """The home that follows when the tenancy ends."""

    next_unit = forms.TypedChoiceField(label=_("Which home follows?"), coerce=int)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, homes: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["next_unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(homes)


class StayForm(EditForm):
    """Where the household stays between arrival and home."""

    place = forms.TypedChoiceField(
        label=_("Where do they stay?"), coerce=BridgingPlace, choices=lambda: words_of(BridgingPlace)
    )
    from_on = day_field(_("The stay begins on"))
    until_on = day_field(_("The stay ends on"), help_text=_("From this day the household needs its home."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class NetworkForm(EditForm):
    """Minutes to what the household wishes to be near."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, wishes: Mapping[PlaceWish, int | None]) -> None:
        initial = {wish.value: known for wish, known in wishes.items()} | {"seen": minutes_mark(wishes)}
        super().__init__(data, initial=initial)
        self.wishes = tuple(wishes)
        for wish in wishes:
            self.fields[wish.value] = minutes(_("Minutes to: %(what)s") % {"what": label(wish)}, required=False)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        typed = {wish: self.cleaned_data[wish.value] for wish in self.wishes}
        return {"minutes": {wish: n for wish, n in typed.items() if n is not None}, "seen": self.cleaned_data["seen"]}


class WeightsForm(EditForm):
    """By which weights something is chosen, and why; they sum to 100."""

    criteria: ClassVar[type[StrEnum]]
    reason = reason_field(_("Why?"), required=True, help_text=_("Everybody who may read how we choose reads this."))
    seen = hidden_number()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weights = {f"weight_{one.value}": WholeField(label=label(one), most=ALL_POINTS) for one in self.criteria}
        self.fields = {**weights, **self.fields}

    @property
    def weights(self) -> list[forms.BoundField]:
        """The fields of the weights."""
        return [self[name] for name in self.fields if name.startswith("weight_")]

    @property
    def others(self) -> list[forms.BoundField]:
        """The other fields that show."""
        return [self["reason"]]

    def clean(self) -> dict[str, Any]:
        """Together 100, said beside the sum that was typed."""
        given = super().clean() or self.cleaned_data
        names = [f"weight_{one.value}" for one in self.criteria]
        if all(name in given for name in names) and sum(given[name] for name in names) != ALL_POINTS:
            text = pgettext_lazy("error", "weights_not_hundred")
            raise forms.ValidationError(text, params={"total": sum(given[name] for name in names)})
        return given

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "weights": {one: given[f"weight_{one.value}"] for one in self.criteria},
            "reason": given["reason"],
            "seen": given["seen"],
        }


class MatchWeightsForm(WeightsForm):
    """By which weights a programme proposes groups."""

    criteria = MatchCriterion


class SettingForm(WeightsForm):
    """What a municipality sets about choosing homes."""

    criteria = Criterion

    counts_near_births = forms.BooleanField(required=False)
    rent_shared = AmountField(
        label=_("Rent of a room in a shared house, at most, a month in euros"),
        required=False,
        most=MOST_EUROS,
        help_text=_("Empty: no limit."),
    )
    valid_from = day_field(_("Counts from"))

    def __init__(self, *args: Any, near_birth_months: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counts_near_births"].label = _("A birth within %(n)s months after arrival counts as now") % {
            "n": near_birth_months
        }

    @property
    def others(self) -> list[forms.BoundField]:
        """The other fields that show."""
        return [self[name] for name in ("counts_near_births", "rent_shared", "valid_from", "reason")]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given, rent = self.cleaned_data, self.cleaned_data["rent_shared"]
        return super().values() | {
            "counts_near_births": given["counts_near_births"],
            "rent_shared_cents": None if rent is None else round(rent * 100),
            "valid_from": given["valid_from"],
        }
