"""Django's entry to this room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Named by its package."""

    name = "hervest.intake"
