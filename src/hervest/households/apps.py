"""Django's entry to this room."""

from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    """Named by its package."""

    name = "hervest.households"
