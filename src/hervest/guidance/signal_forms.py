"""Forms of signals: raising one, what was done, how it ended, who is asked; and of the wish to meet others."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.accounts.vocabulary import PersonId
from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, hidden_number, worded
from hervest.core.vocabulary import MemberNo
from hervest.guidance.peer_queries import OwnPeers
from hervest.guidance.safety_vocabulary import LONGEST_CONCERN, LONGEST_TO_WHOM
from hervest.guidance.signal_actions import Raised
from hervest.guidance.signal_queries import RaiseBeginning, SignalFilters, TriagersPage
from hervest.guidance.signal_vocabulary import (
    AboutKind,
    PeerState,
    Raiser,
    SeenHow,
    SignalKind,
    SignalOutcome,
    SignalState,
)


def _words(text: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=text,
        required=required,
        max_length=LONGEST_CONCERN,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
    )


class RaiseForm(forms.Form):
    """What somebody saw, heard or lives through. What is asked depends on from where they raise it."""

    danger = forms.ChoiceField(label=_("Is somebody in danger now?"), widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("A worry, or did something happen?"), widget=forms.RadioSelect)
    about = forms.ChoiceField(label=_("Whom is it about?"))
    text = _words(_("What did you see or hear?"), help_text=_("Facts, and when. No diagnosis, no judgement."))
    seen_how = forms.ChoiceField(label=_("How do you know?"))
    happened_on = day_field(_("On which day?"), required=False)
    wanted = _words(_("What does the person it is about want?"), rows=2, required=False)
    to = forms.ChoiceField(
        label=_("Who may read it?"),
        required=False,
        help_text=_("Only this person reads it. If they stop working here, who looks at such messages reads it."),
    )

    def __init__(self, *args: Any, start: RaiseBeginning, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "danger", (("yes", _("Yes, now")), ("no", _("No, not now"))))
        choose(self, "theme", [(one.key, one.title) for one in start.themes])
        choose(self, "about", [("", _("choose")), *_abouts(start)])
        if start.raiser is Raiser.HOUSEHOLD:
            self.fields["theme"].label = _("What is the matter?")
            self.fields["text"].label = _("Tell it in your own words")
            self.fields["text"].help_text = _("In your own language is fine. Nobody you live with reads this.")
            choose(self, "to", [("", _("Who looks at these messages here")), *map(_named, start.readers)])
            for name in ("kind", "seen_how", "happened_on", "wanted"):
                del self.fields[name]
        else:
            choose(self, "kind", worded(SignalKind))
            choose(self, "seen_how", worded(SeenHow))
            del self.fields["to"]

    def raised(self) -> Raised:
        """The signal, of a valid form."""
        typed = self.cleaned_data
        about, member, helper = _about_of(typed["about"])
        return Raised(
            theme=typed["theme"],
            text=typed["text"],
            about=about,
            member=member,
            helper=helper,
            kind=SignalKind(typed.get("kind") or SignalKind.SIGNAL),
            is_urgent=typed["danger"] == "yes",
            wanted=typed.get("wanted", ""),
            seen_how=typed.get("seen_how", ""),
            happened_on=typed.get("happened_on"),
            to=PersonId(int(typed["to"])) if typed.get("to") else None,
        )


def _named(one: tuple[PersonId, str]) -> tuple[str, str]:
    return str(one[0]), one[1]


def _abouts(start: RaiseBeginning) -> list[tuple[str, str]]:
    """Of whom it can be, in words."""
    plain = {
        AboutKind.HOUSEHOLD.value: _("All of us") if start.raiser is Raiser.HOUSEHOLD else _("the whole household"),
        AboutKind.GROUP.value: _("The sponsor group"),
        AboutKind.OTHER.value: _("Somebody else"),
    }
    words = {key: plain.get(key, name) for key, name in start.abouts}
    if start.own in words:
        words[start.own] = _("Me")
    own_first = sorted(words.items(), key=lambda one: one[0] != start.own)
    return [(key, str(name)) for key, name in own_first]


def _about_of(key: str) -> tuple[AboutKind, MemberNo, PersonId | None]:
    if key.startswith("m") and key[1:].isdigit():
        return AboutKind.MEMBER, MemberNo(int(key[1:])), None
    if key.startswith("p") and key[1:].isdigit():
        return AboutKind.HELPER, MemberNo(0), PersonId(int(key[1:]))
    return AboutKind(key), MemberNo(0), None


class StepForm(forms.Form):
    """What was done about a signal."""

    text = _words(_("What did you do, and what was agreed?"))


class CloseSignalForm(EditForm):
    """What came of a signal."""

    outcome = forms.ChoiceField(label=_("What came of it?"), widget=forms.RadioSelect)
    text = _words(
        _("In a few words"), help_text=_("Only who is named for it reads this. Who raised it reads that it is closed.")
    )
    seen = hidden_number()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "outcome", worded(SignalOutcome))

    def values(self) -> dict[str, Any]:
        """How it ended, of a valid form."""
        return self.cleaned_data | {"outcome": SignalOutcome(self.cleaned_data["outcome"])}


class SignalFilterForm(forms.Form):
    """What the list is narrowed to; nonsense narrows nothing."""

    state = forms.ChoiceField(label=_("How far"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)

    def __init__(self, *args: Any, themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "state", [("", _("All that is open")), *worded(SignalState)])
        choose(self, "theme", [("", _("All themes")), *themes])

    def filters(self) -> SignalFilters:
        """The filters."""
        self.is_valid()
        return SignalFilters(self.cleaned_data.get("state", ""), self.cleaned_data.get("theme", ""))


class TriagerForm(forms.Form):
    """Whom a municipality asks to look at signals."""

    person = forms.TypedChoiceField(label=_("Who"), coerce=lambda key: PersonId(int(key)))
    theme = forms.ChoiceField(label=_("For which theme"), required=False)
    is_deputy = forms.BooleanField(label=_("Only as a deputy: is told if it is urgent or late"), required=False)

    def __init__(self, *args: Any, start: TriagersPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "person", [("", _("choose")), *map(_named, start.can)])
        themes = [(one.key, one.title) for one in start.themes]
        choose(self, "theme", [("", _("every theme nobody is named for")), *themes])


class PeerForm(forms.Form):
    """With whom somebody would like to be in touch, and how they can be reached safely."""

    text = _words(
        _("With whom would you like to talk?"),
        help_text=_("Tell only what you want to tell. You need no reason."),
    )
    reached_by = forms.CharField(
        label=_("How can we reach you safely?"),
        required=False,
        max_length=LONGEST_TO_WHOM,
        help_text=_("For instance: only tell me when we meet."),
    )
    to = forms.TypedChoiceField(
        label=_("Who may read it?"),
        coerce=lambda key: PersonId(int(key)),
        help_text=_("Only this person reads it. If they stop working here, who looks at such messages reads it."),
    )

    def __init__(self, *args: Any, start: OwnPeers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "to", [("", _("choose")), *map(_named, start.readers)])


class AnswerPeerForm(EditForm):
    """How far the wish is, and what the person who has it reads."""

    state = forms.ChoiceField(label=_("How far is it?"), widget=forms.RadioSelect)
    answer = _words(
        _("What do you tell them?"),
        required=False,
        help_text=_("They read this on their own page. No names of others."),
    )
    seen = hidden_number()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "state", worded(PeerState))

    def values(self) -> dict[str, Any]:
        """The answer, of a valid form."""
        return self.cleaned_data | {"state": PeerState(self.cleaned_data["state"])}
