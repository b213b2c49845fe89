"""Django's entry to this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Named by its package."""

    name = "hervest.accounts"
