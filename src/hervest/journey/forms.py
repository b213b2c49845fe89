"""Forms of plan, tasks and team: the shape of what is typed, nothing decided."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hervest.accounts.queries import Colleague
from hervest.accounts.vocabulary import PersonId, Role
from hervest.core.edits import EditForm
from hervest.core.fields import day_field, hidden_number, needed_at_times
from hervest.core.marks import mark
from hervest.core.texts import day_in_words, label
from hervest.journey.asked_queries import DaysAsked
from hervest.journey.preview_queries import MilestoneNow
from hervest.journey.seat_queries import SeatToSay
from hervest.journey.team_rules import fitting_roles
from hervest.journey.template import PostedMilestone
from hervest.journey.template_defaults import team_relations, team_roles
from hervest.journey.vocabulary import LONGEST_OFFER, LONGEST_TITLE, Asks, TaskState, TeamRole
from hervest.journey.work_row_queries import WorkRow
from hervest.journey.worklist_rules import MAY_FOLLOW, state_mark


def reason_field(*, required: bool = True, help_text: Any = None) -> forms.CharField:
    """A field for the reason of a decision."""
    return forms.CharField(
        label=_("Why?"),
        required=required,
        max_length=2000,
        help_text=help_text or _("Stands with the case. Write nothing medical."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MoveMilestoneForm(forms.Form):
    """On which day a milestone falls, and from which version of the plan that was decided."""

    on = day_field(_("On which day?"))
    is_actual = forms.TypedChoiceField(
        label=_("Is it planned, or has it happened?"),
        choices=[("no", _("It is planned for this day")), ("yes", _("It has happened on this day"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    reason = reason_field()
    seen = hidden_number()
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def confirms(self) -> bool:
        """Whether what was looked at is to be applied; a day that was never looked at is shown first."""
        if "confirm" not in self.data:
            return False
        if self.cleaned_data["shown"] != self._looks_like():
            self.add_error(None, _("You had not looked at this day yet. See below what it does, then apply it."))
            return False
        return True

    def has_shown(self, version: int) -> None:
        """The page shows what the form does to this version of the plan: that is what a confirmation confirms."""
        self.data = dict(self.data.items()) | {"seen": str(version), "shown": self._looks_like()}

    def values(self) -> dict[str, Any]:
        """What the person decided, and on which version of the plan."""
        return {name: self.cleaned_data[name] for name in ("on", "is_actual", "reason", "seen")}

    def _looks_like(self) -> str:
        on, is_actual = self.cleaned_data["on"], self.cleaned_data["is_actual"]
        return f"{on.isoformat()} {'yes' if is_actual else 'no'}"


class FinishForm(forms.Form):
    """When a task was done, and the dates of the milestones it asks for."""

    done_on = day_field(_("On which day was it done?"))
    reason = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        help_text=_("Write nothing medical."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, days: DaysAsked, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["reason"].label, self.fields["reason"].required = _("Why go on already?"), True
        self.asks, self.stands, self.unseen = days.asked, days.stands, days.unseen
        for asked in self.asks:
            known = days.known.get(asked.milestone)
            self.fields[asked.milestone.value] = day_field(
                _("Date of: %(milestone)s") % {"milestone": label(asked.milestone)},
                required=asked.asks is Asks.ALWAYS and known is None,
                help_text=_day_help(asked, known),
            )

    def clean(self) -> dict[str, Any]:
        """A day that was asked when the page was opened, and stands by now, is not left out unsaid."""
        texts = {
            **dict.fromkeys(self.stands, pgettext_lazy("error", "milestone_stands")),
            **dict.fromkeys(self.unseen, pgettext_lazy("error", "milestone_known_unseen")),
        }
        for milestone, text in texts.items():
            if self.data.get(milestone.value):
                self.add_error(None, forms.ValidationError(text, params={"milestone": label(milestone)}))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """Day, note, and the milestones' dates that were filled in."""
        given = {asked.milestone: self.cleaned_data.get(asked.milestone.value) for asked in self.asks}
        return {
            "done_on": self.cleaned_data["done_on"],
            "reason": self.cleaned_data["reason"],
            "dates": {milestone: on for milestone, on in given.items() if on},
        }


def _day_help(asked: PostedMilestone, known: date | None) -> str:
    if known is not None:
        text = _("Recorded already: %(day)s. Leave this empty if that day is right.")
        return text % {"day": day_in_words(known, with_year=True)}
    return "" if asked.asks is Asks.ALWAYS else gettext("Only if it has happened.")


