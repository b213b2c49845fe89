"""Addresses of this room."""

from hervest.accounts.route import urlpatterns_of
from hervest.intake import mapping_views, mend_views, running_views, sponsor_views, staff_views, views

urlpatterns = urlpatterns_of(views.__name__.split(".")[1])
assert mapping_views
assert mend_views
assert running_views
assert sponsor_views
assert staff_views  # their routes are among them
