"""Addresses of the account pages, allauth's among them: each under a permission."""

from allauth.account import views as allauth

from hervest.accounts import people_views, views
from hervest.accounts.password_views import SetPassword
from hervest.accounts.permissions import Permission
from hervest.accounts.route import mounted, urlpatterns_of

(ROOM,) = {module.__name__.split(".")[1] for module in (views, people_views)}
PUBLIC = Permission.PAGE_PUBLIC

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
    mounted("welcome/<uidb64>/<token>/", SetPassword.as_view(), permission=PUBLIC, name="set_password", room="allauth"),
    *urlpatterns_of(ROOM),
]
