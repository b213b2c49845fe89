"""Addresses of this room."""

from hervest.accounts.route import urlpatterns_of
from hervest.journey import cover_views, emergency_views, views

PAGES = (views, emergency_views, cover_views)
"""Where the room's pages stand: importing them gives them their addresses."""

urlpatterns = urlpatterns_of(PAGES[0].__name__.split(".")[1])
