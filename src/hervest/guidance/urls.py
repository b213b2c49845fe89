"""Addresses of this room."""

from hervest.accounts.route import urlpatterns_of
from hervest.guidance import explaining_views

urlpatterns = urlpatterns_of(explaining_views.__name__.split(".")[1])
