"""Forms for a person's own word on relatives, wishes and what the plan looks at: the shape of what is typed."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.texts import label
from hervest.core.vocabulary import MemberNo
from hervest.households.forms import SAYABLE, YES_NO, CodeField, choice, keep_codes, reason, words_of, yes_no
from hervest.households.name_rules import country_codes
from hervest.households.record_rules import (
    LIVING_FIELDS,
    RELATIVE_FIELDS,
    WISH_FIELDS,
    HouseholdRecord,
    RelativeRecord,
    WishRecord,
    mark_of,
)
from hervest.households.templatetags.household import called
from hervest.households.vocabulary import PlaceWish, RelativeKind, WishTopic
from hervest.journey.plan_queries import TraitView
from hervest.journey.trait_rules import word_mark
from hervest.journey.vocabulary import TraitCode

WHY_NOW: dict[str, Any] = {"reason": _("In which language do you tell this, and why now?")}
LIVING_OF_YOU: Mapping[str, Any] = WHY_NOW | {
    "wants_sharing": _("Would you live in a shared house?"),
    "place_wishes": _("What you wish about the place"),
    "room_sharers": _("Who wants to sleep in one room"),
}
"""Questions about living, asked of somebody who answers for their own household."""

WISH_OF_YOU: Mapping[str, Any] = WHY_NOW | {"text": _("What do you wish?")}
"""The same about a wish in their own words."""


class RelativeForm(EditForm):
    """A relative who does not live with the household."""

    relation = forms.CharField(
        label=_("What are they of the household?"),
        max_length=200,
        help_text=_("For instance: mother, or son of the partner."),
    )
    kind = choice(
        RelativeKind,
        _("How do they count for the bedrooms?"),
        help_text=_("Decides which bedroom they need when they come."),
    )
    first_name = forms.CharField(label=_("First name"), required=False, max_length=200)
    country = CodeField(country_codes, names="countries", label=_("Country where they are"), required=False)
    is_reunification_wanted = yes_no(_("Is family reunification wanted?"))
    reason = reason()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_codes(self)

    def record(self) -> RelativeRecord:
        """The relative as typed."""
        return RelativeRecord(**{name: self.cleaned_data[name] for name in RELATIVE_FIELDS})


class LivingForm(EditForm):
    """What the household itself wishes about living; `people` are who may ask to share a room."""

    wants_sharing = yes_no(_("Would they live in a shared house?"))
    place_wishes = forms.TypedMultipleChoiceField(
        label=_("What they wish about the place"),
        required=False,
        coerce=PlaceWish,
        choices=lambda: words_of(PlaceWish),
        widget=forms.CheckboxSelectMultiple,
    )
    room_sharers = forms.TypedMultipleChoiceField(
        label=_("Who asks to sleep in one room"),
        required=False,
        coerce=lambda word: MemberNo(int(word)),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only who asks for it; they then count as one bedroom."),
    )
    reason = reason()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, record: HouseholdRecord, is_own: bool = False) -> None:
        answer = YES_NO[record.wants_sharing]
        initial = {"wants_sharing": answer, "place_wishes": record.place_wishes, "room_sharers": record.room_sharers}
        super().__init__(data, initial=initial | {"seen": mark_of(record, LIVING_FIELDS)})
        sharers = cast("forms.TypedMultipleChoiceField", self.fields["room_sharers"])
        sharers.choices = [(row.no, called(row)) for row in record.present]
        self.fields["reason"].label = _("Who said this, and in which language?")
        if is_own:
            self.ask(LIVING_OF_YOU)

    def wishes(self) -> dict[str, Any]:
        """The answers as the action takes them."""
        said = self.cleaned_data
        return said | {name: tuple(said[name]) for name in ("place_wishes", "room_sharers")}


class WishForm(EditForm):
    """A wish in their own words, and whose it is."""

    member = forms.TypedChoiceField(
        label=_("Whose wish?"), required=False, coerce=lambda word: MemberNo(int(word)), empty_value=None
    )
    topic = forms.TypedChoiceField(label=_("What is it about?"), coerce=WishTopic)
    text = forms.CharField(
        label=_("What do they wish?"),
        max_length=2000,
        help_text=_("As they said it. Write nothing medical."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = reason()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        topics: Iterable[WishTopic],
        people: Mapping[MemberNo, str],
        is_own: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        member, topic = self.fields["member"], self.fields["topic"]
        assert isinstance(member, forms.TypedChoiceField)
        assert isinstance(topic, forms.TypedChoiceField)
        member.choices = [("", _("the household")), *((str(no), name) for no, name in people.items())]
        topic.choices = [("", ""), *((word.value, label(word)) for word in topics)]
        self.fields["reason"].label = _("Who said this, and in which language?")
        if is_own:
            self.ask(WISH_OF_YOU)
            self.fields["text"].help_text = _("In your own words. Write nothing about illness.")

    def record(self) -> WishRecord:
        """The wish as typed."""
        given = self.cleaned_data
        return WishRecord(given["member"], given["topic"], given["text"])

    def why(self) -> dict[str, str]:
        """Why it is another one, and how it stood when that was typed."""
        return {name: self.cleaned_data[name] for name in ("reason", "seen")}


def wish_start(known: WishRecord) -> dict[str, Any]:
    """What the form starts with."""
    start = {"member": known.member or "", "topic": known.topic, "text": known.text}
    return start | {"seen": mark_of(known, WISH_FIELDS)}


def relative_start(known: RelativeRecord) -> dict[str, Any]:
    """What the form starts with."""
    return {
        "relation": known.relation,
        "kind": known.kind,
        "first_name": known.first_name,
        "country": known.country,
        "is_reunification_wanted": YES_NO[known.is_reunification_wanted],
        "seen": mark_of(known, RELATIVE_FIELDS),
    }


LOOKED = "looked"
"""Begins what a form carries of words that stand, so that none is told from nobody having looked."""


class TraitForm(EditForm):
    """A person's own word on what the plan looks at; nothing is filled in for them."""

    trait = forms.TypedChoiceField(label=_("What?"), coerce=TraitCode)
    member = forms.TypedChoiceField(label=_("Of whom?"), coerce=lambda word: MemberNo(int(word)))
    says = forms.ChoiceField(
        label=_("Does it hold?"),
        choices=[("yes", _("yes")), ("no", _("no")), ("back", _("I take my own word back"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=500,
        help_text=_("Stands with the case. Write nothing medical."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, record: HouseholdRecord, words: Iterable[TraitView]) -> None:
        known = {f"{row.trait}/{row.member or 0}": row for row in words}
        marks = [f"{key}={word_mark(row.holds, row.reason)}" for key, row in sorted(known.items())]
        super().__init__(data, initial={"seen": " ".join([LOOKED, *marks])})
        word = known.get(f"{self.data.get('trait', '')}/{self.data.get('member', '')}")
        says = {True: "yes", False: "no", None: ""}[word.holds if word else None]
        self.stands = {"says": says, "reason": word.reason if word else ""}
        trait, member = self.fields["trait"], self.fields["member"]
        assert isinstance(trait, forms.TypedChoiceField)
        assert isinstance(member, forms.TypedChoiceField)
        trait.choices = [(code.value, label(code)) for code in sorted(SAYABLE, key=label)]
        people = [(str(row.no), called(row)) for row in record.present]
        member.choices = [("0", _("the whole household")), *people]

    def values(self) -> dict[str, Any]:
        """What `say_trait` takes."""
        given = dict(self.cleaned_data)
        marks = dict(each.split("=", 1) for each in given["seen"].split() if "=" in each)
        looked = given["seen"].startswith(LOOKED)
        seen = marks.get(f"{given['trait']}/{given['member']}", word_mark(None, "")) if looked else ""
        return {"holds": {"yes": True, "no": False}.get(given.pop("says")), **given, "seen": seen}
