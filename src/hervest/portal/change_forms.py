"""Forms for what happened in a household: the shape of what is typed, nothing decided."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hervest.core.fields import day_field, hidden_number
from hervest.core.texts import called, label
from hervest.core.vocabulary import MemberNo
from hervest.households.change_queries import Changing
from hervest.households.change_rules import (
    Birth,
    Change,
    Joining,
    Leaving,
    Mistake,
    born_as_expected,
    can_be_mistakes,
)
from hervest.households.record_rules import MemberRecord
from hervest.households.vocabulary import ChangeKind, LeftWhy, MemberRole, Sex

NEW = MemberNo(0)
"""The number of somebody who has none yet."""


def people_of(rows: tuple[MemberRecord, ...]) -> list[tuple[str, str]]:
    """People as a form names them."""
    return [(str(row.no), called(row.no, row.first_name, row.last_name)) for row in rows]


class ChangeForm(forms.Form):
    """Something that happened; it is looked at before it is recorded."""

    reason = forms.CharField(
        label=_("How do you know?"),
        max_length=2000,
        help_text=_("Stands with the household. Write nothing medical."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    change: Callable[[], Change]
    """What happened, as each kind has it."""

    seen = hidden_number()
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, now: Changing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = now.case.plan_version
        self.order_fields([name for name in self.fields if name not in {"reason", "seen", "shown"}])

    def confirms(self) -> bool:
        """Whether what was looked at is to be recorded; what was never looked at is shown first."""
        if "confirm" not in self.data:
            return False
        if self.cleaned_data["shown"] != self._looks_like():
            self.add_error(None, _("You had not looked at this yet. See below what it does, then record it."))
            return False
        return True

    def has_shown(self, version: int) -> None:
        """The page shows what the form does to this version of the plan: that is what a confirmation confirms."""
        assert isinstance(self.data, QueryDict)  # it was sent
        given = self.data.copy()
        given["seen"], given["shown"] = str(version), self._looks_like()
        self.data = given

    def values(self) -> dict[str, Any]:
        """What is recorded, and on which version of the plan."""
        opens = bool(self.cleaned_data.get("opens_case"))
        return {
            "change": self.change(),
            "reason": self.cleaned_data["reason"],
            "seen": self.cleaned_data["seen"],
            "opens_case": opens,
        }

    def _looks_like(self) -> str:
        return sha256(repr((self.change(), self.cleaned_data.get("opens_case"))).encode()).hexdigest()[:16]


class PersonForm(ChangeForm):
    """Somebody who was not in the household before."""

    first_name = forms.CharField(label=_("First name"), required=False, max_length=200)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=200)
    sex = forms.TypedChoiceField(label=_("Sex"), required=False, coerce=Sex, empty_value=Sex.UNKNOWN)

    def __init__(self, *args: Any, now: Changing, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        field = self.fields["sex"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("not known")), *((sex.value, label(sex)) for sex in Sex if sex is not Sex.UNKNOWN)]

    def person(self, role: MemberRole) -> MemberRecord:
        """The person in this place of the household."""
        given = self.cleaned_data
        return MemberRecord(
            NEW, role, given["first_name"], given["last_name"], given["born_on"], given["sex"] or Sex.UNKNOWN
        )


class BirthForm(PersonForm):
    """A child was born."""

    born_on = day_field(_("Born on"))
    mother = forms.TypedChoiceField(label=_("Child of"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, now: Changing, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        field = self.fields["mother"]
        assert isinstance(field, forms.TypedChoiceField)
        may_have_one = tuple(row for row in now.record.present if row.role is not MemberRole.CHILD or row.due_on)
        field.choices = [("", _("not said")), *people_of(may_have_one)]
        if len(now.expecting) == 1:
            field.initial = str(now.expecting[0].no)

    def change(self) -> Birth:
        """The birth."""
        mother = self.cleaned_data["mother"]
        return Birth(self.person(MemberRole.CHILD), None if mother is None else MemberNo(mother))


class JoiningForm(PersonForm):
    """Somebody came to live with the household."""

    born_on = day_field(_("Born on"), help_text=_("Leave empty if nobody knows."), required=False)
    role = forms.TypedChoiceField(label=_("Place in the household"), coerce=MemberRole)
    on = day_field(_("Since which day?"))

    def __init__(self, *args: Any, now: Changing, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", ""), *((role.value, label(role)) for role in MemberRole if role is not MemberRole.HEAD)]

    def change(self) -> Joining:
        """The joining."""
        return Joining(self.person(self.cleaned_data["role"]), self.cleaned_data["on"])


class LeavingForm(ChangeForm):
    """Some of the household are no longer in it."""

    why = LeftWhy.SEPARATED
    members = forms.TypedMultipleChoiceField(
        label=_("Who?"), coerce=lambda no: MemberNo(int(no)), widget=forms.CheckboxSelectMultiple
    )
    on = day_field(_("On which day?"))
    new_head = forms.TypedChoiceField(
        label=_("Who is the first contact from then on?"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Only if the first contact is among them."),
    )

    def __init__(self, *args: Any, now: Changing, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        members, head = self.fields["members"], self.fields["new_head"]
        assert isinstance(members, forms.TypedMultipleChoiceField)
        assert isinstance(head, forms.TypedChoiceField)
        members.choices = people_of(now.record.present)
        others = tuple(row for row in now.record.present if row.role is not MemberRole.HEAD)
        head.choices = [("", _("stays the same")), *people_of(others)]

    def change(self) -> Leaving:
        """The leaving."""
        given, head = self.cleaned_data, self.cleaned_data["new_head"]
        return Leaving(frozenset(given["members"]), given["on"], self.why, None if head is None else MemberNo(head))


class DeathForm(LeavingForm):
    """Somebody died."""

    why = LeftWhy.DIED


class SeparationForm(LeavingForm):
    """Some go on apart from the others."""

    opens_case = forms.BooleanField(
        label=_("Open a case of their own for them"),
        required=False,
        help_text=_(
            "In this municipality, with their needs and wishes. You coordinate it until you name somebody else."
        ),
    )

    def __init__(self, *args: Any, now: Changing, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        if not now.may_open_case:
            del self.fields["opens_case"]


class MistakeForm(ChangeForm):
    """Somebody was recorded who never was in this household."""

    member = forms.TypedChoiceField(
        label=_("Who was never in this household?"),
        coerce=lambda no: MemberNo(int(no)),
        help_text=_("Only who was entered by hand, not who came with the dossier."),
    )
    expecting = forms.TypedChoiceField(
        label=_("Whose child is still to be born?"),
        required=False,
        coerce=lambda no: MemberNo(int(no)),
        empty_value=None,
        help_text=_("Choose the mother if it was her birth that was recorded by mistake: her plan expects it again."),
    )

    def __init__(self, *args: Any, now: Changing, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        member, expecting = self.fields["member"], self.fields["expecting"]
        assert isinstance(member, forms.TypedChoiceField)
        assert isinstance(expecting, forms.TypedChoiceField)
        member.choices = [("", _("choose")), *people_of(can_be_mistakes(now.record))]
        expecting.choices = [("", _("nobody's")), *people_of(born_as_expected(now.record))]
        if len(member.choices) == 1:
            member.help_text = _("Nobody was entered by hand: there is nobody to take out.")
        if not now.reads_births or len(expecting.choices) == 1:
            del self.fields["expecting"]

    def change(self) -> Mistake:
        """The mistake."""
        return Mistake(self.cleaned_data["member"], self.cleaned_data.get("expecting"))


FORMS: dict[ChangeKind, type[ChangeForm]] = {
    ChangeKind.BIRTH: BirthForm,
    ChangeKind.JOINING: JoiningForm,
    ChangeKind.SEPARATION: SeparationForm,
    ChangeKind.DEATH: DeathForm,
    ChangeKind.MISTAKE: MistakeForm,
}
"""The form of each kind; a coming of age happens by itself."""
