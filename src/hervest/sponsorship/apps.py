"""Django's entry to this room."""

from django.apps import AppConfig


class SponsorshipConfig(AppConfig):
    """Named by its package."""

    name = "hervest.sponsorship"
