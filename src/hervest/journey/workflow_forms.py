"""Forms of a municipality's own way of working: the shape of what is typed, nothing decided."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hervest.core.edits import EditForm
from hervest.core.fields import WholeField, hidden_number
from hervest.core.texts import label
from hervest.deadlines.period import Offset, Unit
from hervest.journey.plan_queries import household_phases
from hervest.journey.template import TaskSpec
from hervest.journey.vocabulary import Audience, DeadlineKind, DoerRole, MilestoneCode, OffsetSide, Phase
from hervest.journey.workflow_moving_queries import CasePreview
from hervest.journey.workflow_page_queries import Editing
from hervest.journey.workflow_rules import ANCHORS, OWN_KINDS, OwnTask, RowChange, Words, side_of

MOST = 999
UNITS = tuple((unit.value, pgettext_lazy("Unit", unit.value)) for unit in Unit)
SIDES = tuple((side.value, pgettext_lazy("OffsetSide", side.value)) for side in OffsetSide)


class OffsetFields:
    """Three fields that together are one offset: how many, of what, on which side of the milestone."""

    def __init__(self, name: str, text: Any, *, required: bool = True) -> None:
        self.name = name
        self.fields: dict[str, forms.Field] = {
            name: WholeField(label=text, most=MOST, required=required),
            f"{name}_unit": forms.ChoiceField(label=format_lazy("{}: {}", text, _("counted in")), choices=UNITS),
            f"{name}_side": forms.ChoiceField(label=format_lazy("{}: {}", text, _("before or after")), choices=SIDES),
        }

    def start(self, offset: Offset | None) -> dict[str, Any]:
        """What the fields begin with."""
        if offset is None:
            return {self.name: None, f"{self.name}_unit": Unit.DAY.value, f"{self.name}_side": OffsetSide.AFTER.value}
        unit, side = offset.unit.value, side_of(offset).value
        return {self.name: abs(offset.count), f"{self.name}_unit": unit, f"{self.name}_side": side}

    def value(self, given: Mapping[str, Any]) -> Offset | None:
        """What was typed; None if nothing was."""
        count = given[self.name]
        if count is None:
            return None
        sign = -1 if given[f"{self.name}_side"] == OffsetSide.BEFORE else 1
        return Offset(sign * count, Unit(given[f"{self.name}_unit"]))


DUE, START = OffsetFields("due", _("Due at the latest")), OffsetFields("start", _("Makes sense from"))
LENGTH = OffsetFields("length", _("Our term"), required=False)


def _text(text: Any, *, rows: int = 0, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return forms.CharField(
        label=text, max_length=1000 if rows else 300, required=False, help_text=help_text, widget=widget
    )


class TaskForm(EditForm):
    """What a municipality changes of a task: days, words, and whether it is done at all."""

    is_off = forms.BooleanField(label=_("We do not do this task"), required=False)
    reason = _text(_("Why not?"))
    title_nl = _text(_("Title in Dutch"))
    title_en = _text(_("Title in English"))
    note_nl = _text(
        _("Explanation in Dutch"), rows=2, help_text=_("Plain text, about the work and never about people.")
    )
    note_en = _text(_("Explanation in English"), rows=2)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, editing: Editing) -> None:
        super().__init__(data, initial=_task_start(editing))
        if not editing.has_list:
            self.fields |= DUE.fields | START.fields
        if editing.is_bound:
            del self.fields["is_off"], self.fields["reason"]

    def change(self) -> RowChange:
        """What was typed, as a change of the package's row."""
        given = self.cleaned_data
        has_days = "due" in given
        return RowChange(
            start=START.value(given) if has_days else None,
            due=DUE.value(given) if has_days else None,
            is_off=given.get("is_off", False),
            reason=given.get("reason", ""),
            **_words(given),
        )

    @property
    def rows(self) -> tuple[tuple[forms.BoundField, ...], ...]:
        """The days, each three fields beside each other."""
        return tuple(
            tuple(self[name] for name in offset.fields) for offset in (DUE, START) if offset.name in self.fields
        )

    @property
    def words(self) -> tuple[forms.BoundField, ...]:
        """Titles and explanations."""
        return tuple(self[name] for name in ("title_nl", "title_en", "note_nl", "note_en"))

    @property
    def offs(self) -> tuple[forms.BoundField, ...]:
        """Whether it is done at all, and why not."""
        return tuple(self[name] for name in ("is_off", "reason") if name in self.fields)

    @property
    def kinds(self) -> tuple[forms.BoundField, ...]:
        """What kind of task it is: only of one's own."""
        return ()


