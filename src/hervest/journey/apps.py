"""Django's entry to this room."""

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    """Named by its package."""

    name = "hervest.journey"
