"""Addresses that customers see: ``/f/…`` is the form, ``/t/…`` the private page of a ticket."""

from __future__ import annotations

from django.urls import path

from connectors.webform import link_views, ticket_views, views

app_name = "webform"

urlpatterns = [
    path("f/<slug:slug>/", views.form, name="form"),
    path("f/<slug:slug>/brand.css", views.brand_css, name="brand"),
    path("f/<slug:slug>/received/<str:receipt>/", views.received, name="received"),
    path("f/<slug:slug>/find/", link_views.find, name="find"),
    path("f/<slug:slug>/find/sent/", link_views.sent, name="find_sent"),
    path("t/open/<str:link>/", link_views.open_link, name="open"),
    path("t/<str:token>/", ticket_views.ticket, name="ticket"),
    path("t/<str:token>/files/<str:file_token>/", ticket_views.file, name="file"),
]
