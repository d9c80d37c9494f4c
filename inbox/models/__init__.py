"""The tables. Fields, constraints and querysets only: no side effects, no signals, no overridden save()."""

from inbox.models.agreements import Consent, ContactApart
from inbox.models.answers import AutomaticMessage, Bulk, CannedAnswer, Macro, Survey, SurveyAnswer
from inbox.models.attention import Notification
from inbox.models.audit import AuditEntry, Erasure, Removal
from inbox.models.brands import Brand
from inbox.models.channels import Channel, Cursor
from inbox.models.contacts import Contact, Identity
from inbox.models.deliveries import Attempt, Delivery, Part
from inbox.models.events import Event
from inbox.models.following import Follower, Mention
from inbox.models.help import Article, HelpSection
from inbox.models.labelling import CustomField, Label
from inbox.models.links import LinkPreview, TicketLink
from inbox.models.merges import ContactMerge
from inbox.models.messages import Attachment, Blob, Message, Revision, Said
from inbox.models.on_call import OnCall, Page
from inbox.models.operations import Heartbeat, IdempotencyKey, Organisation
from inbox.models.panels import Panel
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
from inbox.models.tokens import TokenName
from inbox.models.views import View
from inbox.models.webhooks import Endpoint, WebhookAttempt, WebhookDelivery

__all__ = [
    "Action",
    "ActionTaken",
    "Article",
    "Attachment",
    "Attempt",
    "AuditEntry",
    "AutomaticMessage",
    "Blob",
    "Brand",
    "Bulk",
    "Calendar",
    "CalendarVersion",
    "CannedAnswer",
    "Channel",
    "Clock",
    "ClockEvent",
    "Consent",
    "Contact",
    "ContactApart",
    "ContactMerge",
    "Cursor",
    "CustomField",
    "Decision",
    "Delivery",
    "Draft",
    "EarlyEvent",
    "Endpoint",
    "Erasure",
    "Evaluation",
    "Event",
    "EventReader",
    "Follower",
    "Heartbeat",
    "HelpSection",
    "IdempotencyKey",
    "Identity",
    "Label",
    "LinkPreview",
    "Macro",
    "Membership",
    "Mention",
    "Message",
    "Notification",
    "Offer",
    "OnCall",
    "Organisation",
    "Page",
    "Panel",
    "Part",
    "Policy",
    "PolicyApplication",
    "PolicyVersion",
    "Post",
    "QueueEntry",
    "RawInbound",
    "ReadMark",
    "Removal",
    "Revision",
    "Rule",
    "RuleEntry",
    "RuleJob",
    "RuleRun",
    "RuleVersion",
    "Said",
    "Settlement",
    "Skill",
    "Survey",
    "SurveyAnswer",
    "Team",
    "Thread",
    "Ticket",
    "TicketLink",
    "Timer",
    "TokenName",
    "User",
    "UserSkill",
    "View",
    "WebhookAttempt",
    "WebhookDelivery",
]
