"""The REST side of the live events, below /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, path

from inbox.live import catch_up, wall

urlpatterns: list[URLPattern] = [
    path("events", catch_up.EventList.as_view()),
    path("wall", wall.WallView.as_view()),
]
