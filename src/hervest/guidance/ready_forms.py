"""Forms of a home that is made ready: a thing, how far it is, what its people say, a purchase, a picture."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import AmountField, choose, day_field, hidden_number, needed_at_times, worded
from hervest.core.money import Money
from hervest.core.names import language_name
from hervest.core.texts import label
from hervest.core.vocabulary import Interpreting
from hervest.documents.queries import largest_file
from hervest.documents.vocabulary import FileProblem
from hervest.guidance.money_vocabulary import Nature, Payer
from hervest.guidance.ready_actions import Said
from hervest.guidance.ready_queries import ItemRow
from hervest.guidance.ready_rules import Payment
from hervest.guidance.ready_vocabulary import (
    LONGEST_ITEM,
    LONGEST_ITEM_NOTE,
    FurnishingSay,
    HomeCorner,
    HomeItemState,
    HomePart,
    ItemOrigin,
)

MEGABYTE = 1024 * 1024


class HomeItemForm(forms.Form):
    """A thing of one's own."""

    text = forms.CharField(label=_("What?"), max_length=LONGEST_ITEM, help_text=_("Nothing medical."))
    corner = forms.ChoiceField(label=_("What does it belong to?"))
    part = forms.ChoiceField(
        label=_("Must it be there on the first day?"), widget=forms.RadioSelect, initial=HomePart.WITH_SAY.value
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "corner", [("", _("choose")), *worded(HomeCorner)])
        choose(self, "part", worded(HomePart))


class SettleForm(EditForm):
    """How far a thing is, and where it comes from."""

    state = forms.ChoiceField(label=_("How far is it?"), widget=forms.RadioSelect)
    origin = forms.ChoiceField(label=_("Where does it come from?"), required=False)
    remark = forms.CharField(
        label=_("What should your colleagues know of it?"),
        required=False,
        max_length=LONGEST_ITEM_NOTE,
        help_text=_("For instance in which state the previous tenant leaves it, or who brings it. Nothing medical."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = hidden_number()

    def __init__(self, *args: Any, item: ItemRow, **kwargs: Any) -> None:
        stands = {
            "state": item.state.value,
            "origin": item.origin.value if item.origin else "",
            "remark": item.note,
            "seen": item.n_changed,
        }
        super().__init__(*args, **{"initial": stands} | kwargs)
        choose(self, "state", worded(HomeItemState))
        choose(self, "origin", [("", _("not known yet")), *worded(ItemOrigin)])

    def settled(self) -> dict[str, Any]:
        """What was said, of a valid form."""
        typed = self.cleaned_data
        return {
            "state": HomeItemState(typed["state"]),
            "origin": ItemOrigin(typed["origin"]) if typed["origin"] else None,
            "remark": typed["remark"],
            "seen": typed["seen"],
        }


class SayForm(EditForm):
    """What the household says of a thing; who writes it down for them says how they were asked."""

    said = forms.ChoiceField(label=_("What do you want?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Do you want to say something about it?"),
        required=False,
        max_length=LONGEST_ITEM_NOTE,
        help_text=_("For instance which colour. Who helps you, and the grown-ups of your household, read this."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("In which language were they asked?"), required=False)
    interpreting = forms.ChoiceField(label=_("Who interprets?"), required=False, widget=forms.RadioSelect)
    seen = hidden_number()
    said_anew = ("language", "interpreting")

    def __init__(self, *args: Any, item: ItemRow, languages: Iterable[str], is_own: bool, **kwargs: Any) -> None:
        answer = item.answer
        is_theirs = is_own or answer is None or answer.recorded_by  # their own words are nobody's to write over
        stands = {
            "said": answer.said.value if answer and is_theirs else "",
            "words": answer.words if answer and is_theirs else "",
            "seen": item.n_changed,
        }
        super().__init__(*args, **{"initial": stands} | kwargs)
        choose(self, "said", worded(FurnishingSay))
        if is_own:
            del self.fields["language"], self.fields["interpreting"]
            return
        self.ask({"said": _("What does the household want?"), "words": _("What did they say about it?")})
        here = (get_language() or "nl")[:2]
        spoken = [(code, language_name(code, here)) for code in languages]
        choose(self, "language", [("", _("choose the language")), *spoken])
        choose(self, "interpreting", worded(Interpreting))
        needed_at_times(self.fields["language"])

    def answer(self) -> Said:
        """What was said, of a valid form."""
        typed = self.cleaned_data
        word = typed.get("interpreting", "")
        return Said(
            said=FurnishingSay(typed["said"]),
            words=typed["words"],
            language=typed.get("language", ""),
            interpreting=Interpreting(word) if word else None,
        )


class BuyForm(EditForm):
    """What was paid for a thing, by whom and on what terms."""

    amount = AmountField(label=_("How much was paid?"), least=1)
    payer = forms.ChoiceField(label=_("Who paid it?"))
    nature = forms.ChoiceField(label=_("On what terms?"), widget=forms.RadioSelect, initial=Nature.GIFT.value)
    on = day_field(_("On which day was it paid?"))
    seen = hidden_number()

    def __init__(self, *args: Any, item: ItemRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = item.n_changed
        paying = [Payer.MUNICIPALITY, Payer.HOUSEHOLD, Payer.FUND, Payer.SPONSOR_GROUP, Payer.LANDLORD, Payer.OTHER]
        choose(self, "payer", [("", _("choose who")), *worded(paying)])
        choose(self, "nature", worded([Nature.GIFT, Nature.LOAN, Nature.OWN]))

    def bought(self) -> dict[str, Any]:
        """What was paid, of a valid form."""
        typed = self.cleaned_data
        return {
            "amount": Money.of(typed["amount"]),
            "payment": Payment(Payer(typed["payer"]), Nature(typed["nature"])),
            "on": typed["on"],
            "seen": typed["seen"],
        }


class ProofForm(forms.Form):
    """A picture that shows a thing."""

    file = forms.FileField(
        label=_("Which picture?"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": True})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "A jpg or png of at most %(most)s MB. We take out where, when and with what it was made. No people on it."
        ) % {"most": largest_file() // MEGABYTE}
        self.fields["file"].error_messages |= {
            "required": _("No file has been chosen yet. Choose the file that you want to add."),
            "empty": label(FileProblem.EMPTY),
        }

    def clean_file(self) -> Any:
        """Refuses a file that is too large before a byte of it is read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > largest_file():
            raise forms.ValidationError(label(FileProblem.TOO_LARGE), code="too_large")
        return file
