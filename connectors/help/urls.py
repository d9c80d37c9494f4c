"""Addresses of the help pages: brand, language, section, article."""

from __future__ import annotations

from django.urls import path

from connectors.help import views

app_name = "help"

urlpatterns = [
    path("help/", views.front, name="front"),
    path("help/<slug:brand>/", views.choose, name="choose"),
    path("help/<slug:brand>/sitemap.xml", views.sitemap, name="sitemap"),
    path("help/<slug:brand>/<slug:language>/", views.home, name="home"),
    path("help/<slug:brand>/<slug:language>/suggest", views.suggest, name="suggest"),
    path("help/<slug:brand>/<slug:language>/<slug:section>/", views.section, name="section"),
    path("help/<slug:brand>/<slug:language>/<slug:section>/<str:slug>/", views.article, name="article"),
]
