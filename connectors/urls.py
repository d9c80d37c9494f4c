"""What the outside world sees of the connectors."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("connectors.webform.urls")),
]
