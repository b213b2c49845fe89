"""Addresses of this room."""

from hervest.accounts.route import urlpatterns_of
from hervest.placement import (
    agreed_views,
    choice_views,
    home_list_views,
    match_exemption_views,
    match_side_views,
    match_views,
    region_views,
    transfer_views,
    views,
)

PAGES = (
    views,
    agreed_views,
    match_views,
    match_exemption_views,
    match_side_views,
    choice_views,
    transfer_views,
    region_views,
    home_list_views,
)
"""Where the room's pages stand: importing them gives them their addresses."""

urlpatterns = urlpatterns_of(PAGES[0].__name__.split(".")[1])
