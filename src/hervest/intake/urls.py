"""Addresses of this room."""

from hervest.intake import views
from hervest.accounts.route import urlpatterns_of

urlpatterns = urlpatterns_of(views.__name__.split(".")[1])
