"""Django's entry to this room."""

from django.apps import AppConfig


class PlacementConfig(AppConfig):
    """Named by its package."""

    name = "hervest.placement"
