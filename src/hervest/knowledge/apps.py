"""Django's entry to this room."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Named by its package."""

    name = "hervest.knowledge"
