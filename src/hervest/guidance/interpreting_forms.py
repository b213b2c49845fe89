"""Forms of interpreters: a booking, and whom somebody does not wish."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.accounts.vocabulary import PersonId
from hervest.core.edits import EditForm
from hervest.core.fields import (
    WholeField,
    choose,
    day_field,
    hidden_number,
    needed_at_times,
    time_field,
    worded,
)
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo
from hervest.guidance.help_settings import interpreter_payers
from hervest.guidance.interpreting_queries import Booking
from hervest.guidance.interpreting_rules import GOES_ON, Booked
from hervest.guidance.interpreting_vocabulary import (
    LONGEST_PLACE,
    LONGEST_TALK,
    LONGEST_WHO,
    BookingState,
    InterpreterChannel,
    WishedSex,
)
from hervest.guidance.referring_forms import spoken


class BookingForm(EditForm):
    """With whom, in which language, when and where, who interprets, and who pays."""

    members = forms.MultipleChoiceField(
        label=_("With whom?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: with the whole household."),
    )
    language = forms.ChoiceField(label=_("In which language?"))
    wished = forms.ChoiceField(
        label=_("Which interpreter do they wish?"),
        widget=forms.RadioSelect,
        help_text=_("Ask it each time. It is a wish: say so when it cannot be."),
    )
    on = day_field(_("On which day?"))
    at = time_field(_("At what time?"))
    minutes = WholeField(label=_("How many minutes?"), least=5, most=LONGEST_TALK)
    channel = forms.ChoiceField(label=_("How?"), widget=forms.RadioSelect)
    place = needed_at_times(
        forms.CharField(
            label=_("Where?"),
            required=False,
            max_length=LONGEST_PLACE,
            help_text=_("The interpreter reads this. Rather an office than the home address."),
        )
    )
    service = forms.TypedChoiceField(
        label=_("Who sends the interpreter?"), required=False, coerce=int, empty_value=None
    )
    interpreter = forms.TypedChoiceField(
        label=_("An interpreter with a login here"),
        required=False,
        coerce=lambda word: PersonId(int(word)),
        empty_value=None,
        help_text=_("They see first name, language, place and time, from a day before until a day after it."),
    )
    who = forms.CharField(
        label=_("Name or code of the interpreter"),
        required=False,
        max_length=LONGEST_WHO,
        help_text=_("As who sends them gave it. May be filled in later."),
    )
    payer = forms.ChoiceField(label=_("Who pays?"), widget=forms.RadioSelect)
    paid_until = needed_at_times(
        day_field(_("Until which day do they pay?"), required=False, help_text=_("Only for ZRA and the scheme."))
    )
    state = forms.ChoiceField(label=_("How far is it?"))
    seen = hidden_number(required=False)

    def __init__(self, *args: Any, shown: Booking, people: Mapping[MemberNo, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "members", [(str(no), people.get(no, str(no))) for no in shown.people])
        choose(self, "language", [("", _("choose the language")), *spoken(shown.languages)])
        choose(self, "wished", worded(WishedSex))
        choose(self, "channel", worded(InterpreterChannel))
        services = [(str(row.id), row.facts.name) for row in shown.services]
        choose(self, "service", [("", _("not known yet")), *services])
        logins = [(str(row.id), f"{row.name} ({row.organisation})") for row in shown.interpreters]
        choose(self, "interpreter", [("", _("nobody")), *logins])
        payers = interpreter_payers()
        choose(self, "payer", [(row.key, in_language(row.title_nl, row.title_en)) for row in payers])
        choose(self, "state", worded(word for word in BookingState if word in GOES_ON))

    def booked(self) -> Booked:
        """What is booked, of a valid form."""
        typed = self.cleaned_data
        return Booked(
            members=frozenset(MemberNo(int(no)) for no in typed["members"]),
            language=typed["language"],
            on=typed["on"],
            at=typed["at"],
            minutes=typed["minutes"],
            channel=InterpreterChannel(typed["channel"]),
            wished=WishedSex(typed["wished"]),
            payer=typed["payer"],
            place=typed["place"],
            service=typed["service"],
            interpreter=typed["interpreter"],
            who=typed["who"],
            paid_until=typed["paid_until"] if typed["payer"] in _ending() else None,
            state=BookingState(typed["state"]),
        )


class ExcludeForm(forms.Form):
    """An interpreter whom the reader does not wish."""

    who = forms.CharField(
        label=_("Name or code of the interpreter"),
        max_length=LONGEST_WHO,
        help_text=_("The name of an organisation is possible too."),
    )


def as_booked(shown: Booking) -> dict[str, Any]:
    """What a form begins with that books an interpreter, or changes a booking."""
    if shown.stored is None:
        return {
            "wished": "",
            "minutes": shown.minutes,
            "channel": InterpreterChannel.ON_SITE.value,
            "language": next(iter(shown.languages), ""),
            "state": BookingState.REQUESTED.value,
        }
    known = shown.stored.booked
    return {
        "members": [str(no) for no in sorted(known.members)],
        "language": known.language,
        "wished": known.wished.value,
        "on": known.on,
        "at": known.at,
        "minutes": known.minutes,
        "channel": known.channel.value,
        "place": known.place,
        "service": str(known.service or ""),
        "interpreter": str(known.interpreter or ""),
        "who": known.who,
        "payer": known.payer,
        "paid_until": known.paid_until,
        "state": known.state.value,
        "seen": shown.stored.n_changed,
    }


def _ending() -> frozenset[str]:
    return frozenset(row.key for row in interpreter_payers() if row.asks_until)
