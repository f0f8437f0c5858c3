"""Root addresses: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("paraphe.web.urls")),
    path("", include("paraphe.accounts.web.urls")),
    path("", include("paraphe.home.web.urls")),
    path("", include("paraphe.access.web.urls")),
    path("", include("paraphe.declarations.web.urls")),
]
