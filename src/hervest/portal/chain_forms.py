"""Forms of what waits for what: for which milestone, and how much later it might come, both in the address."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hervest.core.fields import WholeField, choose
from hervest.core.texts import label
from hervest.journey.chain_queries import Choice
from hervest.journey.chain_vocabulary import MOST_WEEKS
from hervest.journey.vocabulary import MilestoneCode


class ChooseMilestoneForm(forms.Form):
    """For which milestone one looks at what waits."""

    milestone = forms.ChoiceField(label=_("Milestone"))

    def __init__(self, choices: Iterable[Choice], code: MilestoneCode | None) -> None:
        super().__init__(initial={"milestone": code.value if code else ""})
        choose(self, "milestone", [(choice.code.value, _told(choice)) for choice in choices])


def _told(choice: Choice) -> str:
    words = ngettext("%(milestone)s: %(n)d task waits", "%(milestone)s: %(n)d tasks wait", choice.n)
    return words % {"milestone": label(choice.code), "n": choice.n}


class DelayForm(forms.Form):
    """How many weeks later the milestone might come."""

    later = WholeField(
        label=_("How many weeks later?"),
        help_text=format_lazy(_("From 1 to {most} weeks."), most=MOST_WEEKS),
        least=1,
        most=MOST_WEEKS,
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data if "later" in data else None)
