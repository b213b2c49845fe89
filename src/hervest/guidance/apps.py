"""Django's entry to this room."""

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    """Named by its package."""

    name = "hervest.guidance"
