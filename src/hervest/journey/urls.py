"""Addresses of this room."""

from hervest.accounts.route import urlpatterns_of
from hervest.journey import emergency_views, views, workflow_moving_views, workflow_views

PAGES = (views, emergency_views, workflow_views, workflow_moving_views)
"""Where the room's pages stand: importing them gives them their addresses."""

urlpatterns = urlpatterns_of(PAGES[0].__name__.split(".")[1])
