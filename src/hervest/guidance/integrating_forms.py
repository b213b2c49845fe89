"""Forms of civic integration: what happened, what a plan names, and whom somebody wants at a talk."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import WholeField, choose, day_field, hidden_number, needed_at_times, worded
from hervest.core.texts import label
from hervest.core.vocabulary import Interpreting
from hervest.guidance.integrating_queries import PlanView, WishView
from hervest.guidance.integrating_rules import OF_HOURS, TALKS, Happened, Settled
from hervest.guidance.integrating_vocabulary import (
    LONGEST_NOTE,
    LONGEST_SAY,
    MOST_HOURS,
    Company,
    IntegrationEventKind,
    LearningRoute,
)

MOST_TALKS, MOST_WEEKLY = 36, 60
ASIDE = (Interpreting.PROFESSIONAL, Interpreting.NOT_NEEDED)
"""Who interprets at a talk: a professional, and never a relative or a sponsor."""


class NoteForm(forms.Form):
    """What happened; which fields there are follows from what it is. Whom nobody asked for cannot be chosen."""

    on = day_field(_("On which day?"))
    hours = WholeField(label=_("How many hours?"), least=1, most=MOST_HOURS)
    until_on = day_field(_("Until which day does the term run now?"), help_text=_("The day that the letter names."))
    interpreting = forms.ChoiceField(
        label=_("Who interprets?"),
        widget=forms.RadioSelect,
        help_text=_("A professional interpreter, also by telephone. Never somebody of the family."),
    )
    company = forms.MultipleChoiceField(
        label=_("Who else, because the person asked for it?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("What do you want to keep of it?"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("Nothing medical. Who works on this case reads it; spouse and sponsors do not."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, kind: IntegrationEventKind, wished: Collection[Company], reads_words: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        choose(self, "interpreting", [(word.value, label(word)) for word in ASIDE])
        choose(self, "company", [(word.value, label(word)) for word in Company if word in wished])
        absent = {
            "hours": kind not in OF_HOURS,
            "until_on": kind is not IntegrationEventKind.EXTENSION_GRANTED,
            "interpreting": kind not in TALKS,
            "company": kind not in TALKS or not wished,
            "words": not reads_words,
        }
        for name in (name for name, is_absent in absent.items() if is_absent):
            del self.fields[name]
        if kind is IntegrationEventKind.INTAKE_HELD and reads_words:  # Besluit inburgering 5.2
            self.fields["words"].help_text = _(
                "What they know of the language, what work they can do, and what they manage alone. Nothing medical. "
                "Who works on this case reads it; spouse and sponsors do not."
            )

    def happened(self) -> Happened:
        """What happened, of a valid form."""
        typed = self.cleaned_data
        return Happened(
            self.kind,
            typed["on"],
            typed.get("hours") or 0,
            typed.get("until_on"),
            frozenset(Company(word) for word in typed.get("company", ())),
        )

    def interpreter(self) -> Interpreting | None:
        """Who interpreted, of a valid form; None where that is not asked."""
        chosen = self.cleaned_data.get("interpreting")
        return Interpreting(chosen) if chosen else None


class PlanForm(EditForm):
    """What a plan (PIP) names."""

    decided_on = day_field(_("On which day is the plan settled?"), help_text=_("The day of the decision."))
    route = forms.ChoiceField(label=_("Which route of learning?"), widget=forms.RadioSelect)
    weekly_hours = WholeField(label=_("How many hours of lessons a week?"), least=0, most=MOST_WEEKLY, required=False)
    pvt_hours = WholeField(label=_("Hours of the participation declaration (PVT)"), most=MOST_HOURS)
    map_hours = needed_at_times(
        WholeField(
            label=_("Hours of practice of the labour-market module (MAP)"),
            most=MOST_HOURS,
            required=False,
            help_text=_("Leave it empty on the route of education."),
        )
    )
    n_talks = WholeField(label=_("How many progress talks?"), least=1, most=MOST_TALKS)
    support = forms.CharField(
        label=_("What support does the person get?"),
        max_length=LONGEST_NOTE,
        help_text=_("Language buddy, coach, child care during lessons. Nothing medical."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreements = forms.CharField(
        label=_("What else is agreed?"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("On early education of the children, or with the benefit."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = hidden_number()

    def __init__(self, *args: Any, is_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "route", worded(LearningRoute))
        if is_change:
            self.ask({"decided_on": _("From which day does the change hold?")})
            self.fields["decided_on"].help_text = _("The day of the plan itself, and the term, stay as they are.")

    def settled(self) -> Settled:
        """What the plan names, of a valid form."""
        typed = self.cleaned_data
        return Settled(
            route=LearningRoute(typed["route"]),
            decided_on=typed["decided_on"],
            n_talks=typed["n_talks"],
            pvt_hours=typed["pvt_hours"],
            map_hours=typed["map_hours"],
            weekly_hours=typed["weekly_hours"],
        )

    def words(self) -> dict[str, Any]:
        """The words of the plan and which plan it follows, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("support", "agreements", "seen")}


class CompanyForm(EditForm):
    """Whom somebody wants with them at talks."""

    company = forms.MultipleChoiceField(
        label=_("Who is to be there?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: nobody else. An interpreter can always come."),
    )
    own_words = forms.CharField(
        label=_("What do they say about it?"),
        required=False,
        max_length=LONGEST_SAY,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = hidden_number()

    def __init__(self, *args: Any, is_self: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "company", worded(Company))
        if is_self:
            self.ask({"company": _("Who may come with you?"), "own_words": _("Do you want to say something about it?")})

    def values(self) -> dict[str, Any]:
        """Whom they want, what they say, and which word it follows, of a valid form."""
        typed = self.cleaned_data
        company = frozenset(Company(word) for word in typed["company"])
        return {"company": company, "own_words": typed["own_words"], "seen": typed["seen"]}


def as_planned(plan: PlanView | None, begin: dict[str, Any]) -> dict[str, Any]:
    """What a form begins with that settles or changes a plan; `begin`: where there is none yet."""
    if plan is None:
        return {**begin, "seen": 0}
    named = plan.settled
    return {
        "decided_on": begin["decided_on"],
        "route": named.route.value,
        "weekly_hours": named.weekly_hours,
        "pvt_hours": named.pvt_hours,
        "map_hours": named.map_hours,
        "n_talks": named.n_talks,
        "support": plan.support,
        "agreements": plan.agreements,
        "seen": plan.id,
    }


def as_wished(wish: WishView) -> dict[str, Any]:
    """What a form begins with that says whom somebody wants with them."""
    return {"company": [word.value for word in wish.company], "own_words": wish.own_words, "seen": wish.id}
