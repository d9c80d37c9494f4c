"""How Django REST framework and drf-spectacular are set, for helpdesk/settings.py. Imports nothing of Django."""

from __future__ import annotations

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    # The token first: its WWW-Authenticate makes "not signed in" a 401 and not a 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "inbox.api.authentication.Tokens",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["inbox.api.parsing.JSON"],
    "DEFAULT_THROTTLE_CLASSES": ["inbox.api.throttles.PerPerson"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would tell about routes past their role check
    "EXCEPTION_HANDLER": "inbox.api.errors.respond",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Janice",
    "DESCRIPTION": "One inbox for everything customers write. ServerFrame and ClientFrame travel on /ws/live/.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "TicketOutcome": "inbox.models.tickets.Ticket.Outcome",
        "TicketStatus": "inbox.models.Ticket.Status",
        "Priority": "inbox.models.Ticket.Priority",
        "ClockMetric": "inbox.models.Clock.Metric",
        "ClockState": "inbox.models.Clock.State",
        "DeliveryState": "inbox.models.Delivery.State",
        "WebhookState": "inbox.models.webhooks.WebhookDelivery.State",
        "Direction": "inbox.models.Message.Direction",
        "Visibility": "inbox.models.Message.VISIBILITIES",
        "Audience": "inbox.api.conversation.AUDIENCES",
        "ActionKind": "inbox.api.actions.KINDS",
        "ArticleState": "inbox.models.Article.State",
        "SpokenLanguage": "inbox.languages.CODES",
        "ActionState": "inbox.models.Action.State",
        "BulkState": "inbox.models.Bulk.State",
        "DraftKind": "inbox.models.Draft.Kind",
        "Role": "inbox.models.User.Role",
        "Availability": "inbox.models.User.Availability",
        "FieldKind": "inbox.models.CustomField.Kind",
        "LabelColour": "inbox.models.Label.Colour",
        "Work": "inbox.models.Ticket.Work",
        "RoutingOutcome": "inbox.models.Decision.Outcome",
        "LinkKind": "inbox.api.links.KINDS",
        "OfferState": "inbox.models.Offer.State",
        "Verdict": "inbox.api.shapes.routing.VERDICTS",
        "PanelKind": "inbox.models.panels.Panel.Kind",
        "ChannelHealth": "inbox.models.Channel.Health",
    },
    "PREPROCESSING_HOOKS": ["inbox.api.schema.only_the_api"],
    "POSTPROCESSING_HOOKS": [
        "inbox.api.schema.with_live_frames",
        "drf_spectacular.hooks.postprocess_schema_enums",
    ],
}
