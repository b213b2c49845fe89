"""Forms of a household's money: a line, a loan, a guarantee, how the plan is made, a mandate, a known amount."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import AmountField, WholeField, choose, day_field, hidden_number, needed_at_times, worded
from hervest.core.money import NOTHING, Money
from hervest.core.vocabulary import MemberNo
from hervest.guidance.money_rules import NEVER, Guarantee, Line, Loan, When
from hervest.guidance.money_vocabulary import (
    CAN_LEND,
    FEWEST_WEEKS,
    INCOMES,
    LONGEST_MONEY_NOTE,
    LONGEST_WHAT,
    MOST_WEEKS,
    MoneyKind,
    Nature,
    Payer,
    PayRhythm,
)
from hervest.journey.chain_vocabulary import MOST_WEEKS as MOST_WEEKS_LATER
from hervest.journey.vocabulary import MilestoneCode

ANCHORS = (
    MilestoneCode.KEYS_HANDED,
    MilestoneCode.ARRIVED,
    MilestoneCode.REGISTERED,
    MilestoneCode.CARD_ISSUED,
    MilestoneCode.BENEFIT_APPLIED,
    MilestoneCode.BENEFIT_STARTED,
    MilestoneCode.BENEFIT_DECIDED,
    MilestoneCode.BENEFIT_ENDED,
)
"""The milestones from which money counts."""

HOUSEHOLD = "0"
MOST_BEFORE = 26


class LaterForm(forms.Form):
    """What if the residence card comes so many weeks later: read from the address."""

    later = WholeField(
        label=_("How many weeks later does the residence card come?"), least=0, most=MOST_WEEKS_LATER, required=False
    )

    def weeks(self) -> int | None:
        """What was asked; None for nothing, or nonsense."""
        found: int | None = self.cleaned_data.get("later") if self.is_valid() else None
        return found


class SheetForm(forms.Form):
    """For whom the sheet is printed, in which language: read from the address."""

    person = forms.ChoiceField(label=_("For whom?"), required=False)
    language = forms.ChoiceField(label=_("In which language?"), required=False)

    def __init__(self, *args: Any, people: Mapping[MemberNo, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "person", [("", _("the household")), *((str(no), name) for no, name in people.items())])
        choose(self, "language", settings.LANGUAGES)

    def member(self) -> MemberNo | None:
        """The adult who was asked for; nonsense asks for the household."""
        wanted = self.cleaned_data.get("person") if self.is_valid() else ""
        return MemberNo(int(wanted)) if wanted else None

    def speaks(self) -> str:
        """The language that was asked for; nonsense asks for the reader's own."""
        wanted = self.cleaned_data.get("language") if self.is_valid() else ""
        return wanted or (get_language() or settings.LANGUAGE_CODE)[:2]


