"""What I have typed on a ticket and not sent: kept on the server, so that it follows me to any machine."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, drafts
from inbox.api import rows
from inbox.api.conversation import LONGEST_BODY, addresses, files
from inbox.api.operation import Ask, operation
from inbox.api.shapes import messages as shapes
from inbox.api.strict import Body
from inbox.errors import InboxError
from inbox.models import Draft


class RecipientsIn(Body):
    to = addresses()
    cc = addresses()
    bcc = addresses()


class DraftIn(Body):
    kind = serializers.ChoiceField(Draft.Kind.choices)
    body = serializers.CharField(max_length=LONGEST_BODY, allow_blank=True, trim_whitespace=False)
    recipients = RecipientsIn(required=False)
    attachment_ids = files()
    over = serializers.DateTimeField(
        required=False,
        allow_null=True,
        default=None,
        help_text="updated_at of the draft that this one replaces; 409 draft_changed when another machine wrote since.",
    )


class TicketDraft(APIView):
    @operation("tickets_draft", summary="My draft on this ticket", returns=shapes.Draft)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return _row(ask, drafts.find(ticket, ask.user))

    @operation(
        "tickets_draft_keep", summary="Keep my draft", body=DraftIn, returns=shapes.Draft, conflict=shapes.DraftChanged
    )
    def put(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        uploads = access.uploads(ask.user, ticket, ask.body["attachment_ids"])
        try:
            kept = drafts.keep(
                ticket,
                ask.user,
                kind=ask.body["kind"],
                body=ask.body["body"],
                recipients=ask.body.get("recipients", {}),
                attachment_ids=[upload.pk for upload in uploads],
                over=ask.body["over"],
            )
        except drafts.Changed as error:
            words = _("You changed this draft elsewhere in the meantime.")
            raise InboxError("draft_changed", words, 409, data={"draft": _row(ask, error.draft)}) from None
        return _row(ask, kept)

    @operation("tickets_draft_discard", summary="Forget my draft")
    def delete(self, ask: Ask, ticket_id: int) -> None:
        drafts.discard(access.ticket(ask.user, ticket_id), ask.user)


def _row(ask: Ask, draft: Draft | None) -> dict[str, Any]:
    if draft is None:
        draft = Draft(kind=Draft.Kind.REPLY)
    uploads = access.attachments(ask.user).filter(pk__in=draft.attachment_ids, message=None).order_by("pk")
    shown = [rows.attachment_row(upload) for upload in uploads]
    return {
        "kind": draft.kind,
        "body": draft.body,
        "recipients": {kind: rows.addresses(draft.recipients.get(kind, [])) for kind in ("to", "cc", "bcc")},
        "attachment_ids": [row["id"] for row in shown],
        "attachments": shown,
        "updated_at": rows.iso(draft.updated_at) if draft.pk else None,
    }
