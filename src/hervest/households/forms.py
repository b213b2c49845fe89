"""Forms of a household: the shape of what is typed about people, needs and the household, nothing decided."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from hervest.core.edits import EditForm
from hervest.core.fields import WholeField, day_field
from hervest.core.texts import coded, label
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.entry_rules import has_been_born, is_plausible_due
from hervest.households.name_rules import country_codes, language_codes, nationality_codes
from hervest.households.queries import NeedLine
from hervest.households.record_rules import (
    HOUSEHOLD_FIELDS,
    LEFT,
    MEMBER_FIELDS,
    NEED_FIELDS,
    HouseholdRecord,
    MemberRecord,
    NeedRecord,
    mark_of,
)
from hervest.households.search_rules import folded
from hervest.households.settings import household_settings
from hervest.households.templatetags.household import called, country_name, language_name
from hervest.households.vocabulary import (
    AidKind,
    LanguageFacts,
    LanguageLevel,
    LeftWhy,
    Literacy,
    MemberRole,
    NeedKind,
    Sex,
    SponsorWish,
    StayKind,
)
from hervest.journey.vocabulary import TraitCode

SAYABLE = frozenset(TraitCode) - {
    TraitCode.ALWAYS,
    TraitCode.ADULT,
    TraitCode.CHILD,
    TraitCode.PREGNANT,
    TraitCode.BORN_HERE,
    TraitCode.WANTS_PEER_CONTACT,
}
"""Traits a person may set here: ages and births follow from the register, peer contact is for named readers only."""

LANGUAGES_ASKED = 3
MOST_MEMBERS = 12
BEFORE_LANGUAGES = ("role", "first_name", "last_name", "born_on", "sex", "nationality")
MOST_YEARS = 99
Text = Any
"""A text that waits for the reader's language."""


