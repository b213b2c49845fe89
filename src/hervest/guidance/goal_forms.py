"""Forms of goals: what somebody wants and who may read it, a step of it, and in what they take part."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, hidden_number, needed_at_times, worded
from hervest.guidance.goal_actions import TakingPart
from hervest.guidance.goal_queries import ActivityRow, GoalRow, StepRow
from hervest.guidance.goal_vocabulary import (
    LONGEST_GOAL,
    LONGEST_NAME,
    LONGEST_STEP,
    ActivityKind,
    ActivityOutcome,
    GoalReader,
    StepDoer,
)


class GoalForm(EditForm):
    """A goal in somebody's own words, in whatever language, and whom they let read it."""

    text = forms.CharField(
        label=_("What do you want to reach?"),
        max_length=LONGEST_GOAL,
        help_text=_("In your own words and in your own language."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    readers = forms.MultipleChoiceField(
        label=_("Who may read this?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: only you. You can change it at any time."),
    )
    seen = hidden_number()

    def __init__(self, *args: Any, is_self: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "readers", worded(GoalReader))
        if not is_self:
            self.ask({"text": _("What do they want to reach?"), "readers": _("Whom do they let read this?")})
            self.fields["text"].help_text = _("Write down what they say, in their words: it is their goal.")
            self.fields["readers"].help_text = _("Ask them. Nothing ticked: only they themselves, and not you either.")

    def values(self) -> dict[str, Any]:
        """The words and the readers, of a valid form."""
        readers = frozenset(GoalReader(word) for word in self.cleaned_data["readers"])
        return {"text": self.cleaned_data["text"], "readers": readers}


class StepForm(EditForm):
    """One step of a goal, and who takes it."""

    text = forms.CharField(
        label=_("Which step?"),
        max_length=LONGEST_STEP,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Small enough to tick off one day."),
    )
    doer = forms.ChoiceField(label=_("Who does it?"), widget=forms.RadioSelect)
    seen = hidden_number()

    def __init__(self, *args: Any, is_self: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doers = dict(worded(StepDoer))
        if not is_self:
            doers[StepDoer.MYSELF.value] = gettext("the newcomer themselves")
        choose(self, "doer", doers.items())

    def values(self) -> dict[str, Any]:
        """The words and who takes it, of a valid form."""
        return {"text": self.cleaned_data["text"], "doer": StepDoer(self.cleaned_data["doer"])}


class ActivityForm(EditForm):
    """In what somebody takes part, where, from when, and what came of it."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    what = forms.CharField(
        label=_("In a few words"), max_length=LONGEST_STEP, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    organisation = forms.CharField(
        label=_("At which organisation?"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("An employer, a school, a club. A diploma is valued by IDW, for Nuffic and SBB."),
    )
    from_on = day_field(_("From which day?"))
    outcome = forms.ChoiceField(label=_("How is it now?"), widget=forms.RadioSelect)
    until_on = needed_at_times(
        day_field(_("Until which day?"), required=False, help_text=_("Only when it ended, or when the end is known."))
    )
    came_of_it = forms.CharField(
        label=_("What came of it?"),
        required=False,
        max_length=LONGEST_STEP,
        help_text=_("A contract, a certificate, the level of a diploma, new friends."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    seen = hidden_number()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", worded(ActivityKind))
        choose(self, "outcome", worded(ActivityOutcome))

    def taking(self) -> TakingPart:
        """In what they take part, of a valid form."""
        typed = self.cleaned_data
        return TakingPart(
            kind=ActivityKind(typed["kind"]),
            what=typed["what"],
            organisation=typed["organisation"],
            from_on=typed["from_on"],
            until_on=typed["until_on"],
            outcome=ActivityOutcome(typed["outcome"]),
            came_of_it=typed["came_of_it"],
        )


class ChangeStepForm(StepForm):
    """The same of a step that is there, and on which day it was taken."""

    done_on = day_field(_("On which day was it done?"), required=False, help_text=_("Empty: not done yet."))
    field_order = ("text", "doer", "done_on", "seen")

    def values(self) -> dict[str, Any]:
        """The words, who takes it and when it was taken, of a valid form."""
        return {**super().values(), "done_on": self.cleaned_data["done_on"]}


def as_goal(row: GoalRow) -> dict[str, Any]:
    """What a form begins with that changes a goal."""
    return {"text": row.text, "readers": [word.value for word in row.readers], "seen": row.n_changed}


def as_step(row: StepRow) -> dict[str, Any]:
    """What a form begins with that changes a step."""
    return {"text": row.text, "doer": row.doer.value, "done_on": row.done_on, "seen": row.n_changed}


def as_activity(row: ActivityRow) -> dict[str, Any]:
    """What a form begins with that changes an activity."""
    return {
        "kind": row.kind.value,
        "what": row.what,
        "organisation": row.organisation,
        "from_on": row.from_on,
        "outcome": row.outcome.value,
        "until_on": row.until_on,
        "came_of_it": row.came_of_it,
        "seen": row.n_changed,
    }
