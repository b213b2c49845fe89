"""Forms of reunification: when somebody applied, what was decided, what there is of papers, and who wants none."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, hidden_number, needed_at_times, worded
from hervest.core.vocabulary import MemberNo
from hervest.guidance.reunion_queries import HolderRow, JoiningRow, PaperLine
from hervest.guidance.reunion_rules import Application
from hervest.guidance.reunion_vocabulary import LONGEST_NAME, LONGEST_SAY, Outcome, PaperState

PAPER = "paper_"


class ApplicationForm(EditForm):
    """When somebody applied, and with the help of whom."""

    applied_on = day_field(_("On which day was it sent to the IND?"))
    support_point = forms.CharField(
        label=_("Which support point or legal guide helped?"),
        max_length=LONGEST_NAME,
        help_text=_("The organisation, for instance VluchtelingenWerk Oost. No reference number of the IND."),
    )
    seen = hidden_number()

    def values(self) -> dict[str, Any]:
        """What is recorded, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("applied_on", "support_point", "seen")}


class DecisionForm(EditForm):
    """What was decided on an application, and what follows from it."""

    outcome = forms.ChoiceField(label=_("What was decided?"), widget=forms.RadioSelect)
    decided_on = day_field(_("On which day was it decided?"), help_text=_("The day that the letter bears."))
    expected_on = needed_at_times(
        day_field(
            _("When do they arrive, as far as you know?"),
            required=False,
            help_text=_("Only when it was granted. May be filled in later."),
        )
    )
    objection_until = needed_at_times(
        day_field(
            _("Until which day can they object?"),
            required=False,
            help_text=_("Only when it was refused. It stands in the letter; the legal guide knows what to do."),
        )
    )
    objected_on = needed_at_times(
        day_field(
            _("On which day did they object?"), required=False, help_text=_("Only when it was refused, and they did.")
        )
    )
    seen = hidden_number()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "outcome", worded(Outcome))

    def decided(self, row: HolderRow) -> Application:
        """What was decided, of a valid form, on what stands in `row`."""
        assert row.application is not None  # the page is of an application
        typed = self.cleaned_data
        return Application(
            applied_on=row.application.applied_on,
            support_point=row.application.support_point,
            outcome=Outcome(typed["outcome"]),
            decided_on=typed["decided_on"],
            objection_until=typed["objection_until"],
            objected_on=typed["objected_on"],
            expected_on=typed["expected_on"],
        )


class NotWantedForm(EditForm):
    """That somebody applies for nobody, in their own words."""

    own_words = forms.CharField(
        label=_("What do they say about it?"),
        required=False,
        max_length=LONGEST_SAY,
        help_text=_("Only they themselves and who leads the case read this. It may stay empty."),
    )
    seen = hidden_number()


class PapersForm(EditForm):
    """What there is of each paper of one relative, and who applies for them."""

    holder = forms.ChoiceField(label=_("Who applies for them?"), required=False)
    seen = hidden_number()

    def __init__(self, *args: Any, papers: Iterable[PaperLine], holders: Mapping[MemberNo, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "holder", [("", _("not known yet")), *((str(no), name) for no, name in holders.items())])
        for line in papers:
            field = forms.ChoiceField(label=line.title, widget=forms.RadioSelect)
            field.choices = worded(PaperState)
            self.fields[f"{PAPER}{line.paper.key}"] = field
        self.order_fields([name for name in self.fields if name != "holder"])

    def papers(self) -> dict[str, PaperState]:
        """What there is of each, of a valid form."""
        typed = self.cleaned_data
        return {name.removeprefix(PAPER): PaperState(typed[name]) for name in typed if name.startswith(PAPER)}

    def chosen(self) -> MemberNo | None:
        """Who applies, of a valid form."""
        return MemberNo(int(self.cleaned_data["holder"])) if self.cleaned_data["holder"] else None


class ArrivedForm(forms.Form):
    """As whom of the household a relative is here."""

    member = forms.ChoiceField(label=_("Who in the household are they?"))

    def __init__(self, *args: Any, people: Mapping[MemberNo, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "member", [("", _("choose a person")), *((str(no), name) for no, name in people.items())])


def as_applied(row: HolderRow) -> dict[str, Any]:
    """What a form begins with that records or corrects an application."""
    known = row.application
    begin = {"applied_on": known.applied_on, "support_point": known.support_point} if known else {}
    return {**begin, "seen": row.n_changed}


def as_decided(row: HolderRow, milestone_on: object) -> dict[str, Any]:
    """What a form begins with that records or corrects a decision; `milestone_on`: a day the case knows already."""
    known = row.application
    if known is None or known.outcome is None:
        return {"decided_on": milestone_on, "seen": row.n_changed}
    return {
        "outcome": known.outcome.value,
        "decided_on": known.decided_on,
        "expected_on": known.expected_on,
        "objection_until": known.objection_until,
        "objected_on": known.objected_on,
        "seen": row.n_changed,
    }


def as_papers(row: JoiningRow) -> dict[str, Any]:
    """What a form begins with that says what there is of the papers."""
    states = {f"{PAPER}{line.paper.key}": line.state.value for line in row.papers}
    return {**states, "holder": str(row.holder_no or ""), "seen": row.n_changed}
