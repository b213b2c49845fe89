"""Addresses of the account pages, allauth's among them: each under a permission."""

from allauth.account import views as allauth
from django.contrib.auth.views import PasswordResetConfirmView

from hervest.accounts import views
from hervest.accounts.permissions import Permission
from hervest.accounts.route import mounted, urlpatterns_of

PUBLIC = Permission.PAGE_PUBLIC
set_password = PasswordResetConfirmView.as_view(
    template_name="accounts/set_password.html",
    success_url="/",
    post_reset_login=True,
    post_reset_login_backend="allauth.account.auth_backends.AuthenticationBackend",
)

urlpatterns = [
    mounted("accounts/login/", allauth.login, permission=PUBLIC, name="account_login", room="allauth"),
    mounted("accounts/logout/", allauth.logout, permission=PUBLIC, name="account_logout", room="allauth"),
    mounted("accounts/signup/", allauth.signup, permission=PUBLIC, name="account_signup", room="allauth"),
    mounted("accounts/inactive/", allauth.account_inactive, permission=PUBLIC, name="account_inactive", room="allauth"),
    mounted(
        "accounts/password/change/",
        allauth.password_change,
        permission=Permission.QUESTION_ASK,
        name="account_change_password",
        room="allauth",
    ),
    mounted(
        "accounts/password/set/",
        allauth.password_set,
        permission=Permission.QUESTION_ASK,
        name="account_set_password",
        room="allauth",
    ),
    mounted("welcome/<uidb64>/<token>/", set_password, permission=PUBLIC, name="set_password", room="allauth"),
    *urlpatterns_of(views.__name__.split(".")[1]),
]
