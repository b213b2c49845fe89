"""Pages of the second step. allauth does the work; here it is logged, and the visit knows what was proven in it."""

from allauth.account import views as account
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from hervest.accounts import factor_actions, factor_queries, visit
from hervest.accounts.adapter import note_failed_factor, note_unknown_login
from hervest.accounts.login_actions import record_factor, record_proof
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import actor_of
from hervest.accounts.request import actor_in, now_in, person_in, today_in, waits_for_factor
from hervest.accounts.route import SET_UP, route
from hervest.accounts.vocabulary import SecondFactorKind
from hervest.core.errors import RuleBroken
from hervest.core.web import page

OWN_PAGE = reverse_lazy(SET_UP)


@route("second-step/", permission=Permission.PAGE_PUBLIC, signed_in=True, name=SET_UP)
def second_step(request: HttpRequest) -> HttpResponse:
    """The own second factors; whoever must have one and has none begins here."""
    return page(
        request,
        "accounts/second_step.html",
        factors=factor_queries.own_factors(actor_in(request)),
        must_begin=waits_for_factor(request),
        must_have=factor_queries.must_have_factor(actor_in(request)),
        today=today_in(request),
    )


def _added(request: HttpRequest, kind: SecondFactorKind) -> None:
    """Logged; this browser has shown it, and every other one must."""
    by, now, person = actor_in(request), now_in(request), person_in(request)
    record_factor("second_factor.added", by, kind=kind, now=now)
    factor_actions.told_of_taking(person)
    factor_actions.end_other_visits(by=by, now=now, person=person, but=request.session.session_key or "")
    visit.proven_again(request.session, now=now, by_factor=True)


class AddApp(totp.ActivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """Set up an app that makes codes."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The app is a second factor; the code that showed it is spent."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            factor_actions.spend_code(person_in(self.request), form.cleaned_data["code"], now=now_in(self.request))
            _added(self.request, SecondFactorKind.TOTP)
        messages.success(self.request, _("From now on you log in with your password and a code of your app."))
        return answer


class RemoveApp(totp.DeactivateTOTPView):  # type: ignore[misc]
    """Take away the own app."""

    success_url = OWN_PAGE

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The app lets nobody in any more."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            record_factor(
                "second_factor.removed", actor_in(self.request), kind=SecondFactorKind.TOTP, now=now_in(self.request)
            )
        messages.success(self.request, _("The app no longer counts."))
        return answer


class AddPasskey(webauthn.AddWebAuthnView):  # type: ignore[misc]
    """Set up a passkey."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The passkey is a second factor, and logs in by itself."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            _added(self.request, SecondFactorKind.WEBAUTHN)
        messages.success(self.request, _("From now on you can log in with this passkey."))
        return answer


class RemovePasskey(webauthn.RemoveWebAuthnView):  # type: ignore[misc]
    """Take away an own passkey."""

    success_url = OWN_PAGE

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The passkey lets nobody in any more. Raises: RuleBroken for the last factor of who must have one."""
        person, factor = person_in(self.request), self.get_object().pk
        if factor_queries.is_last_factor(person, factor) and factor_queries.must_have_factor(actor_in(self.request)):
            raise RuleBroken("last_factor")
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            record_factor(
                "second_factor.removed",
                actor_in(self.request),
                kind=SecondFactorKind.WEBAUTHN,
                now=now_in(self.request),
            )
        messages.success(self.request, _("The passkey no longer counts."))
        return answer


class NewCodes(codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    """Make new reserve codes."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The new codes count, the old ones do not."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            kind = SecondFactorKind.RECOVERY_CODES
            record_factor("second_factor.codes", actor_in(self.request), kind=kind, now=now_in(self.request))
        return answer


class SecondStep(base.AuthenticateView):  # type: ignore[misc]
    """The second step of logging in."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The person is in."""
        used, user = _factor_of(form), self.stage.login.user
        with transaction.atomic():
            record_factor(
                "second_factor.used",
                actor_of(user, today=today_in(self.request)),
                kind=SecondFactorKind(used.type),
                now=now_in(self.request),
            )
            answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Nobody is in; the log says whose factor was tried."""
        note_failed_factor(self.request, self.stage.login.user, form)
        answer: HttpResponse = super().form_invalid(form)
        return answer


class PasskeyLogin(webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """Log in with a passkey alone: it is with the person, and asks for a finger, a face or a code."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The person is in, if they may log in at all."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            if self.request.user.is_authenticated:
                by = actor_of(self.request.user, today=today_in(self.request))
                record_factor("second_factor.used", by, kind=SecondFactorKind.WEBAUTHN, now=now_in(self.request))
        return answer

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Nobody is in, and nobody knows who it was."""
        note_unknown_login(self.request)
        answer: HttpResponse = super().form_invalid(form)
        return answer


class Proof:
    """What the three ways have in common to show again that it is you."""

    request: HttpRequest
    by_factor = True

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The proof is fresh, the session has a new key, and one goes back to where it was asked."""
        request, now = self.request, now_in(self.request)
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # allauth's view
            record_proof(actor_in(request), now=now)
            visit.proven_again(request.session, now=now, by_factor=self.by_factor)
            was = request.session.session_key or ""
            request.session.cycle_key()
            factor_actions.move_visit(was=was, becomes=request.session.session_key or "")
        return answer


class ProofByPassword(Proof, account.ReauthenticateView):  # type: ignore[misc]
    """With the password."""

    by_factor = False


class ProofByCode(Proof, base.ReauthenticateView):  # type: ignore[misc]
    """With a code of the app, or a reserve code."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The log says whose factor was tried."""
        note_failed_factor(self.request, self.request.user, form)
        answer: HttpResponse = super().form_invalid(form)
        return answer


class ProofByPasskey(Proof, webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """With a passkey."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The log says whose factor was tried."""
        note_failed_factor(self.request, self.request.user, form)
        answer: HttpResponse = super().form_invalid(form)
        return answer


def _factor_of(form: BaseForm) -> Authenticator:
    """The factor that was shown: a code's, or the passkey itself."""
    return getattr(form, "authenticator", None) or form.cleaned_data["credential"]