class OwnTaskForm(TaskForm):
    """A task of the municipality's own; once published its kind, phase, milestone and doer stay."""

    phase = forms.ChoiceField(label=_("Phase"))
    anchor = forms.ChoiceField(label=_("Counts from"))
    doer = forms.ChoiceField(label=_("Who does it?"))
    audience = forms.ChoiceField(label=_("Who sees it?"))
    kind = forms.ChoiceField(label=_("Agreed or advised?"))

    def __init__(self, data: Any = None, *, editing: Editing) -> None:
        super().__init__(data, editing=editing)
        for name, members in _own_choices().items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(member.value, label(member)) for member in members]
            field.disabled = editing.is_published
        for name in ("title_nl", "title_en"):
            self.fields[name].required = True
        if editing.change is None:
            del self.fields["is_off"], self.fields["reason"]

    def task(self) -> OwnTask:
        """What was typed, as a task."""
        given = self.cleaned_data
        due, start = DUE.value(given), START.value(given)
        assert due is not None
        assert start is not None
        return OwnTask(
            phase=Phase(given["phase"]),
            anchor=MilestoneCode(given["anchor"]),
            start=start,
            due=due,
            doer=DoerRole(given["doer"]),
            audience=Audience(given["audience"]),
            kind=DeadlineKind(given["kind"]),
            is_off=given.get("is_off", False),
            reason=given.get("reason", ""),
            **_words(given),
        )

    @property
    def kinds(self) -> tuple[forms.BoundField, ...]:
        """What kind of task it is."""
        return tuple(self[name] for name in _own_choices())


def _own_choices() -> dict[str, tuple[Any, ...]]:
    return {
        "phase": household_phases(),
        "anchor": ANCHORS,
        "doer": tuple(DoerRole),
        "audience": (Audience.TEAM, Audience.MUNICIPALITY),
        "kind": OWN_KINDS,
    }


def _words(given: Mapping[str, Any]) -> dict[str, str]:
    return {name: given[name].strip() for name in ("title_nl", "title_en", "note_nl", "note_en")}


def _task_start(editing: Editing) -> dict[str, Any]:
    """How the draft has it now; what it does not change, as the package has it."""
    spec, change = editing.spec, editing.change
    if isinstance(change, OwnTask):
        start: dict[str, Any] = {
            name: getattr(change, name)
            for name in ("phase", "anchor", "doer", "audience", "kind", "title_nl", "title_en")
        }
        start |= DUE.start(change.due) | START.start(change.start)
    elif spec is None:
        start = {"anchor": MilestoneCode.ARRIVED, "phase": Phase.ARRIVAL, "kind": DeadlineKind.SOFT}
        start |= DUE.start(None) | START.start(None)
    else:
        start = _row_start(spec, change if isinstance(change, RowChange) else RowChange())
    for name in ("is_off", "reason", "note_nl", "note_en"):
        start[name] = getattr(change, name, False if name == "is_off" else "")
    return start | {"seen": editing.seen}


def _row_start(spec: TaskSpec, change: RowChange) -> dict[str, Any]:
    words = {"title_nl": change.title_nl or spec.title_nl, "title_en": change.title_en or spec.title_en}
    return words | DUE.start(change.due or spec.due_offset) | START.start(change.start or spec.start_offset)


