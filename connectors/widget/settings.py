"""What an admin can set on a chat channel, read from ``Channel.settings`` with defaults."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop

from connectors import mailed_by
from connectors.fields import Field
from inbox.models import Channel

TITLE = gettext_noop("Chat with us")  # until somebody writes something else; translated on the page
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
QUESTION = re.compile(r"[a-z][a-z0-9_]{0,39}")
RESERVED = {"name", "email", "topic", "consent"}
ASK = {"no": "No", "optional": "Yes, may stay empty", "required": "Yes, must be filled in"}
SHORTEST_SECRET = 16


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One of the admin's own questions before the chat. With options it is a choice, else a line of text."""

    name: str
    label: str
    required: bool = False
    options: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class WidgetSettings:
    """``origins`` are the sites that may show the chat; nobody else can."""

    origins: tuple[str, ...] = ()
    title: str = TITLE
    greeting: str = ""
    colour: str = "#3f60dc"
    side: str = "end"
    ask_name: str = "optional"
    ask_email: str = "optional"
    topics: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    consent: str = ""
    hours: str = "calendar"
    agents: str = "first"
    files: bool = True
    max_file_mb: int = 10
    proactive_text: str = ""
    proactive_after: int = 0
    mail: bool = True
    mail_after: int = 2
    reply_channel_id: int = 0
    from_address: str = ""


FIELDS: tuple[Field, ...] = (
    Field(
        name="origins",
        title="Sites that show the chat",
        group="shown",
        kind="array",
        default=[],
        required=True,
        help="As in https://www.example.org. Nobody else can show it.",
    ),
    Field(
        name="title",
        title="Title",
        group="shown",
        default=WidgetSettings.title,
        help="On the button and above the chat.",
    ),
    Field(
        name="greeting",
        title="Greeting",
        group="shown",
        help="The first words in the chat, as in: Hello! How can we help?",
    ),
    Field(
        name="colour", title="Colour of the brand", group="shown", help="As in #3f60dc.", default=WidgetSettings.colour
    ),
    Field(
        name="side",
        title="Corner of the page",
        help="Where the button floats on your pages.",
        group="shown",
        default=WidgetSettings.side,
        choices={"end": "Where lines of text end (right)", "start": "Where they start (left)"},
    ),
    Field(
        name="ask_name",
        title="Ask for a name before the chat",
        help="So that your people know whom they talk to.",
        group="asked",
        default=WidgetSettings.ask_name,
        choices=ASK,
    ),
    Field(
        name="ask_email",
        title="Ask for an e-mail address before the chat",
        group="asked",
        default=WidgetSettings.ask_email,
        choices=ASK,
        help="Outside business hours it must always be filled in: the answer goes there.",
    ),
    Field(
        name="topics",
        title="Topics to choose from",
        group="asked",
        kind="array",
        default=[],
        help="None: no such question.",
    ),
    Field(
        name="questions",
        editor="questions",
        title="Questions of your own before the chat",
        group="asked",
        kind="array",
        default=[],
        help=(
            "One each: name | label | required | options: one, two. As in: order | Order number. "
            "The last two may be left out."
        ),
    ),
    Field(
        name="consent",
        title="Consent",
        group="asked",
        advanced=True,
        help="When filled in, it must be ticked before the chat, as in: I agree that this chat is stored for a year.",
    ),
    Field(
        name="hours",
        title="When somebody is there",
        group="answers",
        default=WidgetSettings.hours,
        choices={"calendar": "In the organisation's business hours", "always": "Always"},
        help="At other times visitors leave a message and are answered by e-mail.",
    ),
    Field(
        name="agents",
        title="Who answers, as visitors see it",
        help="The name above each answer.",
        group="answers",
        default=WidgetSettings.agents,
        choices={"first": "First name", "full": "Full name", "brand": "The brand only"},
    ),
    Field(
        name="files",
        title="Visitors can send files",
        help="Pictures and documents, out of the chat.",
        group="asked",
        kind="boolean",
        default=True,
    ),
    Field(
        name="max_file_mb",
        title="Largest file in MB",
        help="A larger one is refused in words.",
        group="limits",
        advanced=True,
        kind="integer",
        default=10,
        minimum=1,
        maximum=25,
    ),
    Field(
        name="proactive_text",
        title="Words that invite to a chat",
        group="shown",
        advanced=True,
        help="Shown beside the button, once per visit.",
    ),
    Field(
        name="proactive_after",
        title="Show them after so many seconds",
        group="shown",
        advanced=True,
        kind="integer",
        default=0,
        minimum=0,
        maximum=600,
        help="0: never.",
    ),
    Field(
        name="mail",
        title="Mail an answer to a visitor who has left",
        group="answers",
        kind="boolean",
        default=True,
        help="When they gave an address and have not read it in the chat.",
    ),
    Field(
        name="mail_after",
        title="Mail it after so many minutes",
        help="So that who is still reading gets no mail.",
        group="answers",
        advanced=True,
        kind="integer",
        default=2,
        minimum=1,
        maximum=1440,
        when={"mail": True},
    ),
    Field(
        name="reply_channel_id",
        channel_of=mailed_by.MAIL,
        title="Mail channel for these mails",
        group="answers",
        kind="integer",
        default=0,
        minimum=0,
        help="Its address is the sender, and customers' answers to it come back to the ticket.",
        when={"mail": True},
    ),
    Field(
        name="from_address",
        title="Sender without a mail channel",
        group="answers",
        advanced=True,
        help="Answers to it do not reach us.",
        when={"mail": True},
    ),
    Field(
        name="identity_secret",
        title="Secret for visitors whom your site knows",
        advanced=True,
        secret=True,
        help="At least 16 characters that nobody can guess, as from: openssl rand -hex 32. Your server signs with it.",
    ),
    Field(
        name="identity_secret_before",
        title="The one before, while you change it",
        help="Both are taken until you remove it, so that no visitor is signed out.",
        advanced=True,
        secret=True,
    ),
)


