"""What was said, how it was sent, and what an agent is about to say."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Address, Recipients, Shape, const
from inbox.models import Attachment as AttachmentModel
from inbox.models import Delivery as DeliveryModel
from inbox.models import Draft as DraftModel
from inbox.models import LinkPreview as LinkPreviewModel
from inbox.models import Message as MessageModel

AUTHORS = ("user", "contact", "system")


class Author(Shape):
    kind = serializers.ChoiceField(AUTHORS)
    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class Attachment(Shape):
    id = serializers.IntegerField()
    token = serializers.CharField()
    filename = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    inline = serializers.BooleanField()
    content_id = serializers.CharField()
    url = serializers.CharField()
    state = serializers.ChoiceField(
        AttachmentModel.State.choices, help_text="pending: still on its network; refused and expired: see error."
    )
    error = serializers.CharField(allow_blank=True)


class Attempt(Shape):
    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    outcome = serializers.CharField()
    recipient = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class Delivery(Shape):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(DeliveryModel.State.choices)
    error_code = serializers.CharField()
    error = serializers.CharField()
    attempt = serializers.IntegerField()
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    undo_until = serializers.DateTimeField(allow_null=True, help_text="It can be taken back until then.")
    attempts = Attempt(many=True)


class Reaction(Shape):
    emoji = serializers.CharField(help_text="The character, or the network's own word (like).")
    handle = serializers.CharField()
    name = serializers.CharField()


class Message(Shape):
    id = serializers.IntegerField()
    ticket_id = serializers.IntegerField()
    direction = serializers.ChoiceField(MessageModel.Direction.choices)
    visibility = serializers.ChoiceField(MessageModel.VISIBILITIES)
    thread_id = serializers.IntegerField(allow_null=True, help_text="Its conversation on the network.")
    surface = serializers.CharField(help_text="A key of surfaces in the channel's capabilities; empty for mail.")
    post_id = serializers.IntegerField(allow_null=True, help_text="The public post it stands under.")
    parent_id = serializers.IntegerField(allow_null=True, help_text="The message that it answers or hangs under.")
    url = serializers.CharField(allow_blank=True)
    author = Author()
    subject = serializers.CharField()
    body_text = serializers.CharField()
    body_html = serializers.CharField(help_text="Sanitised; show it in a sandboxed frame all the same.")
    reply_text = serializers.CharField(help_text="The new part: quotes and signature folded away.")
    recipients = Recipients()
    automated = serializers.BooleanField()
    attachments = Attachment(many=True)
    reactions = Reaction(many=True)
    delivery = Delivery(allow_null=True)
    sent_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    deleted_at = serializers.DateTimeField(allow_null=True, help_text="Its words are gone.")
    hidden_at = serializers.DateTimeField(allow_null=True, help_text="Not shown to the public since.")
    raw_id = serializers.IntegerField(allow_null=True)
    not_told = serializers.ListField(
        child=serializers.CharField(), help_text="Names that a note mentions and that may not see the ticket."
    )
    version = serializers.IntegerField()


class Revision(Shape):
    body_text = serializers.CharField()
    body_html = serializers.CharField()
    until = serializers.DateTimeField(help_text="When it was replaced.")


class Revisions(Shape):
    results = Revision(many=True)


class MessagePage(Shape):
    results = Message(many=True)
    next = serializers.CharField(allow_null=True)


class ReplyOptions(Shape):
    to = Address(many=True)
    cc = Address(many=True)
    bcc = Address(many=True)
    from_name = serializers.CharField()
    from_address = serializers.CharField()
    signature = serializers.CharField()
    visibility = serializers.ListField(child=serializers.ChoiceField(MessageModel.VISIBILITIES))
    limits = serializers.DictField(help_text="What the channel's connector declared.")
    max_upload = serializers.IntegerField(help_text="Bytes that one file may have, on any channel.")


class Draft(Shape):
    kind = serializers.ChoiceField(DraftModel.Kind.choices)
    body = serializers.CharField(help_text="HTML of the composer.")
    recipients = Recipients()
    attachment_ids = serializers.ListField(child=serializers.IntegerField())
    attachments = Attachment(many=True)
    updated_at = serializers.DateTimeField(allow_null=True, help_text="Null: nothing is kept.")


class Conflict(Shape):
    """A held reply: what was said since the agent read the ticket."""

    messages = Message(many=True)


class TicketChanged(Shape):
    code = const("ticket_changed")
    message = serializers.CharField()
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]
    data = Conflict()  # type: ignore[assignment]


class OtherDraft(Shape):
    draft = Draft()


class DraftChanged(Shape):
    code = const("draft_changed")
    message = serializers.CharField()
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]
    data = OtherDraft()  # type: ignore[assignment]


class LinkPreview(Shape):
    id = serializers.IntegerField()
    url = serializers.CharField()
    state = serializers.ChoiceField(LinkPreviewModel.State.choices)
    title = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    site = serializers.CharField(allow_blank=True)
    image = serializers.CharField(allow_null=True, help_text="Ours, below this message.")
    fetched_at = serializers.DateTimeField(allow_null=True)


class LinkPreviews(Shape):
    results = LinkPreview(many=True)