class TermForm(EditForm):
    """A shorter term; empty: as the register has it."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, editing: Editing) -> None:
        assert editing.term is not None
        term = editing.term
        self.lies_before = term.anchor is None
        start = LENGTH.start(term.ours or term.term.distance)
        super().__init__(data, initial=start | {"seen": editing.seen})
        self.fields |= LENGTH.fields
        if self.lies_before:
            del self.fields["length_side"]

    @property
    def parts(self) -> tuple[forms.BoundField, ...]:
        """How many, of what, on which side; before the term's own last day there is no other side."""
        return tuple(self[name] for name in LENGTH.fields if name in self.fields)

    def length(self) -> Offset | None:
        """What was typed."""
        return LENGTH.value({"length_side": OffsetSide.BEFORE} | self.cleaned_data)


class TextForm(EditForm):
    """A text in both languages; both empty: the text that Hervest comes with."""

    nl = _text(_("In Dutch"), rows=4, help_text=_("Plain text. Empty both to have Hervest's own text again."))
    en = _text(_("In English"), rows=4)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, editing: Editing) -> None:
        assert editing.place is not None
        said = editing.change if isinstance(editing.change, Words) else editing.place.default
        super().__init__(data, initial={"nl": said.nl, "en": said.en, "seen": editing.seen})
        self.default = editing.place.default

    def said(self) -> Words | None:
        """What was typed; None for the text that Hervest comes with."""
        words = Words(self.cleaned_data["nl"].strip(), self.cleaned_data["en"].strip())
        return None if words in {Words("", ""), self.default} else words


class PublishForm(forms.Form):
    """Why the draft becomes a version, and which draft was looked at."""

    reason = forms.CharField(
        label=_("Why this version?"),
        max_length=1000,
        help_text=_("Stands in the history, for every lead of the municipality."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def has_shown(self, mark: str) -> None:
        """The page shows the draft of this mark: that is what publishing publishes."""
        if self.is_bound:
            self.data = dict(self.data.items()) | {"seen": mark}


class WorkflowFilterForm(forms.Form):
    """Which part is shown, and what its list of tasks is narrowed to; nonsense shows the tasks and narrows nothing."""

    show = forms.ChoiceField(
        label=_("Part"), required=False, choices=[("tasks", _("Tasks")), ("terms", _("Terms")), ("texts", _("Texts"))]
    )
    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    only = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("All tasks")), ("ours", _("What is our own")), ("changed", _("What the draft changes"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["phase"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Every phase")), *((phase.value, label(phase)) for phase in Phase)]

    def part(self) -> str:
        """Which part of the way of working is asked for: its tasks, unless it is another."""
        self.is_valid()
        return self.cleaned_data.get("show") or "tasks"

    def chosen(self) -> dict[str, str]:
        """The filters that make sense."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "phase", "only")}


class MoveCasesForm(forms.Form):
    """The cases that go over, each with the plan that was looked at, and to which version."""

    number = hidden_number()
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, number: int, cases: Iterable[CasePreview]) -> None:
        self.shown = {"number": str(number), "seen": " ".join(case.key for case in cases)}
        super().__init__(data, initial=self.shown)

    def clean_seen(self) -> dict[str, int]:
        """The version of the plan that was looked at, by case."""
        found = dict(key.rsplit(":", 1) for key in self.cleaned_data["seen"].split() if ":" in key)
        if not found or not all(version.isascii() and version.isdigit() for version in found.values()):
            raise forms.ValidationError(_("Tick at least one case."))
        return {code: int(version) for code, version in found.items()}

    def values(self) -> dict[str, Any]:
        """Which cases, and to which version."""
        return {"cases": self.cleaned_data["seen"], "number": self.cleaned_data["number"]}

    def has_shown(self) -> None:
        """The page shows these plans and this version: that is what going on goes on with."""
        if self.is_bound:
            self.data = dict(self.data.items()) | self.shown
