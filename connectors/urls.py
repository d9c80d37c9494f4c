"""What the outside world sees of the connectors."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from connectors import api, faces, registry, survey, views

api_v1: list[URLPattern | URLResolver] = [
    path("channel-kinds", api.Kinds.as_view()),
    path("channel-kinds/<slug:kind>/guide", api.KindGuide.as_view()),
    path("channels", api.Channels.as_view()),
    path("previews", api.Previews.as_view()),
    path("channels/test", api.ChannelTest.as_view()),
    path("channels/<int:channel_id>", api.ChannelDetail.as_view()),
    path("channels/<int:channel_id>/read-again", api.ChannelReadAgain.as_view()),
    path("tickets/<int:ticket_id>/options", api.AnswerOptions.as_view()),
    path("quarantine", api.Quarantine.as_view()),
    path("quarantine/<int:raw_id>/replay", api.Replay.as_view()),
    path("quarantine/<int:raw_id>/discard", api.Discard.as_view()),
    path("quarantine/<int:raw_id>/raw", api.RawBytes.as_view()),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(api_v1)),
    path("hooks/<slug:kind>/<uuid:hook_key>", views.hook, name="hook"),
    path("survey/<str:token>", survey.survey, name="survey"),
    path("survey/<str:token>/brand.css", survey.style, name="survey_style"),
    path("brand/<slug:slug>/logo", faces.logo, name="brand_logo"),
    path("brand/<slug:slug>/style.css", faces.style, name="brand_style"),
    path("", include("connectors.help.urls")),
    *(path("", include(module)) for module in registry.url_modules()),
]
