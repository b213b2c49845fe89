"""Forms of the match: what a household chooses and tells, what is found out of a pair, and who says what when."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, needed_at_times, worded
from hervest.core.names import language_name
from hervest.core.texts import coded, label
from hervest.core.vocabulary import Interpreting
from hervest.households.choice_rules import Given, choice_mark
from hervest.households.vocabulary import HealthHelp, Participation, SaidHow, ShareItem
from hervest.placement.forms import languages_to_choose, reason_field
from hervest.placement.match_gather_queries import Enquiry
from hervest.placement.match_profile_rules import Told, talk_mark
from hervest.placement.match_vocabulary import MAY_CARRY_STONES, ConflictOfInterest, MatchCriterion, WishAnswer
from hervest.sponsorship.vocabulary import Ability, Block, ContactForm, Experience, Interest, Rhythm, Theme, WorkField

Word = TypeVar("Word", bound=StrEnum)

NONE = "none"
"""Ticked: it was asked, and there is nothing. Nothing ticked: it was not asked."""

N_STONES = 3
TELLS: Mapping[str, tuple[type[StrEnum], Any]] = {
    "blocks": (Block, _("When would they like contact?")),
    "interests": (Interest, _("What do they like doing?")),
    "work_hopes": (WorkField, _("In which work or study do they hope to find a place?")),
    "helps_first": (Theme, _("What would help in the first weeks?")),
    "experience": (Experience, _("Which experience would help with what they need?")),
    "contact_forms": (ContactForm, _("How do they like contact best?")),
}
"""What a match conversation asks with a list: field, vocabulary and question."""

OWN_QUESTIONS: Mapping[str, Any] = {
    "blocks": _("When would you like contact?"),
    "interests": _("What do you like doing?"),
    "work_hopes": _("In which work or study do you hope to find a place?"),
    "helps_first": _("What would help you in the first weeks?"),
    "experience": _("Which experience would help with what you need?"),
    "contact_forms": _("How do you like contact best?"),
    "rhythm": _("How often do you like contact?"),
}
"""The same, asked of somebody who answers for their own household."""

SHARED = (ShareItem.CHILDRENS_AGES, ShareItem.INTERESTS, ShareItem.HOPES, ShareItem.ADDRESS)
"""What a group may be shown once a match is confirmed. Telephone is told by people; help with health item by item."""


def words_in(ticked: Collection[str], vocabulary: type[Word]) -> frozenset[Word] | None:
    """What was ticked; None: nothing was, not even that there is nothing."""
    if not ticked:
        return None
    return frozenset(vocabulary(word) for word in ticked if word != NONE)


def ticked(words: frozenset[StrEnum] | None) -> list[str]:
    """The other way round."""
    if words is None:
        return []
    return sorted(word.value for word in words) or [NONE]


class AskMatchForm(forms.Form):
    """Ask that a rule gives way for this pair, and why."""

    reason = reason_field(
        _("Why should the rule give way here?"),
        required=True,
        help_text=_(
            "The colleague who decides reads this. Write about what you arranged; nothing medical, no origin or belief."
        ),
    )


GIVEN = frozenset({"said_on", "language", "interpreting", "how", "was_read_aloud", "was_abroad"})
"""The fields that say how something was said: each time anew."""


class GivenForm(forms.Form):
    """How somebody of a household said something. Source: sponsorship.md, section 2.7."""

    said_on = day_field(_("On which day did they say so?"))
    language = forms.ChoiceField(label=_("In which language?"))
    interpreting = forms.ChoiceField(label=_("Who interpreted?"), widget=forms.RadioSelect)
    how = forms.ChoiceField(label=_("In which form?"), widget=forms.RadioSelect)
    was_read_aloud = forms.BooleanField(label=_("It was read aloud to them"), required=False)
    was_abroad = forms.BooleanField(label=_("They were abroad still"), required=False)

    def __init__(self, *args: Any, languages: Iterable[str], today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"said_on": today, "how": SaidHow.ORAL.value} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        choose(self, "language", languages_to_choose(languages))
        choose(self, "interpreting", worded(Interpreting))
        choose(self, "how", worded(SaidHow))

    def given(self) -> Given:
        """How it was said, of a valid form."""
        said = self.cleaned_data
        return Given(
            language=said["language"],
            interpreting=Interpreting(said["interpreting"]),
            how=SaidHow(said["how"]),
            was_read_aloud=said["was_read_aloud"],
            was_abroad=said["was_abroad"],
            said_on=said["said_on"],
        )


class OwnGivenForm(forms.Form):
    """The same of somebody who writes for themselves: in which language they read it, and who helped."""

    language = forms.ChoiceField(label=_("In which language did you read or hear this?"))
    interpreting = forms.ChoiceField(label=_("Did somebody interpret for you?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, languages: Iterable[str], today: date, **kwargs: Any) -> None:
        here = (get_language() or "nl")[:2]
        kwargs["initial"] = {"language": here} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.today = today
        choose(self, "language", languages_to_choose(languages))
        choose(self, "interpreting", [(word.value, coded("own_interpreting", word.value)) for word in Interpreting])

    def given(self) -> Given:
        """How it was said, of a valid form."""
        said = self.cleaned_data
        return Given(
            language=said["language"],
            interpreting=Interpreting(said["interpreting"]),
            how=SaidHow.WRITTEN,
            was_read_aloud=False,
            was_abroad=False,
            said_on=self.today,
        )


class ChoiceFields(EditForm):
    """Whether one person wants a sponsor group, and what it may see of them once a match is confirmed.

    Nothing is filled in for them; what stands is shown where somebody was first.
    """

    answer = forms.ChoiceField(
        label=_("Do they want a sponsor group?"),
        widget=forms.RadioSelect,
        help_text=_("Free, of volunteers, and never needed for papers, money or a home. A no costs nothing."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    said_anew = GIVEN
    field_order = ("answer", *(f"share_{item}" for item in SHARED), "said_on", "language", "interpreting", "how")
    given: Callable[[], Given]

    unsaid = _("not asked")

    def __init__(self, *args: Any, shares: Mapping[ShareItem, bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "answer", worded(Participation))
        unsaid = {None: self.unsaid, True: _("as it is: yes"), False: _("as it is: no")}
        for item in SHARED:
            self.fields[f"share_{item}"] = forms.ChoiceField(
                label=_("May the group know: %(item)s?") % {"item": label(item)},
                required=False,
                choices=[("", unsaid[shares.get(item)]), ("yes", _("yes")), ("no", _("no"))],
            )
        self.order_fields(self.field_order)

    def choices(self) -> dict[str, Any]:
        """What was chosen, as the action takes it."""
        said = self.cleaned_data
        shares = {item: said[f"share_{item}"] == "yes" for item in SHARED if said[f"share_{item}"]}
        return {
            "answer": Participation(said["answer"]),
            "shares": shares,
            "given": self.given(),
            "seen": said["seen"],
        }

    def begin_at(self, answer: Participation | None, shares: Mapping[ShareItem, bool]) -> None:
        """What the person chose stands so now; what of it was just said here counts already."""
        self.initial["seen"] = choice_mark(answer, shares)
        words = {item: "yes" if may_see else "no" for item, may_see in shares.items()}
        asked = [item for item in SHARED if self.data.get(f"share_{item}")]  # what was not asked changes nothing
        self.stands = {"answer": answer} | {f"share_{item}": words.get(item, "") for item in asked}
        no = [self.data.get("answer") == answer and answer is not Participation.YES]
        self.is_partly_kept = any(no) or "no" in [self.data.get(f"share_{item}") for item in asked]


class ChooseForm(ChoiceFields, GivenForm):
    """The same, as somebody records what a person of the household says."""


class OwnChooseForm(ChoiceFields, OwnGivenForm):
    """The same, as somebody chooses for themselves."""

    unsaid = _("I do not say")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask({"answer": _("Do you want a sponsor group?")})


class HealthFields(EditForm):
    """Which help around health a group may know of: ticked item by item, and nothing that is not ticked."""

    items = forms.TypedMultipleChoiceField(
        label=_("Of which help may the group know?"),
        required=False,
        coerce=HealthHelp,
        choices=lambda: worded(HealthHelp),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked, the group does not know. Never what illness somebody has."),
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    said_anew = GIVEN
    field_order = ("items", "said_on", "language", "interpreting", "how", "was_read_aloud", "was_abroad")
    given: Callable[[], Given]

    def seen_before(self) -> frozenset[HealthHelp] | None:
        """What was ticked when somebody looked, of a valid form; None: it does not say."""
        words = self.cleaned_data["seen"].split()
        return frozenset(item for item in HealthHelp if item in words) if words else None

    def chosen(self) -> dict[str, Any]:
        """As the action takes it, of a valid form."""
        return {"items": self.cleaned_data["items"], "given": self.given(), "seen": self.seen_before()}

    def begin_at(self, items: Collection[HealthHelp]) -> None:
        """So it is ticked now; what was just taken away here is away already."""
        self.initial = {**self.initial, **start_of_health(items)}
        taken = (self.seen_before() or frozenset()) - frozenset(self.cleaned_data["items"])
        self.is_partly_kept = bool(taken)


def start_of_health(items: Collection[HealthHelp]) -> dict[str, Any]:
    """How the form begins where this is ticked."""
    return {"items": list(items), "seen": " ".join(sorted(items)) or NONE}


class HealthForm(HealthFields, GivenForm):
    """The same, as somebody records what a person of the household says."""


class OwnHealthForm(HealthFields, OwnGivenForm):
    """The same, as somebody ticks for themselves."""


class TalkFields(EditForm):
    """A match conversation: every question may be skipped."""

    rhythm = forms.ChoiceField(label=_("How often do they like contact?"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    said_anew = GIVEN
    field_order = (*TELLS, "rhythm", *(f"stone_{no}" for no in range(N_STONES)), "said_on", "language")
    given: Callable[[], Given]

    stone = _("What matters most to them: stone %(no)s")

    def __init__(self, *args: Any, told: Told | None, hides_experience: bool, **kwargs: Any) -> None:
        initial: dict[str, object] = {name: ticked(getattr(told, name)) for name in TELLS} if told else {}
        if told:
            initial |= {"rhythm": told.rhythm or ""}
            initial |= {f"stone_{no}": stone.value for no, stone in enumerate(told.stones)}
        initial["seen"] = talk_mark(told)
        super().__init__(*args, **kwargs | {"initial": initial})
        for name, (vocabulary, question) in TELLS.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=question,
                required=False,
                choices=[*worded(vocabulary), (NONE, _("nothing of these"))],
                widget=forms.CheckboxSelectMultiple,
            )
        choose(self, "rhythm", [("", _("not asked")), *worded(Rhythm)])
        for no in range(N_STONES):
            self.fields[f"stone_{no}"] = forms.ChoiceField(
                label=self.stone % {"no": no + 1},
                required=False,
                choices=[("", _("no stone")), *worded(MAY_CARRY_STONES)],
                help_text=""
                if no
                else _(
                    "A stone makes something count more when a group is looked for. More stones may lie on the same."
                ),
            )
        if hides_experience:
            del self.fields["experience"]
        self.order_fields(self.field_order)

    def told(self) -> Told:
        """What was told, of a valid form."""
        said = self.cleaned_data
        stones = (said[f"stone_{no}"] for no in range(N_STONES))
        return Told(
            blocks=words_in(said["blocks"], Block),
            interests=words_in(said["interests"], Interest),
            work_hopes=words_in(said["work_hopes"], WorkField),
            helps_first=words_in(said["helps_first"], Theme),
            experience=words_in(said.get("experience", ()), Experience),
            contact_forms=words_in(said["contact_forms"], ContactForm),
            rhythm=Rhythm(said["rhythm"]) if said["rhythm"] else None,
            stones=tuple(MatchCriterion(stone) for stone in stones if stone),
        )


class TalkForm(TalkFields, GivenForm):
    """The same, as somebody records what a household tells."""


class OwnTalkForm(TalkFields, OwnGivenForm):
    """The same, as somebody tells it for their own household."""

    stone = _("What matters most to you: stone %(no)s")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = {"experience"} - self.fields.keys()
        self.ask({name: question for name, question in OWN_QUESTIONS.items() if name not in hidden})
        choose(self, "rhythm", [("", _("I do not say")), *worded(Rhythm)])


class EnquiryForm(EditForm):
    """What somebody finds out about a pair before it is proposed. Source: sponsorship.md, section 6.4, H6 to H10."""

    conflicts = forms.MultipleChoiceField(
        label=_("Is somebody of the group also something else to the family?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: nobody asked yet."),
    )
    wishes = forms.ChoiceField(
        label=_("Does the group keep to the wishes that only you read?"), required=False, widget=forms.RadioSelect
    )
    has_interpreter = forms.TypedChoiceField(
        label=_("Is an interpreter arranged for the first weeks?"),
        required=False,
        choices=[("", _("not known")), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda word: word == "yes",
        empty_value=None,
    )
    covered = forms.MultipleChoiceField(
        label=_("What does somebody else take on?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    waived_on = day_field(
        _("The newcomer does without two women in the group: said on"),
        required=False,
        help_text=_("Only their own word, in a talk of their own. Empty: the rule stands."),
    )
    waived_in = forms.ChoiceField(label=_("In which language?"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        before: Enquiry,
        seen: str,
        asks_wishes: bool,
        asks_needs: bool,
        languages: Iterable[str],
    ) -> None:
        initial = {
            "seen": seen,
            "conflicts": ticked(before.conflicts),
            "wishes": before.wishes.value,
            "has_interpreter": {None: "", True: "yes", False: "no"}[before.has_interpreter],
            "covered": sorted(before.covered),
            "waived_on": before.waived_on,
            "waived_in": before.waived_in,
        }
        super().__init__(data, initial=initial)
        here = (get_language() or "nl")[:2]
        choose(self, "conflicts", [*worded(ConflictOfInterest), (NONE, _("no, nobody is"))])
        choose(self, "wishes", worded(WishAnswer))
        choose(self, "covered", worded(Ability))
        choose(self, "waived_in", [("", "–"), *((code, language_name(code, here)) for code in languages)])
        if not asks_wishes:
            del self.fields["wishes"]
        if not asks_needs:
            del self.fields["covered"]

    def clean_waived_in(self) -> str:
        """A waiver has its language."""
        language = str(self.cleaned_data.get("waived_in") or "")
        if self.cleaned_data.get("waived_on") and not language:
            raise forms.ValidationError(_("Say in which language they said so."))
        return language if self.cleaned_data.get("waived_on") else ""

    def found(self) -> Enquiry:
        """What was found out, of a valid form."""
        said = self.cleaned_data
        return Enquiry(
            conflicts=words_in(said["conflicts"], ConflictOfInterest),
            wishes=WishAnswer(said.get("wishes") or WishAnswer.NOT_ASKED),
            has_interpreter=said["has_interpreter"],
            covered=frozenset(Ability(word) for word in said.get("covered", ())),
            waived_on=said["waived_on"],
            waived_in=said["waived_in"],
        )


class RunMatchForm(forms.Form):
    """Work the pairs out: nothing to fill in."""


class ProposeForm(forms.Form):
    """Why this group."""

    reason = needed_at_times(
        reason_field(
            _("Why this group?"),
            required=False,
            help_text=_("Needed when you depart from the proposal. Write nothing medical and nothing of wishes."),
        )
    )


class MatchWordForm(forms.Form):
    """A person's word on a pair, or taking it back."""

    does = forms.ChoiceField(choices=[(word, word) for word in ("lock", "forbid", "take_back")])
    reason = needed_at_times(
        reason_field(
            _("Why?"), required=False, help_text=_("Needed to forbid. Stands with the case; write nothing medical.")
        )
    )
