"""What the tables of third parties hold: tier, purpose and retention class per table."""

from collections.abc import Mapping
from types import MappingProxyType

from hervest.core.classified import Classification, Keep, Purpose
from hervest.core.vocabulary import Tier

THIRD_PARTY: Mapping[str, Classification] = MappingProxyType(
    {
        # Django's own permissions and groups: created with every table, used by nothing here.
        "auth.Permission": Classification(Tier.P0, Purpose.ACCESS, Keep.CONFIGURATION),
        "auth.Group": Classification(Tier.P0, Purpose.ACCESS, Keep.CONFIGURATION),
        "contenttypes.ContentType": Classification(Tier.P0, Purpose.OPERATION, Keep.CONFIGURATION),
        # A session names the person who is logged in and holds messages that wait for the next page.
        "sessions.Session": Classification(Tier.PX, Purpose.ACCESS, Keep.SHORT),
        # allauth's copy of the address somebody logs in with.
        "account.EmailAddress": Classification(Tier.PX, Purpose.ACCESS, Keep.ACCOUNT),
        "account.EmailConfirmation": Classification(Tier.PX, Purpose.ACCESS, Keep.SHORT),
        # Second factors: the secret of an app and of reserve codes encrypted, the public half of a passkey.
        "mfa.Authenticator": Classification(Tier.PX, Purpose.ACCESS, Keep.ACCOUNT),
        # Where somebody is logged in: session, address, browser.
        "usersessions.UserSession": Classification(Tier.PX, Purpose.ACCESS, Keep.SHORT),
        # Jobs carry codes and numbers, never names.
        "django_tasks_database.DBTaskResult": Classification(Tier.PX, Purpose.OPERATION, Keep.SHORT),
    }
)
"""Label of the model -> the classification of all its fields. A test holds this table to what is installed."""
