"""What an admin can set on a web form channel, read from ``Channel.settings`` with defaults."""

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

FIELD_TYPES = ("text", "textarea", "select", "checkbox", "date")
FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# What stands there until somebody writes something else; translated on the page.
TITLE = gettext_noop("Contact us")
INTRO = gettext_noop("Tell us what we can do for you. We answer by e-mail.")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CustomField:
    name: str
    label: str
    type: str = "text"
    required: bool = False
    help: str = ""
    options: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class FormSettings:
    """``embed_origins`` are the sites that may show the form in a frame; nobody else can."""

    title: str = TITLE
    intro: str = INTRO
    logo_text: str = ""
    colour: str = "#3f60dc"
    ask_name: str = "optional"  # optional, required, no
    files: bool = True
    max_files: int = 5
    max_file_mb: int = 10
    max_total_mb: int = 20
    fields: tuple[CustomField, ...] = ()
    embed_origins: tuple[str, ...] = ()
    reply_channel_id: int = 0
    from_address: str = ""
    confirmation: bool = True
    per_address_per_hour: int = 10
    total_per_hour: int = 500


FIELDS: tuple[Field, ...] = (
    Field(name="title", title="Title", help="The heading of the page.", group="shown", default=FormSettings.title),
    Field(
        name="intro",
        title="Words below the title",
        help="Said between the heading and the first field.",
        group="shown",
        default=FormSettings.intro,
    ),
    Field(name="logo_text", title="Name in the header", group="shown", advanced=True, help="Empty: the brand."),
    Field(
        name="colour", title="Colour of the brand", group="shown", help="As in #3f60dc.", default=FormSettings.colour
    ),
    Field(
        name="ask_name",
        title="Ask for a name",
        help="The e-mail address is always asked for: the answer goes there.",
        group="asked",
        default=FormSettings.ask_name,
        choices={"optional": "Yes, may stay empty", "required": "Yes, must be filled in", "no": "No"},
    ),
    Field(
        name="fields",
        editor="form-fields",
        title="Fields of your own",
        group="asked",
        kind="array",
        default=[],
        help=(
            "One each: name | label | type | required | help: … | options: one, two. "
            "Types: text, textarea, select, checkbox, date. As in: order | Order number | help: It is on the invoice."
        ),
    ),
    Field(
        name="files",
        title="Files can be sent",
        help="Customers can add pictures and documents to their message.",
        group="asked",
        kind="boolean",
        default=True,
    ),
    Field(
        name="max_files",
        title="Most files",
        help="With one message.",
        group="limits",
        advanced=True,
        kind="integer",
        default=5,
        minimum=1,
        maximum=20,
    ),
    Field(
        name="max_file_mb",
        title="Largest file in MB",
        help="A larger one is refused in words, and nothing typed is lost.",
        group="limits",
        advanced=True,
        kind="integer",
        default=10,
        minimum=1,
        maximum=25,
    ),
    Field(
        name="max_total_mb",
        title="All files together in MB",
        help="Of one message.",
        group="limits",
        advanced=True,
        kind="integer",
        default=20,
        minimum=1,
        maximum=25,
    ),
    Field(
        name="embed_origins",
        title="Sites that may show the form in a frame",
        group="shown",
        advanced=True,
        kind="array",
        default=[],
        help="As in https://www.example.org. Nobody else can.",
    ),
    Field(
        name="reply_channel_id",
        channel_of=mailed_by.MAIL,
        title="Mail channel for answers",
        group="answers",
        kind="integer",
        default=0,
        minimum=0,
        help="Its address is the sender, and customers' answers to it come back to the ticket.",
    ),
    Field(
        name="from_address",
        title="Sender without a mail channel",
        group="answers",
        advanced=True,
        help="Answers to it do not reach us.",
    ),
    Field(
        name="confirmation",
        title="Confirm by mail",
        group="answers",
        kind="boolean",
        default=True,
        help="Without any of the customer's words, at most once a day to an address.",
    ),
    Field(
        name="per_address_per_hour",
        title="Messages an hour from one network address",
        help="More are asked to wait. An office behind one connection counts as one address.",
        group="limits",
        advanced=True,
        kind="integer",
        default=10,
        minimum=1,
        maximum=10_000,
    ),
    Field(
        name="total_per_hour",
        title="Messages an hour in all",
        help="Holds back a flood by robots; everybody beyond it is asked to wait.",
        group="limits",
        advanced=True,
        kind="integer",
        default=500,
        minimum=1,
        maximum=100_000,
    ),
)


def read(channel: Channel) -> FormSettings:
    """The settings of a stored channel; what is missing has its default."""
    known = {field.name for field in dataclasses.fields(FormSettings)}
    values: dict[str, Any] = {key: value for key, value in channel.settings.items() if key in known}
    values["fields"] = tuple(custom_field(line) for line in values.get("fields", ()))
    values["embed_origins"] = tuple(values.get("embed_origins", ()))
    return FormSettings(**values)


def custom_field(line: str) -> CustomField:
    """``order | Order number | required | help: It is on the invoice.`` Raises ValueError that says what is wrong.

    Name and label come first; then, in any order, a type, ``required``, ``help: …`` and ``options: one, two``.
    """
    name, *rest = (part.strip() for part in line.split("|"))
    if not FIELD_NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of a field: small letters, digits and _, a letter first.")
    if not rest or not rest[0]:
        raise ValueError(f"{name}: a field needs a label, as in “{name} | Order number”.")
    values: dict[str, Any] = {"name": name, "label": rest[0]}
    for part in rest[1:]:
        key, colon, value = part.partition(":")
        if part in FIELD_TYPES:
            values["type"] = part
        elif part == "required":
            values["required"] = True
        elif colon and key == "help":
            values["help"] = value.strip()
        elif colon and key == "options":
            values["options"] = tuple(option.strip() for option in value.split(",") if option.strip())
        else:
            types = ", ".join(FIELD_TYPES)
            raise ValueError(f"{name}: {part!r} is not understood; write {types}, required, help: … or options: …")
    field = CustomField(**values)
    if (field.type == "select") != bool(field.options):
        raise ValueError(f"{name}: a select needs options, and only a select has them.")
    return field


def problems(values: Mapping[str, Any]) -> dict[str, str]:
    """What :func:`read` and the pages could not use, by setting. Types were checked before."""
    wrong: dict[str, str] = {}
    if not COLOUR.fullmatch(values["colour"]):
        wrong["colour"] = "Write the colour as six hexadecimal digits, as in #3f60dc."
    refused = [origin for origin in values["embed_origins"] if not is_origin(origin)]
    if refused:
        wrong["embed_origins"] = f"{refused[0]!r} is no address of a site; write it as in https://www.example.org."
    if values["reply_channel_id"] and mailed_by.chosen(values["reply_channel_id"]) is None:
        wrong["reply_channel_id"] = "There is no e-mail channel with this number."
    names: set[str] = set()
    for line in values["fields"]:
        try:
            field = custom_field(line)
        except ValueError as error:
            wrong["fields"] = str(error)
            continue
        if field.name in names:
            wrong["fields"] = f"Two fields are called {field.name!r}."
        names.add(field.name)
    return wrong


def is_origin(value: str) -> bool:
    """``https://www.example.org``: scheme and host, perhaps a port, and nothing that could end a CSP directive."""
    return bool(re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+", value) and urlsplit(value).hostname)
