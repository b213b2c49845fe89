"""Forms of a proposed match: what a second person finds, who answers what, how they meet, and how it goes on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, hidden_number, needed_at_times, time_field, worded
from hervest.core.texts import coded
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.placement.forms import languages_to_choose, reason_field
from hervest.placement.match_forms import GivenForm, OwnGivenForm
from hervest.placement.match_state_vocabulary import GroupNo, IntroPlace, IntroPlan, MatchEnd, MatchEvent


class CheckForm(forms.Form):
    """What the second pair of eyes finds."""

    is_right = forms.TypedChoiceField(
        label=_("What do you find?"),
        choices=[("yes", _("Nothing speaks against asking the household")), ("no", _("This is not to be asked"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    text = needed_at_times(
        reason_field(
            _("Why?"), required=False, help_text=_("Needed when it is not to be asked. Write nothing medical.")
        )
    )


NOES = frozenset({MatchEvent.NEWCOMER_NO, MatchEvent.GROUP_NO})


def in_order(events: Collection[MatchEvent]) -> list[MatchEvent]:
    """As they are offered: a yes always before a no, which ends something."""
    return sorted((event for event in MatchEvent if event in events), key=NOES.__contains__)


class EventForm(forms.Form):
    """Which of the events that can happen now did; of one that could when it was asked, that it cannot any more."""

    event = forms.TypedChoiceField(label=_("What happened?"), coerce=MatchEvent, widget=forms.RadioSelect)

    def __init__(self, *args: Any, events: Collection[MatchEvent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].error_messages["invalid_choice"] = coded("error", "match_wrong_moment")
        choose(self, "event", worded(in_order(events)))


class HouseholdAnswerForm(EventForm, GivenForm):
    """What the household says, as somebody records it."""

    text = reason_field(_("In their own words"), required=False, help_text=_("Needed for nothing: a no has no reason."))
    field_order = ("event", "text", "said_on", "language", "interpreting", "how", "was_read_aloud", "was_abroad")


class OwnAnswerForm(EventForm, OwnGivenForm):
    """What a newcomer says for themselves."""

    text = reason_field(
        _("Your question, or anything you want to say"),
        required=False,
        help_text=_("You may write in your own language. Leave it empty if you would rather talk: somebody calls you."),
    )
    field_order = ("event", "text", "language", "interpreting")

    def __init__(self, *args: Any, events: Collection[MatchEvent], **kwargs: Any) -> None:
        super().__init__(*args, events=events, **kwargs)
        is_only_no = set(events) == {MatchEvent.NEWCOMER_NO}
        self.fields["event"].label = _("Do you want to stop with this group?") if is_only_no else _("Your answer")
        words = [
            (event.value, _("Yes, I want to stop") if is_only_no else coded("own_answer", event.value))
            for event in in_order(events)
        ]
        choose(self, "event", words)


class ReplyForm(forms.Form):
    """What the household is told that asked something first."""

    text = reason_field(
        _("Your answer"),
        required=True,
        help_text=_("The household reads it. Write plainly, and have it read aloud in their language if that helps."),
    )


class GroupReplyForm(forms.Form):
    """What the group is told that asked something first."""

    text = reason_field(
        _("Your answer"),
        required=True,
        help_text=_(
            "Everybody in the group reads it. Tell no more of the family than the card does: no name, no origin."
        ),
    )


class GroupAnswerForm(EventForm):
    """What the group says; to who coordinates it, and is not in it, it speaks of the group."""

    because = needed_at_times(
        forms.TypedChoiceField(
            label=_("If no: why?"), required=False, coerce=GroupNo, empty_value=None, widget=forms.RadioSelect
        )
    )
    text = reason_field(
        _("Your question, or anything to add"),
        required=False,
        help_text=_("Whoever makes the match reads it; the family does not."),
    )

    def __init__(self, *args: Any, events: Collection[MatchEvent], is_ours: bool, **kwargs: Any) -> None:
        super().__init__(*args, events=events, **kwargs)
        is_only_no = set(events) == {MatchEvent.GROUP_NO}
        if is_ours:
            stop, answer = _("Do you want to stop with this household?"), _("Your answer")
        else:
            stop, answer = _("Does the group want to stop with this household?"), _("The answer of the group")
            self.fields["text"].label = _("The question of the group, or anything it adds")
        self.fields["event"].label = stop if is_only_no else answer
        choose(self, "because", worded(GroupNo))


class IntroForm(EditForm):
    """When, where and with whom household and group meet."""

    meets_on = day_field(_("On which day?"))
    meets_at = time_field(_("At what time?"))
    place = forms.TypedChoiceField(
        label=_("How do they meet?"),
        coerce=IntroPlace,
        widget=forms.RadioSelect,
        help_text=_("Not at the family's home: the group learns the address only after the arrival."),
    )
    directions = reason_field(
        _("Which place, or how to take part?"),
        required=False,
        help_text=_("Both sides read this. Write no address of the family, and nothing medical."),
    )
    language = forms.ChoiceField(label=_("In which language?"))
    interpreting = forms.TypedChoiceField(label=_("Who interprets?"), coerce=Interpreting, widget=forms.RadioSelect)
    joins = forms.TypedMultipleChoiceField(
        label=_("Who of the household joins?"),
        coerce=lambda no: MemberNo(int(no)),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ask each of them. The group learns the first names of who is ticked, and of nobody else."),
    )
    seen = hidden_number()

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        planned: IntroPlan | None,
        seen: int,
        people: Mapping[MemberNo, str],
        languages: Iterable[str],
    ) -> None:
        super().__init__(data)
        self.begin_at(planned, seen)
        choose(self, "place", worded(IntroPlace))
        choose(self, "language", languages_to_choose(languages))
        choose(self, "interpreting", [(word.value, coded("meets_with", word.value)) for word in Interpreting])
        choose(self, "joins", [(str(no), name) for no, name in sorted(people.items())])

    def begin_at(self, planned: IntroPlan | None, seen: int) -> None:
        """So it is planned now."""
        self.initial = {"seen": seen}
        if planned is not None:
            self.initial |= asdict(planned) | {"joins": sorted(str(no) for no in planned.joins)}

    def plan(self) -> IntroPlan:
        """What was planned, of a valid form."""
        said = self.cleaned_data
        return IntroPlan(
            meets_on=said["meets_on"],
            meets_at=said["meets_at"],
            place=said["place"],
            directions=said["directions"],
            language=said["language"],
            interpreting=said["interpreting"],
            joins=frozenset(said["joins"]),
        )


class GoOnForm(EventForm):
    """How a match goes on, or ends."""

    end = needed_at_times(
        forms.TypedChoiceField(
            label=_("If it ends: how?"), required=False, coerce=MatchEnd, empty_value=None, widget=forms.RadioSelect
        )
    )
    had_final_review = forms.BooleanField(label=_("The final talk was held, apart and together"), required=False)
    text = reason_field(
        _("Anything to add"), required=False, help_text=_("Stands with the match; write nothing medical.")
    )

    def __init__(self, *args: Any, events: Collection[MatchEvent], **kwargs: Any) -> None:
        super().__init__(*args, events=events, **kwargs)
        choose(self, "end", worded(end for end in MatchEnd if end is not MatchEnd.ENDED_BY_NEWCOMER))
        if MatchEvent.END not in events:
            del self.fields["end"], self.fields["had_final_review"]

    def clean(self) -> dict[str, Any]:
        """How it ends counts for an end alone: a radio that was chosen cannot be taken back."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("event") is not MatchEvent.END:
            cleaned |= {"end": None, "had_final_review": False}
        return cleaned
