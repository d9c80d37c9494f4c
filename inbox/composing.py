"""What a connector gets to send: only what was frozen when the agent sent it."""

from __future__ import annotations

from inbox.envelope import Address, OutboundAttachment, OutboundMessage, Template, Visibility
from inbox.models import Delivery, Message

HISTORY_LIMIT = 20_000


def compose(delivery: Delivery) -> OutboundMessage:
    """The message as the connector sends it."""
    message, ticket = delivery.message, delivery.message.ticket
    thread = message.thread
    private = bool(message.extra.get("private_reply"))
    earlier = ticket.messages.filter(id__lt=message.pk, deleted_at__isnull=True).exclude(visibility="internal")
    ids = earlier.exclude(external_id=None).order_by("sent_at", "id").values_list("external_id", flat=True)
    last = earlier.filter(direction=Message.Direction.INBOUND).order_by("-sent_at", "-id").first()
    addressed = _addressed(delivery)
    quote = bool(delivery.channel.capabilities.get("quote_history")) and last is not None
    return OutboundMessage(
        message_id=message.pk,
        ticket_id=ticket.pk,
        ticket_ref=ticket.reference,
        reply_token=ticket.reply_token,
        idempotency_key=str(delivery.idempotency_key),
        subject=message.subject,
        body_text=message.body_text,
        body_html=message.body_html,
        sender_name=message.author_name,
        to=addressed["to"],
        cc=addressed["cc"],
        bcc=addressed["bcc"],
        in_reply_to=(last.external_id or "") if last else "",
        references=tuple(filter(None, ids)),
        history=_history(last) if quote and last else "",
        automated=message.automated,
        visibility=Visibility(message.visibility),
        surface=message.surface,
        conversation=thread.key if thread is not None else "",
        parent_id="" if private else message.parent_external_id,
        post_id=thread.post.external_id if thread is not None and thread.post is not None else "",
        private_reply_to=message.parent_external_id if private else "",
        template=_template(delivery),
        attachments=tuple(
            OutboundAttachment(
                filename=file.filename,
                content_type=file.content_type,
                content=file.content,
                content_id=file.content_id,
                inline=file.inline,
            )
            for file in message.attachments.select_related("blob").order_by("id")
        ),
    )


def _template(delivery: Delivery) -> Template | None:
    found = delivery.template
    if not found:
        return None
    return Template(name=found["name"], language=found["language"], parameters=tuple(found["parameters"]))


def _addressed(delivery: Delivery) -> dict[str, tuple[Address, ...]]:
    """The frozen recipients; on a retry after it left, only those who were refused: the others have it already."""
    owed = _refused(delivery)
    found = {
        kind: tuple(
            Address(network=entry["network"], handle=entry["handle"], name=entry.get("name", ""))
            for entry in delivery.recipients.get(kind, [])
            if not owed or entry["handle"] in owed
        )
        for kind in ("to", "cc", "bcc")
    }
    if not found["to"] and found["cc"]:  # a mail needs somebody to stand in To
        found["to"], found["cc"] = found["cc"], ()
    return found


def _refused(delivery: Delivery) -> set[str]:
    """Handles that the newest attempt which left did not reach, by the word of server or bounce."""
    left = delivery.attempts.filter(outcome__in=("sent", "marked_sent")).order_by("-number").first()
    if left is None:
        return set()
    named = delivery.attempts.filter(outcome="receipt_failed", number=left.number).values_list("recipient", flat=True)
    frozen = {entry["handle"] for entries in delivery.recipients.values() for entry in entries}
    return {handle.lower() for handle in named} & frozen


def _history(message: Message) -> str:
    """The customer's last words, quoted."""
    when = message.sent_at.strftime("%Y-%m-%d %H:%M UTC")
    quoted = "\n".join(f"> {line}".rstrip() for line in message.body_text[:HISTORY_LIMIT].splitlines())
    return f"{message.author_name}, {when}:\n{quoted}"
