"""Addresses of the account pages, allauth's among them: each under a permission."""

from functools import partial

from allauth.account import views as allauth
from allauth.mfa.recovery_codes import views as codes

from hervest.accounts import factor_views, look_views, people_views, saved_views, views
from hervest.accounts.password_views import SetPassword
from hervest.accounts.permissions import Permission
from hervest.accounts.route import mounted, urlpatterns_of

(ROOM,) = {module.__name__.split(".")[1] for module in (views, people_views, factor_views, saved_views, look_views)}

public = partial(mounted, permission=Permission.PAGE_PUBLIC, room="allauth")
"""Open to everybody."""

own = partial(public, signed_in=True)
"""About the own account, for whoever is logged in."""

grave = partial(own, grave=True)
"""About what protects the own account: after a fresh proof."""

urlpatterns = [
    public("accounts/login/", allauth.login, name="account_login"),
    public("accounts/login/step/", factor_views.SecondStep.as_view(), name="mfa_authenticate"),
    public("accounts/login/passkey/", factor_views.PasskeyLogin.as_view(), name="mfa_login_webauthn"),
    public("accounts/logout/", allauth.logout, name="account_logout"),
    public("accounts/signup/", allauth.signup, name="account_signup"),
    public("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    public("welcome/<uidb64>/<token>/", SetPassword.as_view(), name="set_password"),
    own("accounts/password/change/", allauth.password_change, name="account_change_password"),
    own("accounts/password/set/", allauth.password_set, name="account_set_password"),
    own("accounts/proof/", factor_views.ProofByPassword.as_view(), name="account_reauthenticate"),
    own("accounts/proof/code/", factor_views.ProofByCode.as_view(), name="mfa_reauthenticate"),
    own("accounts/proof/passkey/", factor_views.ProofByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    grave("second-step/app/add/", factor_views.AddApp.as_view(), name="mfa_activate_totp"),
    grave("second-step/app/remove/", factor_views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    grave("second-step/passkeys/add/", factor_views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    grave("second-step/passkeys/<int:pk>/remove/", factor_views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    grave("second-step/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    grave("second-step/codes/new/", factor_views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    grave("second-step/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    *urlpatterns_of(ROOM),
]
