"""Addresses of this room."""

from hervest.accounts.route import urlpatterns_of
from hervest.portal import change_views, cover_views, practice_views, tour_views, views

(ROOM,) = {module.__name__.split(".")[1] for module in (views, change_views, cover_views, practice_views, tour_views)}

urlpatterns = urlpatterns_of(ROOM)
