"""Addresses of this room."""

from hervest.accounts.route import urlpatterns_of
from hervest.guidance import arriving_views, explaining_views, reunion_views

PAGES = (explaining_views, arriving_views, reunion_views)
"""Where the room's pages stand: importing them gives them their addresses."""

urlpatterns = urlpatterns_of(PAGES[0].__name__.split(".")[1])
