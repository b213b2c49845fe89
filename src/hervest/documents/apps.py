"""Django's entry to this room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Named by its package."""

    name = "hervest.documents"
