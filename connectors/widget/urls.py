"""Addresses of the chat: what the site loads, and what its panel asks."""

from __future__ import annotations

from django.urls import path

from connectors.widget import pages, views

app_name = "widget"

urlpatterns = [
    path("widget/<uuid:key>.js", pages.loader, name="loader"),
    path("widget/<uuid:key>/panel", pages.panel, name="panel"),
    path("widget/<uuid:key>/brand.css", pages.brand_css, name="brand"),
    path("widget/<uuid:key>/session", views.session, name="session"),
    path("widget/<uuid:key>/begin", views.begin, name="begin"),
    path("widget/<uuid:key>/messages", views.messages, name="messages"),
    path("widget/<uuid:key>/lines", views.lines, name="lines"),
    path("widget/<uuid:key>/seen", views.seen, name="seen"),
    path("widget/<uuid:key>/files/<str:token>", views.file, name="file"),
]
