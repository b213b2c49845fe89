"""Forms of a concern about safety: what it is and who reads it, the plan, who was told, and how it ended."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.accounts.vocabulary import PersonId
from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, hidden_number
from hervest.core.texts import label
from hervest.core.vocabulary import MemberNo
from hervest.guidance.safety_actions import Planned, Report
from hervest.guidance.safety_queries import ConcernBeginning
from hervest.guidance.safety_vocabulary import LONGEST_CONCERN, LONGEST_TO_WHOM
from hervest.journey.named_queries import Nameable


def _words(text: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=text,
        required=required,
        max_length=LONGEST_CONCERN,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
    )


def as_choices(people: tuple[Nameable, ...]) -> list[tuple[str, str]]:
    """People of a team with what they are in it, to choose from."""
    return [(str(one.person), f"{one.name}, {label(one.role)}") for one in people]


class ConcernFields(forms.Form):
    """What the concern is about, and about whom."""

    theme = forms.ChoiceField(label=_("What is it about?"))
    member = forms.ChoiceField(label=_("Whom is it about?"), required=False)
    text = _words(
        _("What is the concern?"),
        rows=6,
        help_text=_("What you saw or heard yourself, and when. No diagnosis, no judgement."),
    )

    def __init__(self, *args: Any, start: ConcernBeginning, people: Mapping[MemberNo, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "theme", [("", _("choose")), *((one.key, one.title) for one in start.themes)])
        known = [(str(no), name) for no, name in people.items()]
        choose(self, "member", [("0", _("the whole household")), *known])

    def values(self) -> dict[str, Any]:
        """What is noted, of a valid form."""
        typed = self.cleaned_data
        return {"theme": typed["theme"], "text": typed["text"], "member": MemberNo(int(typed["member"] or 0))}


class NewConcernForm(ConcernFields):
    """The same, and who else reads it."""

    readers = forms.TypedMultipleChoiceField(
        label=_("Who else may read this?"),
        required=False,
        coerce=lambda key: PersonId(int(key)),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As few as possible. Never the one it is about, and nobody who is close to them."),
    )

    def __init__(self, *args: Any, start: ConcernBeginning, **kwargs: Any) -> None:
        super().__init__(*args, start=start, **kwargs)
        choose(self, "readers", as_choices(start.readers))

    def values(self) -> dict[str, Any]:
        """What is noted, of a valid form."""
        return super().values() | {"readers": self.cleaned_data["readers"]}


class ChangeConcernForm(ConcernFields, EditForm):
    """What the concern says from now on."""

    seen = hidden_number()

    def values(self) -> dict[str, Any]:
        """What is changed, of a valid form."""
        return super().values() | {"seen": self.cleaned_data["seen"]}


class ReadersForm(forms.Form):
    """Who else reads it from now on."""

    readers = forms.TypedMultipleChoiceField(
        label=_("Who reads it from now on?"),
        coerce=lambda key: PersonId(int(key)),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are told that they are named, and read all that stands here."),
    )

    def __init__(self, *args: Any, people: tuple[Nameable, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "readers", as_choices(people))


class OneReaderForm(forms.Form):
    """Who of the team reads what nobody reads any more."""

    reader = forms.TypedChoiceField(label=_("Who reads it from now on?"), coerce=lambda key: PersonId(int(key)))

    def __init__(self, *args: Any, people: tuple[Nameable, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "reader", [("", _("choose")), *as_choices(people)])


class PlanForm(EditForm):
    """What is agreed for somebody's safety."""

    danger = _words(_("What is the danger, and when is it greatest?"), required=False)
    agreed = _words(_("What was agreed to stay safe?"), rows=4, help_text=_("Who does what, and from when."))
    whom_to_call = _words(
        _("Whom do they call, in which order?"), required=False, help_text=_("112 always comes first when in danger.")
    )
    reached_by = forms.CharField(
        label=_("How can they be reached safely?"),
        required=False,
        max_length=LONGEST_TO_WHOM,
        help_text=_("For instance: only at work, never by message. Others may hold their telephone."),
    )
    is_made_together = forms.BooleanField(label=_("We made this together with them"), required=False)
    look_again_on = day_field(_("When do you look at it again?"), required=False)
    seen = hidden_number()

    def planned(self) -> Planned:
        """What is agreed, of a valid form."""
        return Planned(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})


AGREED = {"yes": True, "no": False, "unasked": None}


class ToldForm(forms.Form):
    """Who outside was told."""

    route = forms.ChoiceField(label=_("Who was told?"), widget=forms.RadioSelect)
    to_whom = forms.CharField(
        label=_("Who did you speak to?"),
        required=False,
        max_length=LONGEST_TO_WHOM,
        help_text=_("A name or a function."),
    )
    told_on = day_field(_("On which day?"))
    text = _words(_("What was told, and what did they say?"), required=False)
    is_agreed = forms.ChoiceField(label=_("Did the person it is about agree?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, start: ConcernBeginning, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "route", [(one.key, one.title) for one in start.routes])
        answers = {"yes": _("Yes"), "no": _("No"), "unasked": _("Not asked: that was not safe or possible")}
        choose(self, "is_agreed", answers.items())

    def report(self) -> Report:
        """Who was told, of a valid form."""
        return Report(**self.cleaned_data | {"is_agreed": AGREED[self.cleaned_data["is_agreed"]]})


class CloseConcernForm(EditForm):
    """Why a concern is over."""

    why = _words(_("Why is it over?"), help_text=_("What changed, and who said so."))
    seen = hidden_number()
