"""Forms of explaining again: when a topic is explained to whom, and what became of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hervest.accounts.vocabulary import PersonId
from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, hidden_number, needed_at_times, worded
from hervest.core.names import language_name
from hervest.core.texts import coded, label
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.guidance.explaining_rules import ALL_OF_THEM, Given, Planned
from hervest.guidance.vocabulary import LONGEST_NOTE, LONGEST_WORDS, Shows, Understood
from hervest.journey.contact_vocabulary import ForWhom, TopicKey
from hervest.journey.topic_queries import topic_titles

YES, NO = "yes", "no"
LONGEST_MOMENT = 10


class ShowForm(forms.Form):
    """What narrows the page: read from the address."""

    show = forms.ChoiceField(label=_("Show"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "show", worded(Shows))

    def shows(self) -> Shows:
        """What was asked; nonsense asks for everything."""
        wanted = self.cleaned_data.get("show") if self.is_valid() else ""
        return Shows(wanted) if wanted else Shows.ALL


class ExplainingForm(EditForm):
    """What planning and recording ask alike: which topic, to whom, by whom, in which language."""

    topic = forms.ChoiceField(label=_("Which topic?"))
    people = forms.MultipleChoiceField(label=_("To whom?"), widget=forms.CheckboxSelectMultiple)
    explainer = forms.ChoiceField(label=_("Who explains?"), required=False)
    language = forms.ChoiceField(label=_("In which language?"), required=False)
    interpreting = forms.ChoiceField(label=_("Who interprets?"), required=False, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What should your colleagues know of it?"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("Nothing medical. The household does not read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    moment = forms.CharField(required=False, max_length=LONGEST_MOMENT, widget=forms.HiddenInput)
    seen = hidden_number()

    def __init__(
        self,
        *args: Any,
        people: Mapping[MemberNo, str],
        languages: Iterable[str],
        explainers: Mapping[PersonId, str],
        is_stored: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "topic", [("", _("choose a topic")), *topic_titles().items()])
        named = [(str(no), name) for no, name in people.items()]
        choose(self, "people", [(str(ALL_OF_THEM), label(ForWhom.HOUSEHOLD)), *named])
        choose(self, "explainer", [("", _("not known yet")), *((str(key), name) for key, name in explainers.items())])
        here = (get_language() or "nl")[:2]
        spoken = [(code, language_name(code, here)) for code in languages]
        choose(self, "language", [("", _("choose the language")), *spoken])
        choose(self, "interpreting", worded(Interpreting))
        if is_stored:  # which topic and to whom stays: another one is another explanation
            del self.fields["topic"], self.fields["people"], self.fields["moment"]
        else:
            del self.fields["seen"]

    def members(self) -> frozenset[MemberNo]:
        """To whom, of a valid form; to nobody by name is to all of them."""
        chosen = frozenset(MemberNo(int(no)) for no in self.cleaned_data["people"])
        return frozenset() if ALL_OF_THEM in chosen else chosen

    def explained_by(self) -> PersonId | None:
        """Who explains, of a valid form."""
        return PersonId(int(self.cleaned_data["explainer"])) if self.cleaned_data["explainer"] else None

    def interpreted(self) -> Interpreting | None:
        """Who interprets, of a valid form."""
        word = self.cleaned_data["interpreting"]
        return Interpreting(word) if word else None


class PlanForm(ExplainingForm):
    """When a topic is explained, or that it is not needed here."""

    planned_on = day_field(_("On which day?"), required=False)
    is_needless = forms.BooleanField(label=_("This topic is not needed here; the note says why"), required=False)
    field_order = ("topic", "people", "planned_on", "explainer", "language", "interpreting", "note", "is_needless")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed_at_times(self.fields["planned_on"])

    def planned(self, stored: Planned | None = None) -> Planned:
        """What was planned, of a valid form; topic and listeners of what is `stored` stay."""
        typed = self.cleaned_data
        return Planned(
            topic=stored.topic if stored else TopicKey(typed["topic"]),
            members=stored.members if stored else self.members(),
            on=None if typed["is_needless"] else typed["planned_on"],
            explainer=self.explained_by(),
            language=typed["language"],
            interpreting=self.interpreted(),
            note=typed["note"],
            is_needless=typed["is_needless"],
        )


class GivenForm(ExplainingForm):
    """That a topic was explained, and what of it was understood."""

    given_on = day_field(_("On which day was it explained?"))
    understood = forms.ChoiceField(label=_("Was it understood?"), widget=forms.RadioSelect)
    said_back = forms.ChoiceField(
        label=_("Did they say it back in their own words?"), required=False, widget=forms.RadioSelect
    )
    own_words = forms.CharField(
        label=_("What did they say, in short?"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_("For instance: first I call the GP, and 112 only when there is danger."),
    )
    contact = hidden_number(required=False)
    field_order = (
        "topic",
        "people",
        "given_on",
        "language",
        "interpreting",
        "understood",
        "said_back",
        "own_words",
        "explainer",
        "note",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "understood", worded(Understood))
        choose(self, "said_back", [(YES, _("yes")), (NO, _("no"))])
        self.fields["explainer"].label = _("Who explained it?")
        self.fields["interpreting"].label = _("Who interpreted?")
        for name, code in (("language", "explained_in_which_language"), ("interpreting", "explained_who_interpreted")):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = coded("error", code)
        if "seen" in self.fields:
            del self.fields["contact"]

    def planned(self) -> Planned:
        """Topic and listeners, of a valid form for what was not planned."""
        return Planned(topic=TopicKey(self.cleaned_data["topic"]), members=self.members())

    def given(self) -> Given:
        """What became of it, of a valid form; words of their own say by themselves that they said it back."""
        typed = self.cleaned_data
        return Given(
            on=typed["given_on"],
            understood=Understood(typed["understood"]),
            is_said_back=True if typed["own_words"] else {YES: True, NO: False}.get(typed["said_back"]),
            own_words=typed["own_words"],
            explainer=self.explained_by(),
            language=typed["language"],
            interpreting=self.interpreted(),
            note=typed["note"],
        )


def as_stands(planned: Planned, seen: int) -> dict[str, Any]:
    """What a form begins with that changes what was planned."""
    return {
        "topic": planned.topic,
        "people": [str(no) for no in sorted(planned.members)] or [str(ALL_OF_THEM)],
        "planned_on": planned.on,
        "explainer": str(planned.explainer or ""),
        "language": planned.language,
        "interpreting": planned.interpreting.value if planned.interpreting else "",
        "note": planned.note,
        "is_needless": planned.is_needless,
        "seen": seen,
    }


def as_told(given: Given) -> dict[str, Any]:
    """What a form begins with that corrects what became of it."""
    said_back = {True: YES, False: NO, None: ""}[given.is_said_back]
    return {
        "given_on": given.on,
        "understood": given.understood.value,
        "said_back": said_back,
        "own_words": given.own_words,
    }
