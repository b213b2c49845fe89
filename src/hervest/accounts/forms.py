"""Forms of the account pages."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.accounts.log_queries import LogFilters
from hervest.accounts.people_queries import PeopleFilters, Workplace, roles_for_filter
from hervest.accounts.people_rules import RESERVED
from hervest.accounts.queries import Colleague, MunicipalityRow
from hervest.accounts.theme_rules import is_colour
from hervest.accounts.vocabulary import LANGUAGES, HeaderStyle, LogKind, OrganisationKind, PersonId, Role
from hervest.core.edits import EditForm
from hervest.core.fields import EmailField, PhoneField, WholeField, day_field
from hervest.core.marks import mark
from hervest.core.texts import label
from hervest.core.vocabulary import Route
from hervest.core.written import LARGEST_KEY


class LanguageForm(forms.Form):
    """The language a person reads."""

    language = forms.ChoiceField(
        label=_("In which language do you want to read Hervest?"), choices=list(LANGUAGES.items())
    )


class LookForm(EditForm):
    """How a municipality looks to everybody who works or lives in it."""

    name = forms.CharField(label=_("Name of the municipality"), max_length=100)
    phone = PhoneField(
        label=_("Telephone number"), required=False, max_length=30, help_text=_("Stands at the foot of every page.")
    )
    colour = forms.CharField(
        label=_("Colour"),
        required=False,
        max_length=7,
        help_text=_("For buttons and links, as # and six figures or letters: #0f5b65. Empty: the colour of Hervest."),
    )
    header = forms.TypedChoiceField(label=_("Bar above the pages"), coerce=HeaderStyle, widget=forms.RadioSelect)
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, at most 500 kB. Empty: it stays as it is.")
    )
    drops_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, place: MunicipalityRow, **kwargs: object) -> None:
        start = {"name": place.name, "phone": place.phone, "colour": place.colour, "header": place.header.value}
        start["seen"] = place.look_mark
        super().__init__(*args, initial=start, **kwargs)  # type: ignore[misc, arg-type]
        _choices(self, "header", [(style.value, label(style)) for style in HeaderStyle])

    def clean_colour(self) -> str:
        """The colour in small letters; the sign before it may be left out."""
        typed = str(self.cleaned_data["colour"]).strip().lower()
        colour = f"#{typed.removeprefix('#')}" if typed else ""
        if colour and not is_colour(colour):
            raise forms.ValidationError(_("Give a colour as # and six figures or letters from a to f: #0f5b65."))
        return colour

    def colours(self) -> dict[str, Any]:
        """What is looked at before anything is saved."""
        return {name: self.cleaned_data[name] for name in ("colour", "header")}

    def values(self) -> dict[str, Any]:
        """The arguments of the action; the logo as its bytes."""
        given = self.cleaned_data
        return given | {"logo": given["logo"].read() if given["logo"] else None}


class SaveViewForm(forms.Form):
    """A name for how a list is looked at; which filters those are stands in the page."""

    name = forms.CharField(label=_("Name of this view"), max_length=60)
    query = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)


class PersonaForm(forms.Form):
    """Which login of the demo to look along with."""

    person = WholeField(least=1, most=LARGEST_KEY)


class PeopleFilterForm(forms.Form):
    """What narrows the list of people: read from the address, so that a list can be kept and shared."""

    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Role"), required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("current", _("Now and later")), ("ended", _("Ended")), ("all", _("All memberships"))],
    )
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("name", _("By name")), ("until", _("By last day"))]
    )

    def __init__(self, *args: object, roles: Iterable[Role], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _choices(self, "role", [("", _("All roles")), *_roles(roles)])

    def filters(self) -> PeopleFilters:
        """What the address asks for; nonsense narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        return PeopleFilters(
            words=given.get("q") or "",
            role=given.get("role") or "",
            show=given.get("show") or "current",
            order=given.get("order") or "name",
        )


