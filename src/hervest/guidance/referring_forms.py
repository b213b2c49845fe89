"""Forms of referrals: to which service, on what it rests, what was answered, and how it goes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hervest.accounts.vocabulary import PersonId
from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, hidden_number, needed_at_times, worded
from hervest.core.names import language_name
from hervest.core.texts import label
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.guidance.referring_queries import ReferralRow, Referring
from hervest.guidance.referring_rules import Referred
from hervest.guidance.referring_vocabulary import (
    LONGEST_GROUND,
    LONGEST_QUESTION,
    Basis,
    FollowUp,
    ServiceAnswer,
)
from hervest.journey.vocabulary import TeamRole
from hervest.knowledge.queries import theme_choices
from hervest.knowledge.vocabulary import MapFilters


class FindForm(forms.Form):
    """What is looked for in the map, from a case."""

    words = forms.CharField(label=_("Search"), max_length=100, required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, data: Any, *, languages: Iterable[str] = ()) -> None:
        super().__init__(data, auto_id="f-%s")
        choose(self, "theme", [("", _("all")), *theme_choices()])
        choose(self, "language", [("", _("all")), *spoken(languages)])

    def filters(self) -> MapFilters:
        """What the address asks for."""
        self.is_valid()
        given = self.cleaned_data
        return MapFilters(
            words=given.get("words") or "", theme=given.get("theme") or "", language=given.get("language") or ""
        )


class ReferForm(forms.Form):
    """Who is referred, with which question, and on what that rests."""

    member = forms.TypedChoiceField(
        label=_("Who is referred?"), coerce=lambda word: MemberNo(int(word)), empty_value=None
    )
    theme = forms.ChoiceField(label=_("About what?"))
    question = forms.CharField(
        label=_("What is asked of them?"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What somebody wants to be able to do, or what they need. Never an illness or a diagnosis."),
    )
    basis = forms.ChoiceField(label=_("Did they say yes to this?"), widget=forms.RadioSelect)
    consented_by = needed_at_times(
        forms.TypedChoiceField(
            label=_("Who said yes?"),
            required=False,
            coerce=lambda word: MemberNo(int(word)),
            empty_value=None,
            help_text=_("From 16 on they say it themselves; for a younger child a grown-up of the household does."),
        )
    )
    consented_on = needed_at_times(day_field(_("On which day?"), required=False))
    language = needed_at_times(forms.ChoiceField(label=_("In which language was it explained?"), required=False))
    interpreting = needed_at_times(forms.ChoiceField(label=_("Who interpreted?"), required=False))
    ground = needed_at_times(
        forms.CharField(
            label=_("Without a yes: on which ground?"),
            required=False,
            max_length=LONGEST_GROUND,
            help_text=_("The task or duty by which this has to be done, for instance compulsory education."),
        )
    )
    reader = needed_at_times(
        forms.TypedChoiceField(
            label=_("Who of a care partner may read of this person?"),
            required=False,
            coerce=lambda word: PersonId(int(word)),
            empty_value=None,
            help_text=_("Only with a yes, and only until the referral ends."),
        )
    )
    reads_as = needed_at_times(
        forms.TypedChoiceField(label=_("As what?"), required=False, coerce=TeamRole, empty_value=None)
    )
    follow_up_on = day_field(_("When do you ask how it goes?"))

    def __init__(self, *args: Any, shown: Referring, people: Mapping[MemberNo, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(no), people.get(no, str(no))) for no in shown.consenting]
        choose(self, "member", [("", _("choose a person")), *named])
        choose(self, "theme", shown.themes)
        choose(self, "basis", worded(Basis))
        choose(self, "consented_by", [("", _("choose a person")), *named])
        choose(self, "language", [("", _("choose the language")), *spoken(shown.languages)])
        choose(self, "interpreting", [("", _("not known")), *worded(Interpreting)])
        readers = [(str(row.id), f"{row.name} ({row.organisation})") for row in shown.readers]
        choose(self, "reader", [("", _("nobody")), *readers])
        choose(self, "reads_as", [("", _("not needed")), *((role.value, label(role)) for role in shown.roles)])
        if not readers:
            del self.fields["reader"], self.fields["reads_as"]

    def referred(self, service: int) -> Referred:
        """What is recorded, of a valid form. What belongs to the other basis is left out."""
        typed = self.cleaned_data
        basis = Basis(typed["basis"])
        by_consent = basis is Basis.CONSENT
        return Referred(
            member=typed["member"],
            service=service,
            theme=typed["theme"],
            question=typed["question"],
            basis=basis,
            follow_up_on=typed["follow_up_on"],
            consented_by=typed["consented_by"] if by_consent else None,
            consented_on=typed["consented_on"] if by_consent else None,
            language=typed["language"] if by_consent else "",
            interpreting=Interpreting(typed["interpreting"]) if by_consent and typed["interpreting"] else None,
            ground=typed["ground"],
            reader=typed.get("reader"),
            reads_as=typed.get("reads_as"),
        )


class AnswerForm(EditForm):
    """What the service said."""

    answer = forms.ChoiceField(label=_("What did they say?"), widget=forms.RadioSelect)
    answered_on = day_field(_("On which day?"))
    note_of_it = forms.CharField(
        label=_("What matters of it?"),
        required=False,
        max_length=LONGEST_GROUND,
        help_text=_("For instance the day of the first appointment. Never an illness or a diagnosis."),
    )
    seen = hidden_number()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "answer", worded(word for word in ServiceAnswer if word is not ServiceAnswer.WAITING))


class FollowForm(EditForm):
    """How it goes."""

    heard = forms.ChoiceField(label=_("How does it go?"), widget=forms.RadioSelect)
    again_on = needed_at_times(
        day_field(_("When do you ask again?"), required=False, help_text=_("Only when it still goes on."))
    )
    note_of_it = forms.CharField(
        label=_("What matters of it?"),
        required=False,
        max_length=LONGEST_GROUND,
        help_text=_("Never an illness or a diagnosis."),
    )
    seen = hidden_number()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "heard", worded(FollowUp))


def spoken(languages: Iterable[str]) -> list[tuple[str, str]]:
    """These languages as choices, in the reader's language."""
    here = (get_language() or "nl")[:2]
    return [(code, language_name(code, here)) for code in languages]


def as_answered(row: ReferralRow, today: date) -> dict[str, Any]:
    """What a form begins with that records an answer, or corrects it."""
    course = row.course
    is_said = course.answer is not ServiceAnswer.WAITING
    return {
        "answer": course.answer.value if is_said else "",
        "answered_on": course.answered_on or today,
        "note_of_it": row.note,
        "seen": row.n_changed,
    }
