"""Root addresses: each room brings its own. The pages of failures are those of the toolbox."""

from django.urls import include, path

urlpatterns = [
    path("", include("paraphe.web.urls")),
    path("", include("paraphe.accounts.web.urls")),
    path("", include("paraphe.home.web.urls")),
    path("", include("paraphe.access.web.urls")),
    path("", include("paraphe.access.api.urls")),
    path("", include("paraphe.declarations.web.urls")),
    path("", include("paraphe.helpdesk.web.urls")),
    path("", include("paraphe.upkeep.web.urls")),
    path("", include("paraphe.notifications.web.urls")),
    path("", include("paraphe.signatures.web.urls")),
]

handler400 = "paraphe.web.failures.bad_request"
handler403 = "paraphe.web.failures.permission_denied"
handler404 = "paraphe.web.failures.not_found"
handler500 = "paraphe.web.failures.server_error"