class LogFilterForm(forms.Form):
    """What narrows the log: read from the address, so that an answer can be kept and shared."""

    case = forms.RegexField(r"(?i)^\s*[a-z]-[0-9]{1,12}\s*$", label=_("Case"), required=False)
    person = forms.TypedChoiceField(label=_("Person"), coerce=int, empty_value=None, required=False)
    kind = forms.TypedChoiceField(label=_("Kind"), coerce=LogKind, empty_value=None, required=False)
    on = day_field(_("Day"), required=False)
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("newest", _("Newest first")), ("oldest", _("Oldest first"))]
    )

    def __init__(self, *args: object, people: Sequence[tuple[PersonId, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["case"].error_messages["invalid"] = _("A case has a code such as H-0123.")
        _choices(self, "person", [("", _("Everybody")), *people])
        _choices(self, "kind", [("", _("Everything")), *((kind.value, label(kind)) for kind in LogKind)])

    def filters(self) -> LogFilters:
        """What the address asks for."""
        self.is_valid()
        given = self.cleaned_data
        return LogFilters(
            case=(given.get("case") or "").strip().upper(),
            person=given.get("person"),
            kind=given.get("kind"),
            on=given.get("on"),
            oldest_first=given.get("order") == "oldest",
        )


class InviteForm(forms.Form):
    """Somebody new: who, where, with which roles, until when."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = EmailField(label=_("E-mail address"), max_length=150)
    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    roles = forms.TypedMultipleChoiceField(label=_("Roles"), coerce=Role, widget=forms.CheckboxSelectMultiple)
    until_on = day_field(
        _("Last day"), help_text=_("Nobody has a role for ever. After this day it is over, unless you give it longer.")
    )

    def __init__(self, *args: object, places: Sequence[Workplace], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _choices(self, "organisation", [(place.id, place.name) for place in places])
        _role_choices(self, "roles", places)


class GiveRoleForm(forms.Form):
    """Another role for somebody who is known."""

    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    role = forms.TypedChoiceField(label=_("Role"), coerce=Role)
    from_on = day_field(
        _("First day"), required=False, help_text=_("Empty: today. Before this day the role opens nothing.")
    )
    until_on = day_field(_("Last day"))

    def __init__(self, *args: object, places: Sequence[Workplace], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _choices(self, "organisation", [(place.id, place.name) for place in places])
        _role_choices(self, "role", places)


class LastDayForm(EditForm):
    """Until when a membership lasts."""

    until_on = day_field(_("Last day"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, until_on: date) -> None:
        super().__init__(data, initial={"until_on": until_on, "seen": mark(until_on)})


class OrganisationForm(forms.Form):
    """A partner that works for one or more municipalities."""

    name = forms.CharField(label=_("Name"), max_length=150)
    kind = forms.TypedChoiceField(label=_("Kind of organisation"), coerce=OrganisationKind)
    municipalities = forms.MultipleChoiceField(
        label=_("Works for"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: object, places: Sequence[MunicipalityRow], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _choices(self, "kind", [(kind.value, label(kind)) for kind in OrganisationKind])
        _choices(self, "municipalities", [(place.code, place.name) for place in places])


class CoordinatorsForm(EditForm):
    """One caseworker, or nobody, for each route."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, caseworkers: Sequence[Colleague], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        people = [("", _("Nobody: the leads divide these cases")), *((row.id, row.name) for row in caseworkers)]
        for route in Route:
            self.fields[route.value] = forms.TypedChoiceField(
                label=label(route), coerce=int, empty_value=None, required=False, choices=people
            )

    def values(self) -> dict[str, Any]:
        """Who was chosen for each route, and the mark of the choice that was seen."""
        return {
            "people": {route: self.cleaned_data[route.value] for route in Route},
            "seen": self.cleaned_data["seen"],
        }


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[object, object]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _role_choices(form: forms.Form, name: str, places: Sequence[Workplace]) -> None:
    """The roles to give; who cannot give every role reads who can."""
    roles = roles_for_filter(places)
    _choices(form, name, _roles(roles))
    if not RESERVED.intersection(roles):
        form.fields[name].help_text = _("The administrator of Hervest gives the role of privacy officer.")


def _roles(roles: Iterable[Role]) -> list[tuple[str, str]]:
    return [(role.value, label(role)) for role in roles]