def read(channel: Channel) -> WidgetSettings:
    """The settings of a stored channel; what is missing has its default."""
    known = {field.name for field in dataclasses.fields(WidgetSettings)}
    values: dict[str, Any] = {key: value for key, value in channel.settings.items() if key in known}
    values["questions"] = tuple(question(line) for line in values.get("questions", ()))
    for name in ("origins", "topics"):
        values[name] = tuple(values.get(name, ()))
    return WidgetSettings(**values)


def question(line: str) -> Question:
    """``order | Order number | required``. Raises ValueError that says what is wrong."""
    name, *rest = (part.strip() for part in line.split("|"))
    if not QUESTION.fullmatch(name) or name in RESERVED:
        raise ValueError(f"{name!r} cannot be the name of a question: small letters, digits and _, a letter first.")
    if not rest or not rest[0]:
        raise ValueError(f"{name}: a question needs a label, as in “{name} | Order number”.")
    required = False
    options: tuple[str, ...] = ()
    for part in rest[1:]:
        key, colon, value = part.partition(":")
        if part == "required":
            required = True
        elif colon and key == "options":
            options = tuple(option.strip() for option in value.split(",") if option.strip())
        else:
            raise ValueError(f"{name}: {part!r} is not understood; write required or options: one, two.")
    return Question(name=name, label=rest[0], required=required, options=options)


def problems(values: Mapping[str, Any], credentials: Mapping[str, Any]) -> dict[str, str]:
    """What :func:`read` and the pages could not use, by setting. Types were checked before."""
    wrong: dict[str, str] = {}
    if not COLOUR.fullmatch(values["colour"]):
        wrong["settings.colour"] = "Write the colour as six hexadecimal digits, as in #3f60dc."
    refused = [origin for origin in values["origins"] if not is_origin(origin)]
    if refused:
        wrong["settings.origins"] = f"{refused[0]!r} is no address of a site; write it as in https://www.example.org."
    if values["reply_channel_id"] and mailed_by.chosen(values["reply_channel_id"]) is None:
        wrong["settings.reply_channel_id"] = "There is no e-mail channel with this number."
    names: set[str] = set()
    for line in values["questions"]:
        try:
            name = question(line).name
        except ValueError as error:
            wrong["settings.questions"] = str(error)
            continue
        if name in names:
            wrong["settings.questions"] = f"Two questions are called {name!r}."
        names.add(name)
    for name in ("identity_secret", "identity_secret_before"):
        if 0 < len(credentials.get(name, "")) < SHORTEST_SECRET:
            wrong[f"credentials.{name}"] = f"At least {SHORTEST_SECRET} characters."
    return wrong


def is_origin(value: str) -> bool:
    """``https://www.example.org``: scheme and host, perhaps a port, and nothing that could end a CSP directive."""
    return bool(re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+", value) and urlsplit(value).hostname)
