"""The form on which an instrument is gone through: its questions are data."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, hidden_number, worded
from hervest.core.texts import full_day, in_language, label
from hervest.guidance.assessing_queries import AssessBeginning
from hervest.guidance.assessing_rules import Asked, Said
from hervest.guidance.assessing_vocabulary import (
    LONGEST_ASSESSMENT_NOTE,
    Answer,
    AnswerSource,
    ItemKind,
)

PREFIX = "item_"


class AssessForm(EditForm):
    """Who said it and when, and an answer to each question; unknown where nobody answered before."""

    source = forms.ChoiceField(label=_("Who said it?"))
    assessed_on = day_field(_("On which day?"))
    note = forms.CharField(
        label=_("What should your colleagues know of it?"),
        required=False,
        max_length=LONGEST_ASSESSMENT_NOTE,
        help_text=_("Nothing medical, and nothing about violence, faith or whom somebody loves."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.CharField(widget=forms.HiddenInput)
    seen = hidden_number()
    said_anew = ("source", "assessed_on", "note")

    def __init__(
        self,
        *args: Any,
        start: AssessBeginning,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = start.items
        choose(self, "source", [("", _("choose who said it")), *worded(AnswerSource)])
        words = [(answer.value, label(answer)) for answer in start.instrument.answers]
        for item in start.items:
            known = start.before.get(item.key)
            name = PREFIX + item.key
            self.fields[name] = forms.ChoiceField(
                label=capfirst(in_language(item.title_nl, item.title_en)),
                choices=words,
                widget=forms.RadioSelect,
                help_text=_known(known),
            )
            self.initial.setdefault(name, (known.answer if known else Answer.UNKNOWN).value)

    def of(self, kind: ItemKind) -> Iterator[forms.BoundField]:
        """The questions of one kind, as the page asks them."""
        return (self[PREFIX + item.key] for item in self.items if item.kind is kind)

    @property
    def protective(self) -> list[forms.BoundField]:
        """What may help."""
        return list(self.of(ItemKind.PROTECTIVE))

    @property
    def burdening(self) -> list[forms.BoundField]:
        """What may weigh."""
        return list(self.of(ItemKind.BURDENING))

    @property
    def domains(self) -> list[forms.BoundField]:
        """The areas of life."""
        return list(self.of(ItemKind.DOMAIN))

    def asked(self) -> Asked:
        """The talk, of a valid form."""
        typed = self.cleaned_data
        return Asked(
            answers={item.key: Answer(typed[PREFIX + item.key]) for item in self.items},
            source=AnswerSource(typed["source"]),
            on=typed["assessed_on"],
            note=typed["note"],
        )


def _known(said: Said | None) -> Any:
    """Who said the answer that stands there, and when."""
    if said is None or said.answer is Answer.UNKNOWN:
        return ""
    return _("Known until now: %(source)s, %(day)s") % {"source": label(said.source), "day": full_day(said.on)}