class CodeField(forms.CharField):
    """A language or country by its name; what it comes to is its ISO code."""

    def __init__(self, codes: Callable[[], Mapping[str, str]], *, names: str, **kwargs: Any) -> None:
        self.codes = codes
        self.kept = ""  # a code nobody has a name for, as it stands in the record
        super().__init__(widget=forms.TextInput(attrs={"list": names, "autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> str:
        """The code. Raises: ValidationError for a name nobody knows."""
        text = str(super().clean(value) or "")
        if not text:
            return ""
        code = self.codes().get(folded(text)) or (text if text == self.kept else None)
        if code is None:
            raise forms.ValidationError(pgettext("error", "unknown_name") % {"value": text})
        return code


def choice(words: type[StrEnum], text: Text, *, required: bool = True, **kwargs: Any) -> forms.TypedChoiceField:
    """A field for one word of a vocabulary; left open it is None."""
    return forms.TypedChoiceField(
        label=text,
        required=required,
        empty_value=None,
        coerce=words,
        choices=lambda: [*([] if "widget" in kwargs else [("", "")]), *words_of(words)],
        **kwargs,
    )


def words_of(vocabulary: type[StrEnum]) -> list[tuple[str, str]]:
    """The members with their words in the reader's language."""
    return [(member.value, label(member)) for member in vocabulary]


def reason() -> forms.CharField:
    """A field for why somebody corrects something."""
    return forms.CharField(
        label=_("Why? How do you know?"),
        max_length=2000,
        help_text=_("Stands with the household. Write nothing medical."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


YES_NO: Mapping[bool | None, str] = {True: "yes", False: "no", None: ""}
"""What `yes_no` starts with for an answer that is known."""


def yes_no(text: Text) -> forms.TypedChoiceField:
    """A field for yes, no or not known."""
    return forms.TypedChoiceField(
        label=text,
        required=False,
        empty_value=None,
        coerce=lambda word: word == "yes",
        choices=[("", _("not known")), ("yes", _("yes")), ("no", _("no"))],
    )


def keep_codes(form: forms.Form) -> None:
    """A code that the record holds may stay, also when nobody has a name for it."""
    for name, field in form.fields.items():
        if isinstance(field, CodeField):
            field.kept = str(form.initial.get(name, ""))


class MemberForm(forms.Form):
    """A person of the household."""

    role = choice(MemberRole, _("Place in the household"))
    first_name = forms.CharField(label=_("First name"), required=False, max_length=200)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=200)
    born_on = day_field(_("Born on"), help_text=_("Leave empty if nobody knows."), required=False)
    sex = choice(Sex, _("Sex"), required=False)
    nationality = CodeField(nationality_codes, names="countries", label=_("Country of nationality"), required=False)
    literacy = choice(Literacy, _("Reads and writes"), required=False)
    years_of_schooling = WholeField(label=_("Years of school"), required=False, most=MOST_YEARS)
    education = forms.CharField(label=_("Highest education"), required=False, max_length=200)
    occupations = forms.CharField(
        label=_("Occupations"), required=False, max_length=600, help_text=_("Separated by a semicolon.")
    )
    due_on = day_field(_("Expects a child on"), required=False)

    def __init__(self, *args: Any, n_languages: int = LANGUAGES_ASKED, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.n_languages = n_languages
        for number in range(1, n_languages + 1):
            self.fields[f"language_{number}"] = CodeField(
                language_codes, names="languages", label=_("Language %(n)s") % {"n": number}, required=False
            )
            self.fields[f"level_{number}"] = choice(
                LanguageLevel, _("How well (language %(n)s)") % {"n": number}, required=False
            )
        keep_codes(self)
        spoken = [f"{part}_{number}" for number in range(1, n_languages + 1) for part in ("language", "level")]
        self.order_fields([*BEFORE_LANGUAGES, *spoken])

    def clean(self) -> dict[str, Any]:
        """A level is of a language."""
        given = super().clean() or self.cleaned_data
        for number in range(1, self.n_languages + 1):
            if given.get(f"level_{number}") and given.get(f"language_{number}") == "":
                self.add_error(
                    f"language_{number}", _("You chose how well. Fill in which language, or leave both empty.")
                )
        return given

    def values(self) -> dict[str, Any]:
        """The fields of a person's record."""
        given = self.cleaned_data
        languages = [(given[f"language_{n}"], given[f"level_{n}"]) for n in range(1, self.n_languages + 1)]
        return {
            "role": given["role"],
            "first_name": given["first_name"],
            "last_name": given["last_name"],
            "born_on": given["born_on"],
            "sex": given["sex"] or Sex.UNKNOWN,
            "nationality": given["nationality"],
            "languages": tuple(LanguageFacts(code, level or LanguageLevel.BASIC) for code, level in languages if code),
            "literacy": given["literacy"],
            "years_of_schooling": given["years_of_schooling"],
            "education": given["education"],
            "occupations": tuple(word.strip() for word in given["occupations"].split(";") if word.strip()),
            "due_on": given["due_on"],
        }

    def record(self, no: int = 1) -> MemberRecord:
        """The person with this number."""
        return MemberRecord(no=MemberNo(no), **self.values())


class CorrectForm(EditForm):
    """What a person of the team knows better, why, and how what they corrected stood when they saw it."""

    reason = reason()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def changes(self) -> dict[str, Any]:
        """Every field as it should stand."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"reason", "seen"}}

    def correction(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("reason", "seen")} | {"changes": self.changes()}


class CorrectMemberForm(CorrectForm, MemberForm):
    """What a person of the team knows better about somebody."""

    is_birth_recorded = forms.BooleanField(label=_("The child has been born"), required=False)

    def changes(self) -> dict[str, Any]:
        """Every field as it should stand."""
        return self.values() | {"is_birth_recorded": self.cleaned_data["is_birth_recorded"]}


class AddMemberForm(MemberForm):
    """Somebody who joined the household."""

    reason = reason()


class LeaveForm(EditForm):
    """Since when somebody is no longer in the household."""

    left_on = day_field(_("Since which day?"))
    reason = reason()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, known: MemberRecord, today: date) -> None:
        super().__init__(data, initial={"left_on": known.left_on or today, "seen": mark_of(known, LEFT)})
        self.stands = {"left_on": known.left_on}
        if known.left_on is not None:
            self.fields["left_on"].required = False
            self.fields["left_on"].help_text = _("Leave empty if the person is back.")
        if known.left_why is LeftWhy.DIED:
            self.fields["left_on"].label = _("Died on which day?")
            self.fields["left_on"].help_text = _("Leave empty if the person did not die.")
        elif known.left_why is LeftWhy.MISTAKE:
            self.fields["left_on"].help_text = _(
                "Leave empty if the person is of the household all the same. Was this child expected? Then correct the"
                " mother too, and tick that the child has been born."
            )


class HouseholdFields(forms.Form):
    """The household as a whole."""

    country_of_stay = CodeField(country_codes, names="countries", label=_("Country of stay"), required=False)
    stay = choice(StayKind, _("Lives there in"), required=False)
    years_displaced = WholeField(label=_("Years displaced"), required=False, most=MOST_YEARS)
    contact_language = CodeField(language_codes, names="languages", label=_("Language to speak in"), required=False)
    is_interpreter_needed = yes_no(_("Interpreter needed"))
    sponsor_wish = choice(SponsorWish, _("Wants a sponsor group"), required=False)


class CorrectHouseholdForm(CorrectForm, HouseholdFields):
    """What a person of the team knows better about the household."""

    remarks = forms.CharField(
        label=_("Remarks"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, reads_remarks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_codes(self)
        if not reads_remarks:
            del self.fields["remarks"]


class NeedForm(EditForm):
    """A functional need, and whose it is."""

    member = forms.TypedChoiceField(label=_("Whose need?"), required=False, coerce=int, empty_value=None)
    kind = choice(NeedKind, _("What is needed?"))
    reason = reason()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Iterable[MemberRecord], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("the household")), *((str(row.no), called(row)) for row in people)]

    def need(self) -> dict[str, Any]:
        """What the action takes that notes a new one."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def need_start(known: NeedLine) -> dict[str, Any]:
    """How the form begins for a need that is there."""
    return {"member": known.member, "kind": known.kind, "seen": mark_of(known, NEED_FIELDS)}


class ReasonForm(forms.Form):
    """Only why."""

    reason = reason()


class AidForm(forms.Form):
    """What an aid turned out to be."""

    aid = choice(AidKind, _("What is it?"), widget=forms.RadioSelect)
    reason = reason()


class EntryForm(HouseholdFields):
    """A household entered by hand: the case, its days, and the household as a whole."""

    municipality = forms.ChoiceField(label=_("Municipality"))
    route = choice(Route, _("Route"))
    allocated_on = day_field(_("Linked to the municipality on"), required=False)
    arrival_on = day_field(
        _("Expected arrival"), help_text=_("For resettlement: the day of landing in the Netherlands."), required=False
    )
    needs = forms.TypedMultipleChoiceField(
        label=_("Needs of the household as a whole"),
        required=False,
        coerce=NeedKind,
        choices=lambda: words_of(NeedKind),
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ["municipality", "route", "allocated_on", "arrival_on"]

    def __init__(self, *args: Any, municipalities: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places, field = list(municipalities), self.fields["municipality"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = places
        if len(places) == 1:
            field.initial, field.widget, field.required = places[0][0], forms.HiddenInput(), False

    def clean_municipality(self) -> str:
        """The only municipality needs no choosing."""
        field = self.fields["municipality"]
        return str(self.cleaned_data["municipality"] or field.initial)


class EntryMemberForm(MemberForm):
    """A person entered by hand, with their needs."""

    needs = forms.TypedMultipleChoiceField(
        label=_("Needs"),
        required=False,
        coerce=NeedKind,
        choices=lambda: words_of(NeedKind),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_born_on(self) -> date | None:
        """A day that has come: the action holds to the same rule, here its answer stands with the person."""
        born_on: date | None = self.cleaned_data["born_on"]
        if not has_been_born(born_on, today=self.today):
            raise forms.ValidationError(coded("error", "day_still_to_come"))
        return born_on

    def clean_due_on(self) -> date | None:
        """A day on which a child can be expected, likewise."""
        due_on: date | None = self.cleaned_data["due_on"]
        settings = household_settings()
        if not is_plausible_due(due_on, today=self.today, settings=settings):
            limits = {"first": settings.due_from.after(self.today), "last": settings.due_until.after(self.today)}
            raise forms.ValidationError(coded("error", "due_day_far_away", limits))
        return due_on


class PeopleForm(forms.Form):
    """How many people there are: asked first, so that the page has room for them."""

    people = forms.TypedChoiceField(
        label=_("How many people are in the household?"),
        coerce=int,
        choices=[(str(n), str(n)) for n in range(1, MOST_MEMBERS + 1)],
    )


class PeopleFormSet(BaseFormSet[EntryMemberForm]):
    """The people of a household, of whom there is at least one."""

    default_error_messages = BaseFormSet.default_error_messages | {
        "too_few_forms": _("Fill in at least one person: a household without anybody cannot be entered.")
    }


def member_forms(n_people: int) -> type[BaseFormSet[EntryMemberForm]]:
    """Forms for that many people; what was sent may hold fewer or more, up to the most."""
    return formset_factory(
        EntryMemberForm,
        formset=PeopleFormSet,
        extra=n_people - 1,
        min_num=1,
        max_num=MOST_MEMBERS,
        absolute_max=MOST_MEMBERS,
        validate_min=True,
    )


def entered(entry: EntryForm, people: BaseFormSet[EntryMemberForm]) -> HouseholdRecord:
    """The household that was typed; blank people fall away and the others are numbered in order."""
    filled = [form for form in people.forms if form.has_changed()]
    given = entry.cleaned_data
    needs = [NeedRecord(None, kind) for kind in given["needs"]]
    for number, form in enumerate(filled, start=1):
        needs += [NeedRecord(MemberNo(number), kind) for kind in form.cleaned_data["needs"]]
    return HouseholdRecord(
        members=tuple(form.record(number) for number, form in enumerate(filled, start=1)),
        needs=tuple(needs),
        **{name: given[name] for name in HouseholdFields.base_fields},
    )


def member_start(record: MemberRecord) -> dict[str, Any]:
    """How the form about a person begins."""
    start: dict[str, Any] = {
        "role": record.role,
        "first_name": record.first_name,
        "last_name": record.last_name,
        "born_on": record.born_on,
        "sex": record.sex,
        "nationality": country_name(record.nationality) if record.nationality else "",
        "literacy": record.literacy,
        "years_of_schooling": record.years_of_schooling,
        "education": record.education,
        "occupations": "; ".join(record.occupations),
        "due_on": record.due_on,
        "is_birth_recorded": record.is_birth_recorded,
        "seen": mark_of(record, MEMBER_FIELDS),
    }
    for number, language in enumerate(record.languages, start=1):
        start[f"language_{number}"] = language_name(language.code)
        start[f"level_{number}"] = language.level
    return start


def languages_asked(record: MemberRecord) -> int:
    """How many languages the form about a person has room for: one more than they speak."""
    return max(LANGUAGES_ASKED, len(record.languages) + 1)


def household_start(record: HouseholdRecord, *, reads_remarks: bool) -> dict[str, Any]:
    """How the form about the household begins."""
    interpreter = YES_NO[record.is_interpreter_needed]
    read = set(HOUSEHOLD_FIELDS) - (set() if reads_remarks else {"remarks"})
    return {
        "country_of_stay": country_name(record.country_of_stay) if record.country_of_stay else "",
        "stay": record.stay,
        "years_displaced": record.years_displaced,
        "contact_language": language_name(record.contact_language) if record.contact_language else "",
        "is_interpreter_needed": interpreter,
        "sponsor_wish": record.sponsor_wish,
        "remarks": record.remarks,
        "seen": mark_of(record, read),
    }
