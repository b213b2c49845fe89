"""Forms of the contact log: few questions, in the order in which somebody tells them, and who reads the answer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, hidden_number, needed_at_times, worded
from hervest.core.names import language_name
from hervest.core.texts import coded, label
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.journey.contact_actions import FollowUp
from hervest.journey.contact_queries import Audience, ContactFilters, ContactRow
from hervest.journey.contact_rules import Contact
from hervest.journey.contact_vocabulary import ContactChannel, ContactParty, ContactReader, TopicKey
from hervest.journey.topic_queries import topic_titles
from hervest.journey.vocabulary import LONGEST_TITLE

LONGEST_TEXT = 4000


class ContactFilterForm(forms.Form):
    """What narrows the log: read from the address."""

    channel = forms.ChoiceField(label=_("How?"), required=False)
    topic = forms.ChoiceField(label=_("About what?"), required=False)
    mine = forms.BooleanField(label=_("Only what I noted"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "channel", [("", _("every way")), *worded(ContactChannel)])
        choose(self, "topic", [("", _("everything")), *topic_titles().items()])

    def filters(self) -> ContactFilters:
        """What was asked; nonsense asks for nothing."""
        found = self.cleaned_data if self.is_valid() else {}
        return ContactFilters(
            channel=found.get("channel", ""), topic=found.get("topic", ""), mine=found.get("mine", False)
        )


class ContactForm(EditForm):
    """A contact: when, how, with whom, what was said, and who reads it."""

    happened_on = day_field(_("On which day?"))
    channel = forms.ChoiceField(label=_("How?"), widget=forms.RadioSelect)
    people = forms.MultipleChoiceField(label=_("With whom?"), widget=forms.CheckboxSelectMultiple)
    language = needed_at_times(
        forms.ChoiceField(
            label=_("In which language?"), required=False, help_text=_("If somebody of the household took part.")
        )
    )
    interpreting = needed_at_times(
        forms.ChoiceField(label=_("Who interpreted?"), required=False, widget=forms.RadioSelect)
    )
    text = forms.CharField(
        label=_("What was said or agreed?"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Write nothing medical, and nothing that whoever reads it need not know."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    topics = forms.MultipleChoiceField(
        label=_("What was explained?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    about = forms.ChoiceField(
        label=_("Whom is it about?"),
        required=False,
        help_text=_("About one person: nobody else of the household reads it."),
    )
    readers = forms.MultipleChoiceField(
        label=_("Who else reads this?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    follow_up = forms.CharField(label=_("What has to be done yet?"), required=False, max_length=LONGEST_TITLE)
    follow_up_on = day_field(_("By which day?"), required=False)
    seen = hidden_number()

    def __init__(
        self,
        *args: Any,
        people: Mapping[MemberNo, str],
        languages: Iterable[str],
        audience: Audience,
        may_add_task: bool,
        is_household: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(no), name) for no, name in people.items()]
        whole, *others = ContactParty
        them = [(whole.value, label(whole)), *named] if is_household else []
        choose(self, "channel", worded(ContactChannel))
        choose(self, "people", [*them, *worded(others)])
        here = (get_language() or "nl")[:2]
        spoken = [(code, language_name(code, here)) for code in languages]
        choose(self, "language", [("", _("choose the language")), *spoken])
        choose(self, "interpreting", worded(Interpreting))
        choose(self, "topics", topic_titles().items())
        choose(self, "about", [("", label(whole)), *named])
        self._ask_how_it_was_said(named)
        self._offer(audience, people)
        if "seen" not in self.initial:
            del self.fields["seen"]
        if not named:
            del self.fields["about"]
        if not is_household:
            del self.fields["language"], self.fields["interpreting"], self.fields["topics"]
        if not may_add_task:
            del self.fields["follow_up"], self.fields["follow_up_on"]

    def _ask_how_it_was_said(self, named: Iterable[tuple[str, str]]) -> None:
        """Language and interpreter are asked, but of who says that nobody of the household took part."""
        them = {ContactParty.HOUSEHOLD.value, *(no for no, _ in named)}
        is_asked = not self.is_bound or not them.isdisjoint(self["people"].value() or ())
        for name, code in (("language", "contact_in_which_language"), ("interpreting", "contact_who_interpreted")):
            self.fields[name].required = is_asked
            self.fields[name].error_messages["required"] = coded("error", code)

    def _offer(self, audience: Audience, people: Mapping[MemberNo, str]) -> None:
        """Who may be chosen to read it too, by name; whoever notes from outside the team chooses nobody."""
        found = [(side.value, _told(side, names)) for side, names in audience.others.items()]
        if audience.household:
            names = [people[no] for no in audience.household if no in people]
            found.append((ContactReader.HOUSEHOLD.value, _told(ContactReader.HOUSEHOLD, names)))
        offered = {side for side, _name in found}
        chosen = [ContactReader(side) for side in self.initial.get("readers", ()) if side not in offered]
        found += [(side.value, label(side)) for side in chosen]  # where nobody stands any more since it was written
        choose(self, "readers", found)
        if audience.always or not found:
            del self.fields["readers"]

    def clean(self) -> dict[str, Any]:
        """A task has a title and a day."""
        title, on = self.cleaned_data.get("follow_up"), self.cleaned_data.get("follow_up_on")
        if on and not title and "follow_up" in self.fields:
            self.add_error("follow_up", gettext("Say what has to be done by that day, or leave the day out."))
        if title and not on and "follow_up_on" not in self.errors:
            self.add_error("follow_up_on", gettext("Choose the day by which it has to be done."))
        return self.cleaned_data

    def contact(self) -> Contact:
        """What was noted, of a valid form."""
        said = self.cleaned_data
        members = frozenset(MemberNo(int(word)) for word in said["people"] if word.isdigit())
        parties = frozenset(ContactParty(word) for word in said["people"] if not word.isdigit())
        is_with_household = bool(members) or ContactParty.HOUSEHOLD in parties
        return Contact(
            on=said["happened_on"],
            channel=ContactChannel(said["channel"]),
            text=said["text"],
            about=MemberNo(int(said["about"])) if said.get("about") else None,
            members=members,
            parties=parties,
            language=said["language"] if is_with_household else "",
            interpreting=Interpreting(said["interpreting"]) if is_with_household and said["interpreting"] else None,
            topics=frozenset(TopicKey(word) for word in said.get("topics", ())),
            readers=frozenset(ContactReader(word) for word in said.get("readers", ())),
        )

    def task(self) -> FollowUp | None:
        """The task that comes of it, of a valid form."""
        title = self.cleaned_data.get("follow_up")
        return FollowUp(title, self.cleaned_data["follow_up_on"]) if title else None


def _told(side: ContactReader, names: Iterable[str]) -> str:
    """A side, and who stands there today."""
    found = ", ".join(names)
    return f"{label(side)}: {found}" if found else label(side)


def typed_before(draft: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What a form begins with that was kept as a draft."""
    several = {name for name, field in ContactForm.base_fields.items() if isinstance(field, forms.MultipleChoiceField)}
    return {
        name: list(texts) if name in several else texts[-1]
        for name, texts in draft.items()
        if name in ContactForm.base_fields and texts and name != "seen"
    }


def as_noted(row: ContactRow, n_corrected: int) -> dict[str, Any]:
    """What a form begins with that corrects a contact."""
    contact = row.contact
    return {
        "happened_on": contact.on,
        "channel": contact.channel.value,
        "people": [*map(str, sorted(contact.members)), *sorted(contact.parties)],
        "language": contact.language,
        "interpreting": contact.interpreting.value if contact.interpreting else "",
        "text": contact.text,
        "topics": sorted(contact.topics),
        "about": str(contact.about or ""),
        "readers": sorted(contact.readers),
        "seen": n_corrected,
    }
