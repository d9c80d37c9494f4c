"""The tables. Fields, constraints and querysets only: no side effects, no signals, no overridden save()."""

from inbox.models.answers import AutomaticMessage, Bulk, CannedAnswer, Macro, Survey, SurveyAnswer
from inbox.models.attention import Notification, OnCall, Page
from inbox.models.channels import Channel, Cursor
from inbox.models.contacts import Contact, Identity
from inbox.models.deliveries import Attempt, Delivery, Part
from inbox.models.events import Event
from inbox.models.messages import Attachment, Blob, Message, Revision
from inbox.models.operations import Heartbeat, IdempotencyKey, Organisation
from inbox.models.people import Membership, Skill, Team, User, UserSkill
from inbox.models.raw import RawInbound
from inbox.models.routing import Decision, Offer, QueueEntry
from inbox.models.rules import ActionTaken, Evaluation, Rule, RuleEntry, RuleJob, RuleRun, RuleVersion
from inbox.models.sla import (
    Calendar,
    CalendarVersion,
    Clock,
    ClockEvent,
    Policy,
    PolicyApplication,
    PolicyVersion,
    Settlement,
)
from inbox.models.threads import Action, EarlyEvent, Post, Thread
from inbox.models.tickets import Draft, ReadMark, Ticket
from inbox.models.timers import EventReader, Timer
from inbox.models.webhooks import Endpoint, WebhookAttempt, WebhookDelivery

__all__ = [
    "Action",
    "ActionTaken",
    "Attachment",
    "Attempt",
    "AutomaticMessage",
    "Blob",
    "Bulk",
    "Calendar",
    "CalendarVersion",
    "CannedAnswer",
    "Channel",
    "Clock",
    "ClockEvent",
    "Contact",
    "Cursor",
    "Decision",
    "Delivery",
    "Draft",
    "EarlyEvent",
    "Endpoint",
    "Evaluation",
    "Event",
    "EventReader",
    "Heartbeat",
    "IdempotencyKey",
    "Identity",
    "Macro",
    "Membership",
    "Message",
    "Notification",
    "Offer",
    "OnCall",
    "Organisation",
    "Page",
    "Part",
    "Policy",
    "PolicyApplication",
    "PolicyVersion",
    "Post",
    "QueueEntry",
    "RawInbound",
    "ReadMark",
    "Revision",
    "Rule",
    "RuleEntry",
    "RuleJob",
    "RuleRun",
    "RuleVersion",
    "Settlement",
    "Skill",
    "Survey",
    "SurveyAnswer",
    "Team",
    "Thread",
    "Ticket",
    "Timer",
    "User",
    "UserSkill",
    "WebhookAttempt",
    "WebhookDelivery",
]
