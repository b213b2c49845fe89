"""Django's entry to this room."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Named by its package."""

    name = "hervest.portal"
