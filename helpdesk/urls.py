"""Every address of the product. Owners add their include; the console takes what is left."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from helpdesk.console import console
from helpdesk.operator import Health
from helpdesk.password import choose
from helpdesk.setup import setup
from helpdesk.two_steps import qr
from helpdesk.unsubscribe import unsubscribe
from inbox.api.errors import nowhere

# First words that are never the console's.
SERVER_SIDE = "_allauth|api|brand|f|help|hooks|setup|static|survey|t|unsubscribe|widget|ws"

urlpatterns: list[URLPattern | URLResolver] = [
    path("_allauth/authenticator.svg", qr),
    path("_allauth/", include("allauth.headless.urls")),
    path("setup/<str:token>/", setup, name="setup"),
    path("reset/<str:key>", choose, name="choose_password"),
    path("unsubscribe/<str:token>", unsubscribe, name="unsubscribe"),
    path("", include("connectors.urls")),
    path("api/v1/health", Health.as_view()),
    path("api/v1/", include("inbox.api.urls")),
    path("api/v1/", include("inbox.live.urls")),
    re_path(r"^api/(?P<path>.*)$", nowhere),
    re_path(rf"^(?!(?:{SERVER_SIDE})(?:/|$))(?P<path>[^.]*)$", console, name="console"),
]
