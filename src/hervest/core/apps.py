"""Django's entry to this room."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Named by its package."""

    name = "hervest.core"
