"""Forms of the contact schedule: what became of a message, and one that this case alone has."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, hidden_number, worded
from hervest.journey.schedule_actions import AddedMessage
from hervest.journey.schedule_queries import MessageRow
from hervest.journey.schedule_rules import Said
from hervest.journey.schedule_vocabulary import LONGEST_ATTACHMENT, MessageParty
from hervest.journey.vocabulary import LONGEST_TITLE

LONGEST_NOTE = 2000


class OpenFilterForm(forms.Form):
    """What narrows the schedule: read from the address."""

    open = forms.BooleanField(label=_("Only what is still expected"), required=False)

    def is_open_only(self) -> bool:
        """Whether what is finished is left out."""
        return self.is_valid() and self.cleaned_data["open"]


class MessageForm(EditForm):
    """What became of a message: when it went out and came in, what went along, or why it is not needed."""

    sent_on = day_field(_("Sent on which day?"), required=False)
    received_on = day_field(_("Received on which day?"), required=False)
    attachment = forms.CharField(
        label=_("What went along, and where does it lie?"),
        required=False,
        max_length=LONGEST_ATTACHMENT,
        help_text=_("For instance: transfer dossier, in TVS."),
    )
    note = forms.CharField(
        label=_("What should the others know of it?"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("Nothing medical: of a medical handover only that it was done, and when."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_needless = forms.BooleanField(label=_("This message is not needed here; the note says why"), required=False)
    seen = hidden_number()

    def added(self) -> AddedMessage | None:
        """What the message is, where that can be changed: of one that every household brings about it cannot."""
        return None

    def said(self) -> Said:
        """What was recorded, of a valid form."""
        typed = self.cleaned_data
        return Said(
            sent_on=typed["sent_on"],
            received_on=typed["received_on"],
            is_needless=typed["is_needless"],
            attachment=typed["attachment"],
            note=typed["note"],
        )


class WhatFields(forms.Form):
    """What a message is that stands in no table: its title, between whom it goes, and by which day."""

    title = forms.CharField(label=_("What is the message about?"), max_length=LONGEST_TITLE)
    sender = forms.ChoiceField(label=_("Who sends it?"))
    receiver = forms.ChoiceField(label=_("To whom?"))
    due_on = day_field(_("By which day?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "sender", worded(MessageParty))
        choose(self, "receiver", worded(MessageParty))

    def added(self) -> AddedMessage:
        """The message, of a valid form."""
        typed = self.cleaned_data
        return AddedMessage(
            title=typed["title"],
            sender=MessageParty(typed["sender"]),
            receiver=MessageParty(typed["receiver"]),
            due_on=typed["due_on"],
        )


class AddMessageForm(WhatFields):
    """A message beside those that every household brings about."""


class AddedMessageForm(WhatFields, MessageForm):
    """What a message is that somebody added, and what became of it."""


def as_recorded(row: MessageRow) -> dict[str, Any]:
    """What the form of a message begins with."""
    said = row.said
    return {
        "sent_on": said.sent_on,
        "received_on": said.received_on,
        "attachment": said.attachment,
        "note": said.note,
        "is_needless": said.is_needless,
        "seen": row.n_changed,
    }


def form_of(row: MessageRow, data: Any) -> MessageForm:
    """The form of a message, with what stands; of one that somebody added also with what it is."""
    begin = as_recorded(row)
    if not row.is_added:
        return MessageForm(data, initial=begin)
    message = row.message
    what = {"title": message.title, "due_on": message.due_on}
    parties = {"sender": message.sender.value, "receiver": message.receiver.value}
    return AddedMessageForm(data, initial=begin | what | parties)


def still_typed(row: MessageRow, data: Any) -> MessageForm | None:
    """The same form with what was typed in it, not looked at yet; None where what stands was left as it is."""
    form = form_of(row, data)
    if "seen" not in data or not set(form.changed_data) - {"seen"}:
        return None
    typed = {name: field.widget.value_from_datadict(data, {}, name) for name, field in form.fields.items()}
    return type(form)(initial=typed)
