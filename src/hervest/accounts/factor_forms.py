"""Forms of the second step: a code is typed in one field, counts once, and says in our words what is wrong."""

from typing import Any

from allauth.account.forms import ReauthenticateForm as PasswordReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.accounts.factor_actions import spend_code
from hervest.accounts.request import now_in
from hervest.accounts.vocabulary import PersonId, SecondFactorKind, TakenWhy
from hervest.core.texts import label


def code_field(text: Any) -> forms.CharField:
    """Where a code is typed: phones show digits, and offer the code they know."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}
    return forms.CharField(label=text, max_length=20, widget=forms.TextInput(attrs=attrs))


class CodeOnce(forms.Form):
    """A code of the app is accepted once."""

    def clean_code(self) -> str:
        """The code, if it is right and new."""
        code: str = super().clean_code()  # type: ignore[misc]  # allauth's form
        found = self.authenticator  # type: ignore[attr-defined]
        is_app = found.type == SecondFactorKind.TOTP
        if is_app and not spend_code(PersonId(found.user_id), code, now=now_in(context.request)):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(CodeOnce, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second step of logging in."""

    code = code_field(_("Code of your app, or one of your reserve codes"))


class CodeAgainForm(CodeOnce, ReauthenticateForm):  # type: ignore[misc]
    """Showing again that it is you."""

    code = code_field(_("Code of your app, or one of your reserve codes"))


class PasswordAgainForm(PasswordReauthenticateForm):  # type: ignore[misc]
    """Showing again that it is you, with the password."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of the app: it shows that the app and we agree."""

    code = code_field(_("The code that the app shows now"))


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey, under a name by which its owner knows it."""

    name = forms.CharField(label=_("Name of this passkey"), required=False, max_length=60)


class TakeFactorsForm(forms.Form):
    """Why somebody's second factors are taken away."""

    why = forms.TypedChoiceField(
        label=_("Why?"), coerce=TakenWhy, widget=forms.RadioSelect, choices=[(why.value, why) for why in TakenWhy]
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["why"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(why.value, label(why)) for why in TakenWhy]
