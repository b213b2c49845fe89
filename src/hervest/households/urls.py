"""Addresses of this room."""

from hervest.accounts.route import urlpatterns_of
from hervest.households import access_views, figure_views, own_word_views, views

PAGES = (views, own_word_views, access_views, figure_views)
"""Where the room's pages stand: importing them gives them their addresses."""

urlpatterns = urlpatterns_of(PAGES[0].__name__.split(".")[1])
