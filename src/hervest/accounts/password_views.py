"""The page behind the link that sets a password: Django's own, with the password set and logged by our action."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from hervest.accounts.login_actions import choose_password
from hervest.accounts.queries import actor_of
from hervest.accounts.request import now_in, submission_in, today_in
from hervest.accounts.vocabulary import PersonId
from hervest.core.web import see_other


class SetPassword(PasswordResetConfirmView):
    """Choose the first password, or a new one after the old was lost, and be logged in with it."""

    template_name = "accounts/set_password.html"
    request: HttpRequest

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The password is the person's, the link is dead, and they are in."""
        request, person = self.request, self.user
        assert person is not None  # the link was valid
        by = actor_of(person, today=today_in(request), submission=submission_in(request))
        password = form.cleaned_data["new_password1"]
        choose_password(by=by, now=now_in(request), person=PersonId(person.pk), password=password)
        del request.session[INTERNAL_RESET_SESSION_TOKEN]
        get_adapter().login(request, self.get_user(self.kwargs["uidb64"]))
        return see_other("/")
