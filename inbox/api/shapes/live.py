"""What travels on the socket, both ways, and events as they are caught up with over REST."""

from __future__ import annotations

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from inbox.api.shapes.attention import Notification
from inbox.api.shapes.base import Shape, const
from inbox.api.shapes.bulk import BulkProgress
from inbox.api.shapes.messages import Message
from inbox.api.shapes.people import Channel, ContactRow, User
from inbox.api.shapes.promises import Application
from inbox.api.shapes.tickets import Counts, TicketRow, TimelineEntry
from inbox.api.shapes.wall import Wall


class ReadState(Shape):
    ticket_id = serializers.IntegerField()
    message_id = serializers.IntegerField()


class EventData(Shape):
    """The rows as they are now; the ones that the event is not about are absent."""

    ticket = TicketRow(required=False)
    message = Message(required=False)
    entry = TimelineEntry(required=False)
    contact = ContactRow(required=False)
    user = User(required=False)
    channel = Channel(required=False)
    read = ReadState(required=False)
    notification = Notification(required=False)
    bulk = BulkProgress(required=False)
    application = Application(required=False)


class EventFrame(Shape):
    type = const("event")
    seq = serializers.IntegerField()
    prev = serializers.IntegerField(help_text="The event before it that I was allowed to see.")
    kind = serializers.CharField(help_text="As in ticket.changed.")
    data = EventData()  # type: ignore[assignment]


class Events(Shape):
    results = EventFrame(many=True)
    head = serializers.IntegerField(help_text="The newest number there is.")
    epoch = serializers.CharField(help_text="Of the numbering. When it changes, start over.")


class HelloFrame(Shape):
    type = const("hello")
    epoch = serializers.CharField()
    head = serializers.IntegerField()
    now = serializers.DateTimeField(help_text="Our clock, so that a wrong one over there does no harm.")
    counts = Counts()


class CountsFrame(Shape):
    type = const("counts")
    data = Counts()  # type: ignore[assignment]


class WallFrame(Shape):
    type = const("wall")
    data = Wall()  # type: ignore[assignment]


class PresentUser(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    doing = serializers.ChoiceField(("viewing", "typing_reply", "typing_note", "typing_customer"))


class PresenceData(Shape):
    ticket_id = serializers.IntegerField()
    users = PresentUser(many=True)


class EphemeralFrame(Shape):
    type = const("eph")
    kind = const("presence")
    data = PresenceData()  # type: ignore[assignment]


class BeatFrame(Shape):
    type = const("beat")
    head = serializers.IntegerField()
    now = serializers.DateTimeField()


class ResyncFrame(Shape):
    """Fetch afresh what is on the screen, and go on from ``head``."""

    type = const("resync")
    epoch = serializers.CharField()
    head = serializers.IntegerField()
    reason = serializers.CharField()


class ErrorFrame(Shape):
    """A frame was refused; the connection goes on."""

    type = const("error")
    code = serializers.CharField()
    message = serializers.CharField()


class ReplayFrame(Shape):
    type = const("replay")
    after = serializers.IntegerField()


class ViewFrame(Shape):
    type = const("view")
    ticket_id = serializers.IntegerField(allow_null=True)


class TypingFrame(Shape):
    type = const("typing")
    ticket_id = serializers.IntegerField()
    kind = serializers.ChoiceField(("reply", "note"))


class WatchWallFrame(Shape):
    type = const("wall")
    on = serializers.BooleanField()
    team = serializers.IntegerField(required=False)
    channel = serializers.IntegerField(required=False)


class PingFrame(Shape):
    type = const("ping")


SERVER = PolymorphicProxySerializer(
    component_name="ServerFrame",
    resource_type_field_name="type",
    serializers={
        "hello": HelloFrame,
        "event": EventFrame,
        "counts": CountsFrame,
        "wall": WallFrame,
        "eph": EphemeralFrame,
        "beat": BeatFrame,
        "resync": ResyncFrame,
        "error": ErrorFrame,
    },
)
CLIENT = PolymorphicProxySerializer(
    component_name="ClientFrame",
    resource_type_field_name="type",
    serializers={
        "replay": ReplayFrame,
        "view": ViewFrame,
        "typing": TypingFrame,
        "wall": WatchWallFrame,
        "ping": PingFrame,
    },
)
