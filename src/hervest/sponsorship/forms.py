"""Forms of groups and sponsors: what describes them, and what narrows the list."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.accounts.queries import OrganisationName, PersonName
from hervest.core.edits import EditForm
from hervest.core.fields import (
    EmailField,
    PhoneField,
    PostcodeField,
    WholeField,
    choose,
    day_field,
    hidden_number,
    worded,
)
from hervest.core.marks import mark
from hervest.core.texts import label
from hervest.core.written import FIRST_BIRTH_YEAR
from hervest.sponsorship import rules
from hervest.sponsorship.page_queries import GroupPage, ScreeningRow, SponsorPage
from hervest.sponsorship.queries import GroupFilters, ProgrammeRow
from hervest.sponsorship.settings import sponsorship_settings
from hervest.sponsorship.templatetags.sponsorship import module, spoken
from hervest.sponsorship.vocabulary import (
    N_MODULES,
    Ability,
    Block,
    ContactForm,
    Experience,
    GroupBond,
    GroupRole,
    GroupStage,
    Interest,
    Rhythm,
    ScreeningKind,
    ScreeningState,
    ScreeningWorth,
    SpokenLevel,
    Theme,
    Transport,
    WaitingFor,
    WorkField,
)

UNKNOWN = ("", _("not known"))
YES_NO = [UNKNOWN, ("yes", _("yes")), ("no", _("no"))]
WORDS = {True: "yes", False: "no"}
LANGUAGES_ASKED = 4
AREA = re.compile(r"\s*(\d{4})\s*[:,;]?\s+(\d{1,3})\s*")


def number(words: Any, most: int, least: int = 0) -> WholeField:
    """A whole number that may be unknown."""
    return WholeField(label=words, required=False, least=least, most=most)


def yes_no(words: Any, help_text: Any = "") -> forms.TypedChoiceField:
    """Yes, no, or not known."""
    return forms.TypedChoiceField(
        label=words,
        required=False,
        choices=YES_NO,
        coerce=lambda word: word == "yes",
        empty_value=None,
        help_text=help_text,
    )


def several(words: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    """Any number of words of a list."""
    return forms.MultipleChoiceField(
        label=words, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class GroupFilterForm(forms.Form):
    """What narrows the list of groups; read from the address."""

    q = forms.CharField(label=_("Part of the name"), required=False, max_length=100)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    programme = forms.TypedChoiceField(label=_("Programme"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, programmes: Iterable[ProgrammeRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "stage", [("", _("Everything that goes on")), *worded(GroupStage)])
        choose(self, "programme", [("", _("Every programme")), *((str(row.id), row.name) for row in programmes)])

    def filters(self) -> GroupFilters:
        """What the address asks for; nonsense narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        return GroupFilters(given.get("stage") or "", given.get("programme") or 0, given.get("q") or "")


class WaitingForm(forms.Form):
    """What narrows the list of screenings that wait; nonsense in an address narrows nothing."""

    show = forms.ChoiceField(choices=[(word.value, word.value) for word in WaitingFor], required=False)

    def only(self) -> WaitingFor:
        """The part of the list that the address asks for."""
        self.is_valid()
        return WaitingFor(self.cleaned_data.get("show") or WaitingFor.ALL)


