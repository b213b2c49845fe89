"""How allauth's second factors behave here: their secrets are kept encrypted, and the last one stays where it must."""

import base64
from typing import ClassVar

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hervest.accounts.factor_queries import is_last_factor, must_have_factor, own_factors
from hervest.accounts.models import Person
from hervest.accounts.request import actor_in
from hervest.accounts.vocabulary import PersonId

NAME = "Hervest"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """The methods are allauth's; their signatures too."""

    error_messages: ClassVar[dict[str, str | Promise]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not right, or it was used before. Wait for a new code and try again."),
        "cannot_delete_authenticator": _(
            "You need a second step. First add another one, then you can remove this one."
        ),
    }

    def get_totp_issuer(self) -> str:
        """What the app on the phone calls us."""
        return NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What a browser calls us when it asks for a passkey."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": NAME}

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # noqa: A002, ARG002  # allauth's signature
        """A name for a passkey, until its owner gives it another."""
        return gettext("Passkey %(n)d") % {"n": len(own_factors(actor_in(context.request)).passkeys) + 1}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody whose roles ask for one."""
        is_last = is_last_factor(PersonId(authenticator.user_id), authenticator.pk)
        return not (is_last and must_have_factor(actor_in(context.request)))

    def encrypt(self, text: str) -> str:
        """Unreadable without the key of this installation."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted with it."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    """The key for these secrets alone, made from the installation's own."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"hervest second factor")
    return Fernet(base64.urlsafe_b64encode(kdf.derive(settings.SECRET_KEY.encode())))
