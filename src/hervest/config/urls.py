"""All addresses: each room's own, and nothing that is not in a room."""

from django.urls import include, path

from hervest.portal import errors

urlpatterns = [
    path("", include("hervest.accounts.urls")),
    path("", include("hervest.notices.urls")),
    path("", include("hervest.journey.urls")),
    path("", include("hervest.households.urls")),
    path("", include("hervest.housing.urls")),
    path("", include("hervest.sponsorship.urls")),
    path("", include("hervest.knowledge.urls")),
    path("", include("hervest.guidance.urls")),
    path("", include("hervest.intake.urls")),
    path("", include("hervest.placement.urls")),
    path("", include("hervest.portal.urls")),  # last: its page of a case would take `cases/new/` for a code
]
handler400 = errors.bad_request
handler404 = errors.not_found
handler500 = errors.server_error
