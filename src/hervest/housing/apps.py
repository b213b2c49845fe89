"""Django's entry to this room."""

from django.apps import AppConfig


class HousingConfig(AppConfig):
    """Named by its package."""

    name = "hervest.housing"
