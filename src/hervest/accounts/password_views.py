"""The page behind the link that sets a password: Django's own, with the password set and logged by our action."""

from allauth.account.utils import perform_login
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from hervest.accounts.link_queries import SpentLink, is_open, spent_link
from hervest.accounts.login_actions import choose_password
from hervest.accounts.models import Person
from hervest.accounts.queries import actor_of
from hervest.accounts.request import now_in, submission_in, today_in
from hervest.accounts.vocabulary import PersonId
from hervest.core.web import see_other


class SetPassword(PasswordResetConfirmView):
    """Choose the first password, or a new one after the old was lost, and go on to log in with it.

    Whoever has a second step takes it all the same: a link alone never lets anybody past it.
    """

    template_name = "accounts/set_password.html"
    request: HttpRequest
    spent: SpentLink | None = None

    def get_user(self, uidb64: str) -> Person | None:
        """Whose link it is, while it works; else what can be said of it is kept for the page."""
        person = super().get_user(uidb64)
        if person is None or is_open(person, now=now_in(self.request)):
            return person
        kept = self.request.session.get(INTERNAL_RESET_SESSION_TOKEN)
        token = kept if self.kwargs["token"] == self.reset_url_token else self.kwargs["token"]
        if self.token_generator.check_token(person, token):
            self.spent = spent_link(person)
        return None

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """What the page says of a link that works no more."""
        return super().get_context_data(**kwargs) | {"spent": self.spent, "today": today_in(self.request)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The password is the person's, the link is dead, and they are on their way in."""
        request, person = self.request, self.user
        assert isinstance(person, Person)  # the link was valid
        by = actor_of(person, today=today_in(request), submission=submission_in(request))
        password = form.cleaned_data["new_password1"]
        choose_password(by=by, now=now_in(request), person=PersonId(person.pk), password=password)
        del request.session[INTERNAL_RESET_SESSION_TOKEN]
        person.refresh_from_db()
        return see_other(perform_login(request, person)["Location"])