class ProgrammeForm(EditForm):
    """A programme: who runs it, how large its groups are, how far and how soon."""

    name = forms.CharField(label=_("Name of the programme"), max_length=100)
    organisation = forms.TypedChoiceField(
        label=_("Who runs it?"),
        coerce=int,
        help_text=_("Its coordinators look after the groups and see who is in them; those of another one do not."),
    )
    from_on = day_field(_("From"), required=False)
    until_on = day_field(_("Until"), required=False)
    min_group = WholeField(label=_("Least number of people in a group"), least=2, most=40)
    target_group = WholeField(label=_("Number of people a group aims at"), least=2, most=40)
    travel_minutes = WholeField(
        label=_("Most minutes of travel to a family, by bicycle or public transport"), least=1, most=240
    )
    response_days = WholeField(label=_("Working days in which a group answers a proposal"), least=1, most=60)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, organisations: Iterable[OrganisationName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "organisation", [(str(row.id), row.name) for row in organisations])

    def described(self) -> dict[str, Any]:
        """The programme as it was typed."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class GroupForm(EditForm):
    """Everything that describes a group; what is not known stays empty."""

    name = forms.CharField(label=_("Name of the group"), max_length=100)
    capacity_persons = number(_("For a household of how many people at most?"), 30, 1)
    starts_from = day_field(_("Can begin from"), required=False)
    starts_until = day_field(_("Can begin until"), required=False)
    area = forms.CharField(
        label=_("Where the group lives near"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One neighbourhood a line: the four digits of its postcode, and the minutes "
            "that at least three members need."
        ),
    )
    has_plan = forms.BooleanField(label=_("There is a support plan"), required=False)
    themes = several(_("What the group takes on, by its plan"))
    rhythm = forms.ChoiceField(label=_("How often is there contact?"), required=False)
    contact_forms = several(_("How does the group like contact best?"))
    bond = forms.ChoiceField(
        label=_("From where do they know each other?"), required=False, help_text=_("For who matches, and nobody else.")
    )
    description = forms.CharField(
        label=_("The group in its own words, for newcomers"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("No surnames, addresses or telephone numbers."),
    )
    seen = hidden_number(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for word in Ability:
            self.fields[f"ability_{word.value}"] = yes_no(_("Does this fit: %(what)s?") % {"what": label(word)})
        self.order_fields(["name", "capacity_persons", *(f"ability_{word.value}" for word in Ability)])
        choose(self, "themes", worded(Theme))
        choose(self, "rhythm", [UNKNOWN, *worded(Rhythm)])
        choose(self, "contact_forms", worded(ContactForm))
        choose(self, "bond", [UNKNOWN, *worded(GroupBond)])

    def clean_area(self) -> dict[str, int]:
        """Minutes by the four digits of a postcode."""
        found = {}
        for line in filter(str.strip, self.cleaned_data["area"].splitlines()):
            match = AREA.fullmatch(f"{line} ")
            if match is None:
                raise forms.ValidationError(
                    _("Write “%(line)s” as four digits, a space and a number of minutes, such as 7411 15."),
                    params={"line": line.strip()[:40]},
                )
            found[match[1]] = int(match[2])
        return found

    def values(self) -> dict[str, Any]:
        """What `save_group` takes: columns and the version that was seen."""
        given = dict(self.cleaned_data)
        abilities = {word.value: given.pop(f"ability_{word.value}") for word in Ability}
        has_plan, seen = given.pop("has_plan"), given.pop("seen")
        given["abilities"] = {word: answer for word, answer in abilities.items() if answer is not None}
        given["themes"] = given["themes"] if has_plan or given["themes"] else None
        return {"fields": given, "seen": seen}


def start_of_group(description: Mapping[str, Any], version: int) -> dict[str, Any]:
    """How the form begins for a group that is there."""
    start = dict(description)
    for word in Ability:
        start[f"ability_{word.value}"] = WORDS.get(start["abilities"].get(word.value), "")
    start["area"] = "\n".join(f"{place} {minutes}" for place, minutes in sorted(start["area"].items()))
    return start | {"has_plan": start["themes"] is not None, "themes": start["themes"] or [], "seen": version}


class SponsorForm(EditForm):
    """Everything a sponsor says of themselves; what is not said stays empty."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = EmailField(label=_("E-mail"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False, max_length=30)
    birth_year = number(_("Year of birth"), 2100, FIRST_BIRTH_YEAR)
    postcode = PostcodeField(label=_("Postcode"), required=False, max_length=10)
    hours_least = number(_("Hours a week, at least"), 80)
    hours_most = number(_("Hours a week, at most"), 80)
    blocks = several(_("When is there time?"))
    transport = several(_("How do you get about?"))
    interests = several(_("What do you like to do?"))
    work_fields = several(_("Where can you open doors?"))
    experience = several(_("With what do you have experience?"))
    away_from = day_field(_("Away from"), required=False)
    away_until = day_field(_("Away until"), required=False)
    counts_as_woman = yes_no(
        _("Do you count as a woman?"),
        _(
            "You need not say. A household with a lone woman or with children is offered only groups with at least two "
            "women; it is used for nothing else, and beside you only who coordinates the programme sees it."
        ),
    )
    seen = hidden_number(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = tuple((self.initial.get("languages") or {}).keys())
        codes = sorted({*sponsorship_settings().languages, *known}, key=spoken)
        self.n_languages = max(LANGUAGES_ASKED, len(known) + 1)
        for place in range(1, self.n_languages + 1):
            words = {"n": place}
            self.fields[f"language_{place}"] = forms.ChoiceField(label=_("Language %(n)s") % words, required=False)
            self.fields[f"level_{place}"] = forms.TypedChoiceField(
                label=_("How well (language %(n)s)") % words, required=False, coerce=int, empty_value=None
            )
            choose(self, f"language_{place}", [("", _("none")), *((code, spoken(code)) for code in codes)])
            levels = [("", _("choose")), *((str(level.value), level.name) for level in SpokenLevel)]
            choose(self, f"level_{place}", levels)
        spoken_ones = [f"{part}_{n}" for n in range(1, self.n_languages + 1) for part in ("language", "level")]
        self.order_fields(["name", "email", "phone", "birth_year", "postcode", *spoken_ones])
        for name, vocabulary in (
            ("blocks", Block),
            ("transport", Transport),
            ("interests", Interest),
            ("work_fields", WorkField),
            ("experience", Experience),
        ):
            choose(self, name, worded(vocabulary))

    def clean(self) -> dict[str, Any]:
        """A language has a level."""
        given = dict(super().clean() or {})
        for place in range(1, self.n_languages + 1):
            if given.get(f"language_{place}") and not given.get(f"level_{place}"):
                self.add_error(f"level_{place}", _("Choose how well the language is spoken."))
        return given

    def values(self) -> dict[str, Any]:
        """What `save_sponsor` takes: columns and the version that was seen."""
        given = dict(self.cleaned_data)
        spoken_ones = {}
        for place in range(1, self.n_languages + 1):
            code, level = given.pop(f"language_{place}"), given.pop(f"level_{place}")
            if code:
                spoken_ones[code] = level
        seen = given.pop("seen")
        return {"fields": {**given, "languages": spoken_ones}, "seen": seen}


def start_of_sponsor(fields: Mapping[str, Any], version: int) -> dict[str, Any]:
    """How the form begins for a sponsor who is there."""
    start = dict(fields)
    for place, (code, level) in enumerate(sorted(start["languages"].items(), key=lambda one: -one[1]), start=1):
        start |= {f"language_{place}": code, f"level_{place}": level}
    return start | {"counts_as_woman": WORDS.get(start["counts_as_woman"], ""), "seen": version}


class NewSponsorForm(SponsorForm):
    """Somebody new, and as what they are in the group."""

    role = forms.ChoiceField(label=_("Role in the group"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "role", worded(GroupRole))
        self.order_fields(["name", "role"])
        self.initial.setdefault("role", GroupRole.MEMBER.value)

    def values(self) -> dict[str, Any]:
        """What `add_sponsor` takes."""
        fields = dict(super().values()["fields"])
        return {"fields": fields, "role": GroupRole(fields.pop("role"))}


class RoleForm(forms.Form):
    """A role in the group for a sponsor of the programme."""

    sponsor = forms.TypedChoiceField(label=_("Who?"), coerce=int)
    role = forms.ChoiceField(label=_("Role in the group"))
    backup = forms.TypedChoiceField(label=_("Who steps in?"), required=False, coerce=int, empty_value=None)
    until_on = day_field(_("Until"), required=False, help_text=_("Empty: a year."))

    def __init__(self, *args: Any, people: Iterable[PersonName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(row.id), row.name) for row in people]
        choose(self, "sponsor", [("", _("Choose a person")), *names])
        choose(self, "backup", [("", _("Nobody yet")), *names])
        choose(self, "role", [("", _("choose")), *worded(GroupRole)])

    def values(self) -> dict[str, Any]:
        """What `join_group` takes."""
        return {**self.cleaned_data, "role": GroupRole(self.cleaned_data["role"])}


class StageForm(EditForm):
    """How far the group is."""

    stage = forms.ChoiceField(label=_("Stage"))
    ready_until = day_field(
        _("Ready until"), required=False, help_text=_("For a group that is ready; empty: half a year from today.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "stage", worded(GroupStage))

    def values(self) -> dict[str, Any]:
        """What `set_stage` takes."""
        return {**self.cleaned_data, "stage": GroupStage(self.cleaned_data["stage"])}


def start_of_stage(group: GroupPage) -> dict[str, Any]:
    """How the form begins for a group that has come so far."""
    until = group.ready_until if group.is_ready else None
    return {"stage": group.stage, "ready_until": until, "seen": rules.stage_mark(group.stage, group.ready_until)}


STATES = {
    ScreeningWorth.VALID: ScreeningState.SEEN_OK,
    ScreeningWorth.RENEWAL_DUE: ScreeningState.SEEN_OK,
    ScreeningWorth.EXPIRED: ScreeningState.SEEN_OK,
    ScreeningWorth.REQUESTED: ScreeningState.REQUESTED,
    ScreeningWorth.NOT_ADMITTED: ScreeningState.NOT_ADMITTED,
}
"""What was recorded of a screening that counts for this."""


class ScreeningForm(EditForm):
    """What was seen, and never the document. `is_sure` is asked only of who is about to take away what counts."""

    kind = forms.ChoiceField(label=_("What was looked at?"))
    state = forms.ChoiceField(label=_("What came of it?"))
    seen_on = day_field(_("Seen on"), required=False)
    valid_until = day_field(
        _("Valid until"), required=False, help_text=_("Empty: three years for a VOG, otherwise without an end.")
    )

    is_sure = forms.BooleanField(label=_("Yes, record this"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, rows: Iterable[ScreeningRow]) -> None:
        known = {row.kind: row for row in rows}
        marks = {
            kind: rules.screening_mark(row.worth, row.seen_on, row.valid_until, row.asked_again_on)
            for kind, row in known.items()
        }
        super().__init__(data, initial={"seen": " ".join(f"{kind}:{seen}" for kind, seen in marks.items())})
        row = known.get(self.data.get("kind", ""))
        if row is not None:
            self.stands = {"state": STATES.get(row.worth, ""), "seen_on": row.seen_on, "valid_until": row.valid_until}
        choose(self, "kind", [("", _("choose")), *worded(ScreeningKind)])
        choose(self, "state", [("", _("choose")), *worded(ScreeningState)])

    def values(self) -> dict[str, Any]:
        """What `record_screening` takes."""
        given = self.cleaned_data
        seen = dict(each.split(":", 1) for each in given["seen"].split() if ":" in each).get(given["kind"], "")
        return {**given, "kind": ScreeningKind(given["kind"]), "state": ScreeningState(given["state"]), "seen": seen}


class ModulesForm(EditForm):
    """On which day each module was followed; empty: not yet."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, N_MODULES + 1):
            self.fields[f"module_{place}"] = day_field(f"{place}. {module(place)}", required=False)

    def values(self) -> dict[str, Any]:
        """The day of each module that was followed, and how it stood."""
        given = ((place, self.cleaned_data[f"module_{place}"]) for place in range(1, N_MODULES + 1))
        return {"days": {place: on for place, on in given if on}, "seen": self.cleaned_data["seen"]}


def start_of_modules(sponsor: SponsorPage) -> dict[str, Any]:
    """How the form begins for what somebody followed until now."""
    days = dict(sponsor.modules or ())
    return {f"module_{number}": on for number, on in days.items()} | {"seen": rules.modules_mark(days)}


class LoginForm(EditForm):
    """Who logs in as this sponsor."""

    person = forms.TypedChoiceField(label=_("Login"), required=False, coerce=int, empty_value=None)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Iterable[PersonName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "person", [("", _("no login")), *((str(row.id), row.name) for row in people)])


def start_of_login(sponsor: SponsorPage) -> dict[str, Any]:
    """How the form begins for who logs in as this sponsor now."""
    return {"person": sponsor.login, "seen": mark(sponsor.login)}
