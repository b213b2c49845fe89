"""Addresses of this room."""

from hervest.accounts.route import urlpatterns_of
from hervest.knowledge import views

urlpatterns = urlpatterns_of(views.__name__.split(".")[1])