class StateForm(EditForm):
    """What becomes of a task that is not finished: nothing of it is filled in before somebody chose.

    Of one that waits stands that it does, and for whom: a new name is enough for it to wait for somebody else.
    """

    state = forms.TypedChoiceField(label=_("What happens with this task?"), coerce=TaskState, widget=forms.RadioSelect)
    waiting_for = needed_at_times(
        forms.CharField(
            label=_("Waiting for whom?"),
            required=False,
            max_length=200,
            help_text=_("Only if the task waits for somebody."),
        )
    )
    reason = needed_at_times(
        reason_field(
            required=False,
            help_text=_(
                "Needed when the task is not needed or is opened again. Stands with the case. Write nothing medical."
            ),
        )
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, row: WorkRow) -> None:
        seen = state_mark(row.state, row.waiting_for, row.reason)
        waits = {"state": row.state, "waiting_for": row.waiting_for} if row.state is TaskState.WAITING_FOR else {}
        super().__init__(data, initial={"seen": seen, **waits})
        self.stands = {"state": row.state, "waiting_for": row.waiting_for, "reason": row.reason}
        self.states = [state for state in TaskState if state in MAY_FOLLOW[row.state] and state is not TaskState.DONE]
        is_older = bool(data) and data.get("seen", "") not in {"", seen}
        self._offer(TaskState if is_older else self.states)  # who chose what was offered then sees both

    def _offer(self, states: Iterable[TaskState]) -> None:
        field = self.fields["state"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(state.value, label(state)) for state in states]

    @property
    def leaves_out_a_name(self) -> bool:
        """Whether a name was typed though the task waits for nobody. Holds: the form is valid."""
        said, typed = self.cleaned_data, "waiting_for" in self.changed_data
        return typed and bool(said["waiting_for"].strip()) and said["state"] is not TaskState.WAITING_FOR

    def show_both(self) -> None:
        """As an `EditForm`; what is offered is what can still become of the task."""
        super().show_both()
        self._offer(self.states)


class PostponeForm(EditForm):
    """Another day for a task."""

    due_on = day_field(_("Until which day?"))
    reason = reason_field()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, due_on: date | None) -> None:
        super().__init__(data, initial={"due_on": due_on, "seen": mark(due_on)})


class DoerForm(forms.Form):
    """To whom a task is given."""

    person = forms.TypedChoiceField(label=_("Who does this task?"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, colleagues: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Whoever has the role")), *people_choices(colleagues)]


class AssignForm(EditForm, DoerForm):
    """To whom a task is given that stands in the plan."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, person: PersonId | None, colleagues: Iterable[Colleague]) -> None:
        seen = mark(person)
        super().__init__(data, colleagues=colleagues, initial={"person": person, "seen": seen})


class AddTaskForm(DoerForm):
    """A task of one's own."""

    title = forms.CharField(
        label=_("What has to happen?"), max_length=LONGEST_TITLE, help_text=_("Write nothing medical.")
    )
    due_on = day_field(_("Before which day?"))

    field_order = ["title", "due_on", "person"]


class JoinForm(forms.Form):
    """Somebody new in the case team."""

    person = forms.TypedChoiceField(label=_("Who?"), coerce=int)
    role = forms.TypedChoiceField(label=_("As what?"), coerce=TeamRole)
    until_on = day_field(_("Until which day?"), help_text=_("From the day after, this person sees nothing of it."))

    def __init__(self, *args: Any, colleagues: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person, role = self.fields["person"], self.fields["role"]
        assert isinstance(person, forms.TypedChoiceField)
        assert isinstance(role, forms.TypedChoiceField)
        people = tuple(colleagues)
        held = frozenset(Role(role) for row in people for role in row.roles)
        roles = [(role.value, label(role)) for role in fitting_roles(team_roles(), team_relations(), held)]
        person.choices = [("", _("Choose a person")), *people_choices(people)]
        role.choices = [("", _("Choose a role")), *roles]


class SeatForm(EditForm):
    """Who does it while somebody of the team is away, and what they do for the household."""

    deputy = forms.TypedChoiceField(
        label=_("Deputy"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("A deputy sees the case only once you add them to the team."),
    )
    offers = forms.CharField(
        label=_("What does this person do for the household?"),
        required=False,
        max_length=LONGEST_OFFER,
        help_text=_(
            "For instance: visits each week, and goes along to the bank. Nothing on health or money. Who works on this"
            " case reads it; the household and a sponsor group do not."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, seat: SeatToSay) -> None:
        super().__init__(data, initial={"deputy": seat.deputy, "offers": seat.offers, "seen": seat.seen})
        field = self.fields["deputy"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Nobody yet")), *people_choices(seat.can_be_deputy)]
        if not seat.can_be_deputy:
            field.help_text = _("Nobody else here has a role with which they may do this.")


def people_choices(colleagues: Iterable[Colleague]) -> list[tuple[str, str]]:
    """Colleagues with their organisation, as choices."""
    return [(str(row.id), f"{row.name} · {row.organisation}") for row in colleagues]


def finish_data(sent: QueryDict, today: date) -> QueryDict | None:
    """What was sent to finish a task; the button in a list says only that it is done today."""
    if not sent:
        return None
    if "done_on" in sent:
        return sent
    data = sent.copy()
    data["done_on"] = today.isoformat()
    return data


def move_start(before: MilestoneNow) -> dict[str, Any]:
    """How the form to move a milestone begins."""
    return {"on": before.on, "is_actual": "yes" if before.is_actual else "no", "seen": before.case.plan_version}
