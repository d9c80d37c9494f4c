"""The tables. Fields, constraints and querysets only: no side effects, no signals, no overridden save()."""

from inbox.models.channels import Channel, Cursor
from inbox.models.contacts import Contact, Identity
from inbox.models.deliveries import Attempt, Delivery, Part
from inbox.models.events import Event
from inbox.models.messages import Attachment, Blob, Message, Revision
from inbox.models.operations import Heartbeat, IdempotencyKey, Organisation
from inbox.models.people import Membership, Team, User
from inbox.models.raw import RawInbound
from inbox.models.sla import Calendar, CalendarVersion, Clock, ClockEvent, Policy, Settlement
from inbox.models.threads import Action, EarlyEvent, Post, Thread
from inbox.models.tickets import Draft, ReadMark, Ticket

__all__ = [
    "Action",
    "Attachment",
    "Attempt",
    "Blob",
    "Calendar",
    "CalendarVersion",
    "Channel",
    "Clock",
    "ClockEvent",
    "Contact",
    "Cursor",
    "Delivery",
    "Draft",
    "EarlyEvent",
    "Event",
    "Heartbeat",
    "IdempotencyKey",
    "Identity",
    "Membership",
    "Message",
    "Organisation",
    "Part",
    "Policy",
    "Post",
    "RawInbound",
    "ReadMark",
    "Revision",
    "Settlement",
    "Team",
    "Thread",
    "Ticket",
    "User",
]
