"""Addresses of this room."""

from hervest.accounts.route import urlpatterns_of
from hervest.guidance import (
    arriving_views,
    assessing_views,
    caseload_views,
    explaining_views,
    goal_views,
    help_views,
    integrating_views,
    intensity_views,
    interpreting_views,
    money_plan_views,
    money_views,
    peer_views,
    ready_views,
    reunion_views,
    safety_views,
    signal_views,
)

PAGES = (
    arriving_views,
    assessing_views,
    caseload_views,
    explaining_views,
    goal_views,
    help_views,
    integrating_views,
    intensity_views,
    interpreting_views,
    money_plan_views,
    money_views,
    ready_views,
    peer_views,
    reunion_views,
    safety_views,
    signal_views,
)
"""Where the room's pages stand: importing them gives them their addresses."""

urlpatterns = urlpatterns_of(PAGES[0].__name__.split(".")[1])
