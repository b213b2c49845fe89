"""Django's entry to this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Named by its package."""

    name = "hervest.audit"
