"""Windows into other systems: to manage, and as they stand beside a ticket."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, panel_addresses, panel_context, panels
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import panels as shapes
from inbox.api.strict import Body, Id
from inbox.models import Contact, Panel, Ticket

LISTED = ("id", "name", "kind", "url_template", "height", "open_at_once", "active")


class PanelChanges(Body):
    name = serializers.CharField(max_length=60, required=False)
    url_template = serializers.CharField(max_length=1000, required=False, help_text="With {{ variables }}.")
    height = serializers.IntegerField(min_value=80, max_value=2000, required=False)
    open_at_once = serializers.BooleanField(required=False)
    active = serializers.BooleanField(required=False)


class NewPanel(PanelChanges):
    name = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(Panel.Kind.choices)
    url_template = serializers.CharField(max_length=1000, help_text="With {{ variables }}.")


class PanelDraft(Body):
    kind = serializers.ChoiceField(Panel.Kind.choices)
    url_template = serializers.CharField(max_length=1000, help_text="With {{ variables }}.")


class PanelIds(Body):
    ids = serializers.ListField(child=Id(), max_length=panels.MOST)


class PanelList(APIView):
    @operation("panels_list", summary="The panels in use; an admin sees all", returns=shapes.Panels)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": [_row(panel) for panel in access.panels(ask.user)], "next": None}

    @operation("panels_create", summary="A new panel", body=NewPanel, returns=shapes.NewPanel, status=201, role="admin")
    def post(self, ask: Ask) -> dict[str, Any]:
        panel, secret = panels.create(actor=ask.user, **ask.body)
        return {"panel": _row(panel), "secret": secret}


class PanelTrial(APIView):
    @operation(
        "panels_try",
        summary="Where an address would lead beside the newest ticket",
        body=PanelDraft,
        returns=shapes.PanelTrial,
        role="admin",
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        draft = Panel(**ask.body)
        panel_addresses.check(draft)
        newest = access.tickets(ask.user).select_related("contact", "channel").order_by("-pk").first()
        if newest is None:
            return {"ticket": "", "customer": "", "url": "", "missing": []}
        url, missing = panel_addresses.address(draft, panel_addresses.values(newest.contact, newest, agent=ask.user))
        return {"ticket": newest.reference, "customer": newest.contact.name, "url": url, "missing": missing}


class PanelDetail(APIView):
    @operation("panels_update", summary="Change it", body=PanelChanges, returns=shapes.Panel, role="admin")
    def patch(self, ask: Ask, panel_id: int) -> dict[str, Any]:
        return _row(panels.change(access.panel(ask.user, panel_id).pk, actor=ask.user, **ask.body))

    @operation("panels_delete", summary="Remove it", role="admin")
    def delete(self, ask: Ask, panel_id: int) -> None:
        panels.delete(access.panel(ask.user, panel_id).pk, actor=ask.user)


class PanelOrder(APIView):
    @operation("panels_order", summary="Their order beside a ticket", body=PanelIds, role="admin")
    def post(self, ask: Ask) -> None:
        panels.order(ask.body["ids"], actor=ask.user)


class PanelSecret(APIView):
    @operation("panels_secret", summary="A new secret; the old one ends", returns=shapes.PanelSecret, role="admin")
    def post(self, ask: Ask, panel_id: int) -> dict[str, Any]:
        return {"secret": panels.renew_secret(access.panel(ask.user, panel_id).pk, actor=ask.user)}


class PanelVariables(APIView):
    @operation(
        "panels_variables", summary="What may stand between {{ and }}", returns=shapes.PanelVariables, role="admin"
    )
    def get(self, ask: Ask) -> dict[str, Any]:
        return {
            "results": [{"name": name, "about": about} for name, about in panel_addresses.variables().items()],
            "next": None,
        }


class ContactPanels(APIView):
    @operation("contacts_panels", summary="The panels beside a customer", returns=shapes.PanelViews)
    def get(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        return _beside(ask, access.contact(ask.user, contact_id), None)


class TicketPanels(APIView):
    @operation("tickets_panels", summary="The panels beside a ticket", returns=shapes.PanelViews)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return _beside(ask, ticket.contact, ticket)


class ContactPanelContext(APIView):
    @operation("contacts_panel_context", summary="A signed word for the frame", returns=shapes.PanelContext)
    def get(self, ask: Ask, contact_id: int, panel_id: int) -> dict[str, Any]:
        return _signed(ask, panel_id, access.contact(ask.user, contact_id), None)


class TicketPanelContext(APIView):
    @operation("tickets_panel_context", summary="A signed word for the frame", returns=shapes.PanelContext)
    def get(self, ask: Ask, ticket_id: int, panel_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return _signed(ask, panel_id, ticket.contact, ticket)


def _signed(ask: Ask, panel_id: int, contact: Contact, ticket: Ticket | None) -> dict[str, Any]:
    token, until = panel_context.signed(access.panel(ask.user, panel_id), contact, ticket, agent=ask.user)
    return {"token": token, "expires_at": rows.iso(until)}


def _row(panel: Panel) -> dict[str, Any]:
    return {name: getattr(panel, name) for name in LISTED}


def _beside(ask: Ask, contact: Contact, ticket: Ticket | None) -> dict[str, Any]:
    values = panel_addresses.values(contact, ticket, agent=ask.user)
    found = access.panels(ask.user).filter(active=True)
    return {"results": [_view(panel, values) for panel in found], "next": None}


def _view(panel: Panel, values: dict[str, str]) -> dict[str, Any]:
    url, missing = panel_addresses.address(panel, values)
    return {
        "id": panel.pk,
        "name": panel.name,
        "kind": panel.kind,
        "url": url,
        "origin": panel_addresses.origin(panel),
        "missing": missing,
        "height": panel.height,
        "open_at_once": panel.open_at_once,
    }
