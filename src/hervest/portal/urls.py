"""Addresses of this room."""

from hervest.accounts.route import urlpatterns_of
from hervest.portal import (
    agenda_views,
    chain_views,
    change_views,
    contact_views,
    cover_views,
    document_views,
    practice_views,
    schedule_views,
    tour_views,
    views,
)

PAGES = (
    views,
    agenda_views,
    chain_views,
    change_views,
    contact_views,
    cover_views,
    document_views,
    practice_views,
    schedule_views,
    tour_views,
)
"""Where the room's pages stand: importing them gives them their addresses."""

(ROOM,) = {module.__name__.split(".")[1] for module in PAGES}

urlpatterns = urlpatterns_of(ROOM)
