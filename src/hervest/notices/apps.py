"""Django's entry to this room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Named by its package."""

    name = "hervest.notices"
