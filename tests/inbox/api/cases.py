"""Every route of the API: who may use it, and how to call it. A route that is missing here fails the build."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    """``path``, ``body_ids`` and ``query_ids`` name entries of the world by the parameter that carries them.

    ``scoped``: the ids of the path hang on a channel, so that strangers must get a 404.
    """

    path: dict[str, str] = dataclasses.field(default_factory=dict)
    scoped: bool = True
    query: dict[str, Any] = dataclasses.field(default_factory=dict)
    query_ids: dict[str, str] = dataclasses.field(default_factory=dict)
    body: dict[str, Any] | None = None
    body_ids: dict[str, str] = dataclasses.field(default_factory=dict)
    body_scoped: bool = False  # the same of the ids of the body
    role: str = "agent"
    upload: bool = False
    picture: bool = False  # one is sent as the file
    own: bool = False  # only the author's own, not even an admin


def on_ticket(**more: Any) -> Case:
    return Case(path={"ticket_id": "ticket"}, **more)


def on_contact(**more: Any) -> Case:
    return Case(path={"contact_id": "contact"}, **more)


def on_identity(**more: Any) -> Case:
    return Case(path={"contact_id": "contact", "identity_id": "identity"}, **more)


LATER = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat()
HTML = {"body_html": "<p>Hello</p>"}
HOURS = {"zone": "Europe/Berlin", "windows": [{"weekday": 0, "start": "09:00", "end": "17:00"}]}
URGENT = {"do": "set", "field": "priority", "value": "urgent"}
RULE = {"trigger": {"on": ["ticket.created"]}, "actions": [{"do": "set", "field": "priority", "value": "high"}]}
CASES: dict[str, Case] = {
    "GET me": Case(),
    "PATCH me": Case(body={"signature": "Yours", "availability": "online"}),
    "GET me/tokens": Case(),
    "DELETE me/tokens/{token_id}": Case(path={"token_id": "api_token"}, own=True),
    "GET events": Case(query={"after": 0}),
    "GET wall": Case(role="supervisor", query_ids={"team": "team", "channel": "channel"}),
    "GET tickets": Case(
        query_ids={"team": "team", "channel": "channel", "assignee": "person", "contact": "contact"},
    ),
    "GET tickets/counts": Case(),
    "GET tickets/{ticket_id}": on_ticket(),
    "PATCH tickets/{ticket_id}": on_ticket(
        body={"priority": "high"}, body_ids={"team_id": "team", "assignee_id": "person"}
    ),
    "POST tickets/{ticket_id}/merge": on_ticket(body={}, body_ids={"into_id": "other_ticket"}),
    "POST tickets/{ticket_id}/merge-preview": on_ticket(body={}, body_ids={"into_id": "other_ticket"}),
    "POST tickets/{ticket_id}/unmerge": Case(path={"ticket_id": "merged_ticket"}),
    "POST tickets/{ticket_id}/split": Case(
        path={"ticket_id": "third_ticket"}, body={}, body_ids={"message_id": "asked_again"}
    ),
    "POST tickets/{ticket_id}/no-reply-needed": Case(path={"ticket_id": "other_ticket"}),
    "GET tickets/{ticket_id}/links": on_ticket(),
    "POST tickets/{ticket_id}/links": on_ticket(body={"kind": "duplicate_of"}, body_ids={"ticket_id": "third_ticket"}),
    "DELETE tickets/{ticket_id}/links/{link_id}": Case(path={"ticket_id": "ticket", "link_id": "link"}),
    "POST tickets/{ticket_id}/follow-up": Case(path={"ticket_id": "solved_ticket"}, body={"subject": "Once more"}),
    "GET tickets/{ticket_id}/reminders": on_ticket(),
    "POST tickets/{ticket_id}/reminders": on_ticket(body={"at": LATER, "note": "Ask", "unless_answered": True}),
    "DELETE tickets/{ticket_id}/reminders": on_ticket(own=True),
    "GET tickets/{ticket_id}/export": on_ticket(query={"type": "zip", "notes": "true"}),
    "GET tickets/{ticket_id}/scheduled-replies": on_ticket(),
    "POST tickets/{ticket_id}/scheduled-replies": on_ticket(
        body={**HTML, "to": [{"handle": "ada@customer.example"}], "send_at": LATER},
        body_ids={"attachment_ids": "upload"},
        own=True,
    ),
    "DELETE tickets/{ticket_id}/scheduled-replies/{scheduled_id}": Case(
        path={"ticket_id": "ticket", "scheduled_id": "scheduled"}
    ),
    "PATCH tickets/{ticket_id}/scheduled-replies/{scheduled_id}": Case(
        path={"ticket_id": "ticket", "scheduled_id": "scheduled"}, body={"cancel_if_answered": False}
    ),
    "POST tickets/{ticket_id}/scheduled-replies/{scheduled_id}/send": Case(
        path={"ticket_id": "ticket", "scheduled_id": "scheduled"}
    ),
    "GET tickets/{ticket_id}/messages": on_ticket(),
    "GET tickets/{ticket_id}/timeline": on_ticket(),
    "GET tickets/{ticket_id}/reply-options": on_ticket(),
    "POST tickets/{ticket_id}/replies": on_ticket(
        body={**HTML, "to": [{"handle": "ada@customer.example"}], "force": True, "last_seen_message_id": None},
        body_ids={"attachment_ids": "upload"},
        own=True,
    ),
    "POST tickets/{ticket_id}/notes": on_ticket(body=dict(HTML), body_ids={"attachment_ids": "upload"}, own=True),
    "POST tickets/{ticket_id}/read": on_ticket(body={}, body_ids={"message_id": "message"}),
    "GET tickets/{ticket_id}/followers": on_ticket(),
    "POST tickets/{ticket_id}/followers": on_ticket(body={}, body_ids={"user_id": "person"}),
    "DELETE tickets/{ticket_id}/followers": on_ticket(query_ids={"user_id": "person"}),
    "GET tickets/{ticket_id}/draft": on_ticket(),
    "PUT tickets/{ticket_id}/draft": on_ticket(
        body={"kind": "note", "body": "Later"}, body_ids={"attachment_ids": "upload"}, own=True
    ),
    "DELETE tickets/{ticket_id}/draft": on_ticket(),
    "POST tickets/{ticket_id}/macros/{macro_id}": Case(path={"ticket_id": "ticket", "macro_id": "macro"}),
    "GET canned-answers": Case(),
    "POST canned-answers": Case(
        role="admin", body={"shortcut": "new", "title": "New", **HTML}, body_ids={"team_id": "team"}
    ),
    "PATCH canned-answers/{canned_id}": Case(path={"canned_id": "canned"}, role="admin", body={"title": "Other"}),
    "DELETE canned-answers/{canned_id}": Case(path={"canned_id": "canned"}, role="admin"),
    "POST canned-answers/{canned_id}/render": Case(
        path={"canned_id": "canned"}, body={}, body_ids={"ticket_id": "ticket"}
    ),
    "POST canned-answers/preview": Case(body=dict(HTML), body_ids={"ticket_id": "ticket"}, body_scoped=True),
    "GET variables": Case(),
    "GET macros": Case(),
    "POST macros": Case(role="admin", body={"name": "New", "actions": [URGENT]}, body_ids={"team_id": "team"}),
    "PATCH macros/{macro_id}": Case(path={"macro_id": "macro"}, role="admin", body={"name": "Other"}),
    "DELETE macros/{macro_id}": Case(path={"macro_id": "macro"}, role="admin"),
    "POST macros/{macro_id}/preview": Case(path={"macro_id": "macro"}, body={}, body_ids={"ticket_id": "ticket"}),
    "GET views": Case(),
    "POST views": Case(body={"name": "Mine", "conditions": {}}),
    "PATCH views/{view_id}": Case(path={"view_id": "view"}, own=True, body={"name": "Other"}),
    "DELETE views/{view_id}": Case(path={"view_id": "view"}, own=True),
    "POST views/order": Case(body={}, body_ids={"ids": "view"}, own=True, body_scoped=True),
    "POST views/preview": Case(body={"conditions": {"field": "priority", "op": "is", "value": ["high"]}}),
    "GET views/draft": Case(query={"view": "mine", "q": "is:open kettle"}),
    "POST bulk": Case(body={"changes": {"priority": "high"}}, body_ids={"ticket_ids": "ticket"}, body_scoped=True),
    "GET bulk/{bulk_id}": Case(path={"bulk_id": "bulk"}, own=True),
    "POST bulk/{bulk_id}/cancel": Case(path={"bulk_id": "bulk"}, own=True),
    "POST bulk/{bulk_id}/undo": Case(path={"bulk_id": "bulk_done"}, own=True),
    "GET tickets/{ticket_id}/decisions": on_ticket(),
    "GET tickets/{ticket_id}/candidates": on_ticket(),
    "POST routing/simulate": Case(role="supervisor", body={"vip": True}, body_ids={"channel_id": "channel"}),
    "GET queue": Case(query_ids={"team": "team"}),
    "GET offers": Case(),
    "POST offers/{offer_id}/accept": Case(path={"offer_id": "offer"}, own=True),
    "POST offers/{offer_id}/decline": Case(path={"offer_id": "offer"}, own=True),
    "GET posts": Case(query_ids={"channel": "channel"}),
    "GET posts/{post_id}": Case(path={"post_id": "post"}),
    "GET posts/{post_id}/comments": Case(path={"post_id": "post"}),
    "GET messages/{message_id}/revisions": Case(path={"message_id": "comment"}),
    "POST deliveries/{delivery_id}/undo": Case(path={"delivery_id": "delivery_queued"}),
    "POST deliveries/{delivery_id}/retry": Case(path={"delivery_id": "delivery_failed"}),
    "POST deliveries/{delivery_id}/decide": Case(path={"delivery_id": "delivery_unknown"}, body={"outcome": "sent"}),
    "GET tickets/{ticket_id}/options": on_ticket(),
    "POST messages/{message_id}/previews": Case(path={"message_id": "said"}, body={}, body_ids={"url": "web_link"}),
    "GET messages/{message_id}/previews/{preview_id}": Case(path={"message_id": "said", "preview_id": "preview"}),
    "GET messages/{message_id}/previews/{preview_id}/image": Case(path={"message_id": "said", "preview_id": "preview"}),
    "GET messages/{message_id}/actions": Case(path={"message_id": "said"}),
    "POST messages/{message_id}/actions": Case(path={"message_id": "said"}, body={"kind": "hide", "reason": "spam"}),
    "POST uploads": Case(upload=True, body={}, body_ids={"ticket_id": "ticket"}),
    "DELETE uploads/{attachment_id}": Case(path={"attachment_id": "upload"}, own=True),
    "GET attachments/{token}": Case(path={"token": "token"}),
    "GET contacts": Case(),
    "GET contacts/{contact_id}": Case(path={"contact_id": "contact"}),
    "PATCH contacts/{contact_id}": Case(path={"contact_id": "contact"}, body={"notes": "Likes tea"}),
    "GET notifications": Case(query={"unread": "true", "about": "mine"}),
    "POST contacts": Case(body={"name": "New", "identities": [{"network": "email", "handle": "new@customer.example"}]}),
    "POST contacts/{contact_id}/identities": on_contact(
        body={"network": "email", "handle": "another@customer.example"}
    ),
    "PATCH contacts/{contact_id}/identities/{identity_id}": on_identity(body={"primary": True}),
    "DELETE contacts/{contact_id}/identities/{identity_id}": on_identity(),
    "GET contacts/{contact_id}/history": on_contact(),
    "GET contacts/{contact_id}/merged": on_contact(),
    "GET contacts/{contact_id}/suggestions": on_contact(),
    "GET contacts/{contact_id}/merge/{source_id}": Case(path={"contact_id": "contact", "source_id": "other_contact"}),
    "POST contacts/{contact_id}/merge": on_contact(body={}, body_ids={"source_id": "other_contact"}),
    "POST contacts/{contact_id}/unmerge": on_contact(body={}, body_ids={"source_id": "merged_contact"}),
    "POST contacts/{contact_id}/apart": on_contact(body={}, body_ids={"other_id": "other_contact"}),
    "DELETE contacts/{contact_id}/apart/{other_id}": Case(path={"contact_id": "contact", "other_id": "other_contact"}),
    "GET contacts/{contact_id}/consent": on_contact(),
    "POST contacts/{contact_id}/consent": on_contact(body={"purpose": "quote", "given": True, "source": "By phone"}),
    "GET contacts/{contact_id}/reach": on_contact(),
    "POST contacts/{contact_id}/conversations": on_contact(
        body={"subject": "Your order", **HTML}, body_ids={"channel_id": "channel", "identity_id": "identity"}
    ),
    "GET contacts/{contact_id}/export": on_contact(),
    "GET contacts/{contact_id}/erase": on_contact(role="supervisor"),
    "POST contacts/{contact_id}/erase": on_contact(role="supervisor", body={}, body_ids={"confirm": "contact_name"}),
    "GET contacts/{contact_id}/panels": on_contact(),
    "GET contacts/{contact_id}/panels/{panel_id}/context": Case(path={"contact_id": "contact", "panel_id": "panel"}),
    "GET tickets/{ticket_id}/panels": on_ticket(),
    "GET tickets/{ticket_id}/panels/{panel_id}/context": Case(path={"ticket_id": "ticket", "panel_id": "panel"}),
    "GET panels": Case(),
    "POST panels": Case(role="admin", body={"name": "Shop", "kind": "link", "url_template": "https://crm.example/"}),
    "POST panels/order": Case(role="admin", body={}, body_ids={"ids": "panel"}),
    "POST panels/trial": Case(role="admin", body={"kind": "link", "url_template": "https://crm.example/"}),
    "GET panels/variables": Case(role="admin"),
    "PATCH panels/{panel_id}": Case(path={"panel_id": "panel"}, scoped=False, role="admin", body={"height": 400}),
    "DELETE panels/{panel_id}": Case(path={"panel_id": "panel"}, scoped=False, role="admin"),
    "POST panels/{panel_id}/secret": Case(path={"panel_id": "panel"}, scoped=False, role="admin"),
    "POST notifications/read": Case(body={"all": True}),
    "GET on-call": Case(),
    "PUT on-call": Case(role="admin", body={}, body_ids={"user_ids": "person"}),
    "GET on-call/{team_id}": Case(path={"team_id": "team"}, scoped=False),
    "PUT on-call/{team_id}": Case(
        path={"team_id": "team"}, scoped=False, role="admin", body={}, body_ids={"user_ids": "person"}
    ),
    "GET pages": Case(),
    "POST pages/{page_id}/acknowledge": Case(path={"page_id": "page"}),
    "GET brands": Case(),
    "POST brands": Case(role="admin", body={"name": "Eastwind", "slug": "eastwind"}),
    "PATCH brands/{brand_id}": Case(path={"brand_id": "brand"}, scoped=False, role="admin", body={"colour": "#0f766e"}),
    "DELETE brands/{brand_id}": Case(path={"brand_id": "unused_brand"}, scoped=False, role="admin"),
    "PUT brands/{brand_id}/logo": Case(path={"brand_id": "brand"}, scoped=False, role="admin", picture=True),
    "DELETE brands/{brand_id}/logo": Case(path={"brand_id": "brand"}, scoped=False, role="admin"),
    "GET help-sections": Case(),
    "POST help-sections": Case(role="admin", body={"titles": {"en": "Repairs"}}, body_ids={"brand_id": "brand"}),
    "PATCH help-sections/{section_id}": Case(
        path={"section_id": "help_section"}, scoped=False, role="admin", body={"titles": {"en": "Other"}}
    ),
    "DELETE help-sections/{section_id}": Case(path={"section_id": "empty_section"}, scoped=False, role="admin"),
    "POST help-sections/order": Case(role="admin", body={}, body_ids={"ids": "help_section"}),
    "GET articles": Case(query={"q": "kettle"}),
    "POST articles": Case(
        role="admin", body={"language": "en", "title": "Returning a kettle"}, body_ids={"section_id": "help_section"}
    ),
    "GET articles/{article_id}": Case(path={"article_id": "article"}, scoped=False),
    "PATCH articles/{article_id}": Case(
        path={"article_id": "article"}, scoped=False, role="admin", body={"title": "Other"}
    ),
    "DELETE articles/{article_id}": Case(path={"article_id": "article"}, scoped=False, role="admin"),
    "POST articles/order": Case(role="admin", body={}, body_ids={"ids": "article"}),
    "GET surveys": Case(role="supervisor"),
    "POST surveys": Case(role="admin", body={"name": "After calls", "question": "How was it?"}),
    "PATCH surveys/{survey_id}": Case(path={"survey_id": "survey"}, scoped=False, role="admin", body={"active": False}),
    "GET surveys/{survey_id}/answers": Case(path={"survey_id": "survey"}, scoped=False, role="supervisor"),
    "GET tickets/{ticket_id}/survey": on_ticket(),
    "GET users": Case(),
    "POST users": Case(
        role="admin",
        body={"username": "new", "name": "New", "email": "new@shop.example"},
        body_ids={"team_ids": "team"},
    ),
    "GET users/{user_id}": Case(path={"user_id": "person"}, scoped=False, role="admin"),
    "PATCH users/{user_id}": Case(
        path={"user_id": "person"}, scoped=False, role="admin", body={"name": "Another"}, body_ids={"team_ids": "team"}
    ),
    "DELETE users/{user_id}": Case(path={"user_id": "person"}, scoped=False, role="admin"),
    "POST users/{user_id}/invitation": Case(path={"user_id": "person"}, scoped=False, role="admin"),
    "DELETE users/{user_id}/second-step": Case(path={"user_id": "person"}, scoped=False, role="admin"),
    "PUT users/{user_id}/skills": Case(
        path={"user_id": "person"}, scoped=False, role="supervisor", body={"skills": []}
    ),
    "GET audit": Case(role="admin", query={"target_kind": "user"}),
    "GET audit/export": Case(role="admin"),
    "GET retention": Case(role="admin"),
    "PATCH retention": Case(role="admin", body={"spam_days": 30}),
    "POST retention/preview": Case(role="admin", body={"spam_days": 30}),
    "GET tokens": Case(role="admin"),
    "POST tokens": Case(role="admin", body={"name": "Shop", "role": "agent"}),
    "DELETE tokens/{token_id}": Case(path={"token_id": "api_token"}, scoped=False, role="admin"),
    "GET setup": Case(role="admin"),
    "GET health": Case(role="admin"),
    "GET labels": Case(),
    "POST labels": Case(body={"name": "Refund wanted"}),
    "GET labels/{label_id}": Case(path={"label_id": "label"}, scoped=False, role="admin"),
    "PATCH labels/{label_id}": Case(path={"label_id": "label"}, scoped=False, role="admin", body={"name": "Parts"}),
    "DELETE labels/{label_id}": Case(path={"label_id": "label"}, scoped=False, role="admin"),
    "POST labels/{label_id}/merge": Case(
        path={"label_id": "label"}, scoped=False, role="admin", body={}, body_ids={"into": "other_label"}
    ),
    "GET custom-fields": Case(query={"target": "ticket"}),
    "POST custom-fields": Case(
        role="admin", body={"target": "ticket", "key": "order", "label": "Order number", "kind": "text"}
    ),
    "POST custom-fields/order": Case(role="admin", body={"target": "contact", "ids": []}),
    "PATCH custom-fields/{field_id}": Case(
        path={"field_id": "custom_field"}, scoped=False, role="admin", body={"label": "Size"}
    ),
    "DELETE custom-fields/{field_id}": Case(path={"field_id": "custom_field"}, scoped=False, role="admin"),
    "GET skills": Case(),
    "POST skills": Case(role="supervisor", body={"name": "Refunds"}),
    "PATCH skills/{skill_id}": Case(
        path={"skill_id": "skill"}, scoped=False, role="supervisor", body={"language": "it"}
    ),
    "DELETE skills/{skill_id}": Case(path={"skill_id": "skill"}, scoped=False, role="supervisor"),
    "GET teams": Case(),
    "POST teams": Case(
        role="admin", body={"name": "Third"}, body_ids={"member_ids": "person", "channel_ids": "channel"}
    ),
    "GET teams/{team_id}": Case(path={"team_id": "team"}, scoped=False),
    "PATCH teams/{team_id}": Case(
        path={"team_id": "team"}, scoped=False, role="admin", body={"name": "X"}, body_ids={"member_ids": "person"}
    ),
    "DELETE teams/{team_id}": Case(path={"team_id": "empty_team"}, scoped=False, role="admin"),
    "GET channels": Case(),
    "POST channels": Case(
        role="admin", body={"kind": "webform", "name": "Form", "address": "form"}, body_ids={"team_id": "team"}
    ),
    "GET channels/{channel_id}": Case(path={"channel_id": "channel"}, role="admin"),
    "PATCH channels/{channel_id}": Case(
        path={"channel_id": "channel"}, role="admin", body={"brand": "Kettles"}, body_ids={"team_ids": "team"}
    ),
    "DELETE channels/{channel_id}": Case(path={"channel_id": "unused_channel"}, role="admin"),
    "POST previews": Case(
        role="admin",
        body={"page": "form", "brand": {"colour": "#0f766e"}, "settings": {"title": "Ahoy"}},
        body_ids={"face_id": "brand"},
    ),
    "POST channels/{channel_id}/read-again": Case(path={"channel_id": "channel"}, role="admin"),
    "POST channels/test": Case(role="admin", body={"kind": "webform", "address": "form"}),
    "GET channel-kinds": Case(role="admin"),
    "GET channel-kinds/{kind}/guide": Case(path={"kind": "kind"}, role="admin", scoped=False),
    "GET quarantine": Case(role="admin"),
    "POST quarantine/{raw_id}/replay": Case(path={"raw_id": "raw"}, role="admin"),
    "POST quarantine/{raw_id}/discard": Case(path={"raw_id": "raw"}, role="admin"),
    "GET quarantine/{raw_id}/raw": Case(path={"raw_id": "raw"}, role="admin"),
    "GET endpoint-kinds": Case(role="admin"),
    "GET endpoints": Case(role="admin"),
    "POST endpoints": Case(role="admin", body={"name": "Stock", "url": "https://stock.example/hook"}),
    "GET endpoints/{endpoint_id}": Case(path={"endpoint_id": "endpoint"}, role="admin"),
    "PATCH endpoints/{endpoint_id}": Case(path={"endpoint_id": "endpoint"}, role="admin", body={"with_notes": True}),
    "DELETE endpoints/{endpoint_id}": Case(path={"endpoint_id": "endpoint"}, role="admin"),
    "POST endpoints/{endpoint_id}/test": Case(path={"endpoint_id": "endpoint"}, role="admin"),
    "POST endpoints/{endpoint_id}/secret": Case(path={"endpoint_id": "endpoint"}, role="admin"),
    "GET endpoints/{endpoint_id}/deliveries": Case(path={"endpoint_id": "endpoint"}, role="admin"),
    "POST endpoints/{endpoint_id}/resend": Case(
        path={"endpoint_id": "endpoint"}, role="admin", body={"since": "2026-11-01T00:00:00Z"}
    ),
    "POST webhook-deliveries/{delivery_id}/resend": Case(path={"delivery_id": "webhook_delivery"}, role="admin"),
    "GET organisation": Case(),
    "PATCH organisation": Case(role="admin", body={"name": "Kettles"}, body_ids={"calendar_id": "calendar"}),
    "GET calendars": Case(),
    "POST calendars": Case(role="admin", body={"name": "Nights", **HOURS}),
    "GET calendars/{calendar_id}": Case(path={"calendar_id": "calendar"}, scoped=False),
    "PATCH calendars/{calendar_id}": Case(path={"calendar_id": "calendar"}, scoped=False, role="admin", body=HOURS),
    "GET calendar-versions/{version_id}/hours": Case(path={"version_id": "calendar_version"}, scoped=False),
    "GET calendars/{calendar_id}/versions": Case(path={"calendar_id": "calendar"}, scoped=False, role="admin"),
    "POST calendars/{calendar_id}/revert": Case(
        path={"calendar_id": "calendar"}, scoped=False, role="admin", body={"number": 1}
    ),
    "GET calendars/{calendar_id}/holiday-proposals": Case(
        path={"calendar_id": "calendar"}, scoped=False, role="admin", query={"country": "DE", "year": 2027}
    ),
    "GET conditions": Case(),
    "GET rules": Case(role="supervisor"),
    "POST rules": Case(role="admin", body={"name": "Hurry", **RULE}),
    "GET rules/actions": Case(role="supervisor"),
    "POST rules/order": Case(role="admin", body={}, body_ids={"ids": "rule"}),
    "POST rules/dry-run": Case(role="admin", body=RULE, body_ids={"rule_id": "rule"}),
    "GET rules/{rule_id}": Case(path={"rule_id": "rule"}, scoped=False, role="supervisor"),
    "PATCH rules/{rule_id}": Case(path={"rule_id": "rule"}, scoped=False, role="admin", body={"enabled": True}),
    "DELETE rules/{rule_id}": Case(path={"rule_id": "rule"}, scoped=False, role="admin"),
    "GET rules/{rule_id}/versions": Case(path={"rule_id": "rule"}, scoped=False, role="supervisor"),
    "POST rules/{rule_id}/revert": Case(path={"rule_id": "rule"}, scoped=False, role="admin", body={"number": 1}),
    "POST rules/{rule_id}/resume": Case(path={"rule_id": "rule"}, scoped=False, role="admin"),
    "GET rules/{rule_id}/runs": Case(path={"rule_id": "rule"}, scoped=False, role="supervisor"),
    "GET tickets/{ticket_id}/rule-runs": on_ticket(),
    "GET policies": Case(),
    "POST policies": Case(role="admin", body={"name": "Gold"}, body_ids={"calendar_id": "calendar"}),
    "GET policies/{policy_id}": Case(path={"policy_id": "policy"}, scoped=False),
    "PATCH policies/{policy_id}": Case(
        path={"policy_id": "policy"}, scoped=False, role="admin", body={}, body_ids={"calendar_id": "calendar"}
    ),
    "DELETE policies/{policy_id}": Case(
        path={"policy_id": "policy"}, scoped=False, role="admin", query={"sure": "true"}
    ),
    "GET policies/{policy_id}/versions": Case(path={"policy_id": "policy"}, scoped=False, role="admin"),
    "POST policies/{policy_id}/revert": Case(
        path={"policy_id": "policy"}, scoped=False, role="admin", body={"number": 1}
    ),
    "POST policies/preview": Case(role="admin", body={}, body_ids={"policy_id": "policy"}),
    "POST policies/{policy_id}/apply": Case(path={"policy_id": "policy"}, scoped=False, role="admin"),
    "POST calendars/{calendar_id}/preview": Case(
        path={"calendar_id": "calendar"}, scoped=False, role="admin", body=HOURS
    ),
    "GET tickets/{ticket_id}/clocks": on_ticket(),
    "POST clocks/{clock_id}/excuse": Case(path={"clock_id": "clock"}, role="supervisor", body={"reason": "A storm"}),
    "DELETE clocks/{clock_id}/excuse": Case(path={"clock_id": "clock"}, role="supervisor"),
    "POST clocks/excuse": Case(
        role="supervisor",
        body={"reason": "A storm", "start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z", "channel_id": 1},
    ),
    "POST policies/order": Case(role="admin", body={}, body_ids={"ids": "policy"}),
}
LISTS = {"attachment_ids", "channel_ids", "ids", "member_ids", "team_ids", "ticket_ids", "user_ids"}
PUBLIC = {"GET schema/"}


def routes() -> set[str]:
    """``METHOD path`` of everything below /api/v1/ that answers, from the URL configuration itself."""
    return set(_routes(get_resolver().url_patterns, ""))


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, path)
        elif path.startswith("api/v1/"):
            view = getattr(pattern.callback, "view_class", None)
            plain = path.removeprefix("api/v1/")
            for converter in ("int", "str", "slug", "path"):
                plain = plain.replace(f"<{converter}:", "{")
            for method in METHODS:
                if hasattr(view, method):
                    yield f"{method.upper()} {plain.replace('>', '}')}"