class MoneyForm(EditForm):
    """What is asked of everything that is noted about money: what it is, and for whom in the household."""

    what = forms.CharField(label=_("What is it?"), max_length=LONGEST_WHAT)
    person = forms.ChoiceField(
        label=_("About whom is it?"),
        required=False,
        help_text=_("What is about one adult the other adults of the household do not read."),
    )
    note = forms.CharField(
        label=_("What should your colleagues know of it?"),
        required=False,
        max_length=LONGEST_MONEY_NOTE,
        help_text=_("Nothing medical. The household does not read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = hidden_number()

    def __init__(self, *args: Any, people: Mapping[MemberNo, str], is_stored: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(no), name) for no, name in people.items()]
        choose(self, "person", [(HOUSEHOLD, _("the household")), *named])
        if not is_stored:
            del self.fields["seen"]

    def member(self) -> MemberNo | None:
        """About whom, of a valid form; None: the household."""
        chosen = self.cleaned_data["person"] or HOUSEHOLD
        return MemberNo(int(chosen)) if chosen != HOUSEHOLD else None


class LineForm(MoneyForm):
    """An amount that somebody pays, once or again and again."""

    kind = forms.ChoiceField(label=_("What kind of money is it?"))
    amount = needed_at_times(
        AmountField(
            label=_("Which amount, in euros?"),
            required=False,
            help_text=_("For instance 1.234,56. Empty: nobody knows it yet; then it is in no sum and in no plan."),
        )
    )
    payer = forms.ChoiceField(label=_("Who pays it?"))
    nature = forms.ChoiceField(label=_("On what terms?"), widget=forms.RadioSelect)
    rhythm = forms.ChoiceField(label=_("How often?"))
    due_on = day_field(_("From which day, or on which day?"), required=False)
    due_after = forms.ChoiceField(label=_("Or counted from"), required=False)
    due_weeks = WholeField(
        label=_("So many weeks after it"),
        least=-MOST_BEFORE,
        most=MOST_WEEKS,
        required=False,
        help_text=_("With a minus: before it."),
    )
    until_on = day_field(_("Up to and including which day?"), required=False)
    until_after = forms.ChoiceField(
        label=_("Or until"), required=False, help_text=_("The day itself does not count any more.")
    )
    paid_on = day_field(
        _("On which day was it paid?"),
        required=False,
        help_text=_("Of what comes again and again: up to and including which day everything was paid."),
    )

    def __init__(self, *args: Any, is_income: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("due_on", "due_after", "due_weeks", "until_on", "until_after", "paid_on", "person"):
            needed_at_times(self.fields[name])
        kinds = worded(kind for kind in MoneyKind if (kind in INCOMES) is is_income)
        choose(self, "kind", [("", _("choose")), *kinds])
        payers = worded(payer for payer in Payer if not (is_income and payer is Payer.RELIEF))
        choose(self, "payer", [("", _("choose")), *payers])
        choose(self, "nature", worded(Nature))
        choose(self, "rhythm", worded(PayRhythm))
        for name in ("due_after", "until_after"):
            choose(self, name, [("", _("no milestone")), *worded(ANCHORS)])

    def clean(self) -> dict[str, Any]:
        """Weeks count from something."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("due_weeks") and not typed.get("due_after"):
            self.add_error("due_after", _("Choose from what the weeks count."))
        return typed

    def facts(self) -> Line:
        """The line, of a valid form."""
        typed = self.cleaned_data
        return Line(
            what=typed["what"],
            kind=MoneyKind(typed["kind"]),
            amount=as_money(typed["amount"]),
            payer=Payer(typed["payer"]),
            nature=Nature(typed["nature"]),
            rhythm=PayRhythm(typed["rhythm"]),
            begins=_when(typed["due_on"], typed["due_after"], typed["due_weeks"] or 0),
            until=_when(typed["until_on"], typed["until_after"], 0),
            paid_on=typed["paid_on"],
            member=self.member(),
            note=typed["note"],
        )


class LoanForm(MoneyForm):
    """Money that is to be paid back."""

    lender = forms.ChoiceField(label=_("Who lends it?"))
    amount = AmountField(label=_("How much was lent, in euros?"))
    monthly = needed_at_times(
        AmountField(label=_("How much is paid back each month?"), required=False, help_text=_("For instance 35,00."))
    )
    first_on = needed_at_times(day_field(_("On which day for the first time?"), required=False))
    repaid = needed_at_times(AmountField(label=_("How much was paid back by now?"), required=False))
    repaid_on = needed_at_times(day_field(_("Up to which day was that looked up?"), required=False))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "lender", [("", _("choose")), *worded(lender for lender in Payer if lender in CAN_LEND)])

    def facts(self) -> Loan:
        """The loan, of a valid form."""
        typed = self.cleaned_data
        return Loan(
            what=typed["what"],
            lender=Payer(typed["lender"]),
            amount=as_money(typed["amount"]) or NOTHING,
            monthly=as_money(typed["monthly"]) or NOTHING,
            first_on=typed["first_on"],
            repaid=as_money(typed["repaid"]) or NOTHING,
            repaid_on=typed["repaid_on"],
            member=self.member(),
            note=typed["note"],
        )


class GuaranteeForm(MoneyForm):
    """That somebody stands surety."""

    guarantor = forms.ChoiceField(label=_("Who stands surety?"))
    amount = AmountField(label=_("For how much, in euros?"))
    from_on = day_field(_("From which day?"))
    expires_on = day_field(_("Up to and including which day?"))
    released_on = needed_at_times(
        day_field(
            _("Since which day is it no longer needed?"),
            required=False,
            help_text=_("From then on nobody is warned that it ends."),
        )
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "guarantor", [("", _("choose")), *worded(one for one in Payer if one in CAN_LEND)])

    def facts(self) -> Guarantee:
        """The guarantee, of a valid form."""
        typed = self.cleaned_data
        return Guarantee(
            what=typed["what"],
            guarantor=Payer(typed["guarantor"]),
            amount=as_money(typed["amount"]) or NOTHING,
            from_on=typed["from_on"],
            expires_on=typed["expires_on"],
            released_on=typed["released_on"],
            member=self.member(),
            note=typed["note"],
        )


class BudgetForm(EditForm):
    """How the plan is made, and what the sheet says."""

    n_weeks = WholeField(
        label=_("How many weeks does the plan look ahead?"),
        least=FEWEST_WEEKS,
        most=MOST_WEEKS,
        help_text=_("Counted from the week of the arrival."),
    )
    message = forms.CharField(
        label=_("What do you want to say to the household on its sheet?"),
        required=False,
        max_length=LONGEST_MONEY_NOTE,
        help_text=_("Everybody of the household reads it. Write short, plain sentences."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = hidden_number()


class MandateForm(EditForm):
    """That somebody of a partner reads the household's money, and why."""

    until_on = day_field(_("Up to and including which day?"))
    why = forms.CharField(
        label=_("Why, and what was agreed with the household?"),
        max_length=300,
        help_text=_("For instance: helps with the allowances; the household agreed on 12 March, with an interpreter."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)


class AmountForm(forms.Form):
    """An amount that a municipality knows."""

    kind = forms.ChoiceField(label=_("What kind of money is it?"))
    for_whom = forms.CharField(
        label=_("For whom?"),
        required=False,
        max_length=LONGEST_WHAT,
        help_text=_("For instance: a couple, 21 years or older."),
    )
    amount = AmountField(label=_("Which amount, in euros?"), help_text=_("For instance 1.234,56."))
    rhythm = forms.ChoiceField(label=_("How often?"))
    valid_from = day_field(_("Since which day does it hold?"))
    valid_until = needed_at_times(day_field(_("Up to and including which day?"), required=False))
    source = forms.CharField(
        label=_("Where does it stand?"),
        max_length=LONGEST_WHAT,
        help_text=_("The law, the decree or the page of the office, with its year."),
    )
    checked_on = day_field(_("On which day did you look it up?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", [("", _("choose")), *worded(MoneyKind)])
        choose(self, "rhythm", worded(PayRhythm))

    def values(self) -> dict[str, Any]:
        """What the action takes, of a valid form."""
        typed = dict(self.cleaned_data)
        words = {"kind": MoneyKind(typed["kind"]), "rhythm": PayRhythm(typed["rhythm"])}
        return typed | words | {"amount": as_money(typed["amount"]) or NOTHING}


def as_money(typed: Decimal | None) -> Money | None:
    """What was typed in euros; None for nothing."""
    return Money.of(typed) if typed is not None else None


def _when(on: Any, after: str, weeks: int) -> When:
    if not on and not after:
        return NEVER
    return When(on, MilestoneCode(after) if after else None, weeks if after else 0)


def as_typed(facts: Line | Loan | Guarantee, seen: int) -> dict[str, Any]:
    """What a form begins with that changes this."""
    begin: dict[str, Any] = {
        "what": facts.what,
        "person": str(facts.member or HOUSEHOLD),
        "note": facts.note,
        "seen": seen,
        "amount": facts.amount.euros if facts.amount is not None else None,
    }
    if isinstance(facts, Loan):
        return begin | {
            "lender": facts.lender.value,
            "monthly": facts.monthly.euros if facts.monthly else None,
            "first_on": facts.first_on,
            "repaid": facts.repaid.euros if facts.repaid else None,
            "repaid_on": facts.repaid_on,
        }
    if isinstance(facts, Guarantee):
        days = {"from_on": facts.from_on, "expires_on": facts.expires_on, "released_on": facts.released_on}
        return begin | {"guarantor": facts.guarantor.value} | days
    return begin | _line_typed(facts)


def _line_typed(line: Line) -> dict[str, Any]:
    return {
        "kind": line.kind.value,
        "payer": line.payer.value,
        "nature": line.nature.value,
        "rhythm": line.rhythm.value,
        "due_on": line.begins.on,
        "due_after": line.begins.milestone.value if line.begins.milestone else "",
        "due_weeks": line.begins.weeks if line.begins.milestone else None,
        "until_on": line.until.on,
        "until_after": line.until.milestone.value if line.until.milestone else "",
        "paid_on": line.paid_on,
    }
