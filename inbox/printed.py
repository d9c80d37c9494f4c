"""A whole ticket as one page to print: every message with its writer, its time and its zone; no navigation."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils import formats, translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import attachments, markup, vocabulary
from inbox.models import Attachment, Message, Ticket

BATCH = 100  # messages read at a time
STYLE = """
:root { color-scheme: light; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 14px/1.5 system-ui, sans-serif; color: #151a23; }
h1 { font-size: 1.35rem; margin: 0 0 .3rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1.5rem; }
dt, time, small, .gone { color: #465062; }
dd { margin: 0; }
article { border-top: 1px solid #c9ced6; padding: .8rem 0; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; break-after: avoid; }
.note { border-inline-start: 4px solid #b9770e; padding-inline-start: .8rem; background: #fff8e8; }
article p { margin: .4rem 0; overflow-wrap: anywhere; }
img { display: block; max-width: 100%; max-height: 24rem; margin: .4rem 0; }
blockquote { margin: .4rem 0; padding-inline-start: .8rem; border-inline-start: 2px solid #c9ced6; }
ul.files { padding-inline-start: 1.2rem; }
@media print { body { margin: 0; max-width: none; } }
"""
# The page runs nothing and fetches nothing but our own pictures, wherever it is opened.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'"
VISIBLE = {"public": gettext_noop("in public"), "private": "", "internal": gettext_noop("Internal note")}
PLAIN = "D j M Y, H:i"  # of English; the others as Django knows them


@dataclasses.dataclass(frozen=True, slots=True)
class Export:
    """What is taken away: of whom, for whom, in whose language and time."""

    ticket: Ticket
    notes: bool
    by: str
    at: dt.datetime
    zone: ZoneInfo
    language: str

    def say(self, text: str) -> str:
        """Pieces are made when the request is long over, so each speaks for itself."""
        with translation.override(self.language):
            return _(text) if text else ""

    def when(self, moment: dt.datetime) -> str:
        """``Sun 22 Nov 2026, 09:00 CET``."""
        local = moment.astimezone(self.zone)
        with translation.override(self.language):
            written = formats.date_format(local, PLAIN if self.language == "en" else "DATETIME_FORMAT")
        return f"{written} {local:%Z}"

    def messages(self) -> Iterator[Message]:
        rows = self.ticket.messages.select_related("channel").prefetch_related("attachments")
        if not self.notes:
            rows = rows.exclude(visibility="internal")
        return rows.order_by("sent_at", "pk").iterator(chunk_size=BATCH)


def page(export: Export, *, files: str = "/api/v1/attachments/") -> Iterator[str]:
    """The page to print. ``files``: where its pictures lie, followed by their token; in a ZIP beside it when empty."""
    ticket = export.ticket
    say = export.say
    facts = {
        gettext_noop("Customer"): ticket.contact.name,
        gettext_noop("Channel"): ticket.channel.name,
        gettext_noop("Status"): say(vocabulary.NAMES[Ticket.Status][ticket.status]),
        gettext_noop("Priority"): say(vocabulary.NAMES[Ticket.Priority][ticket.priority]),
        gettext_noop("Team"): ticket.team.name if ticket.team is not None else "",
        gettext_noop("Assigned to"): ticket.assignee.get_full_name() if ticket.assignee is not None else "",
        gettext_noop("Labels"): ", ".join(ticket.labels),
        gettext_noop("Opened"): export.when(ticket.created_at),
        gettext_noop("Solved"): export.when(ticket.solved_at) if ticket.solved_at else "",
        gettext_noop("Internal notes"): say(gettext_noop("included") if export.notes else gettext_noop("left out")),
        gettext_noop("Printed"): say(gettext_noop("{when} by {person}")).format(
            when=export.when(export.at), person=export.by
        ),
    }
    turned = translation.get_language_info(export.language)["bidi"]
    title = escape(f"{ticket.reference} {ticket.subject}")
    yield (
        f'<!doctype html><html lang="{export.language}" dir="{"rtl" if turned else "ltr"}"><head>'
        f'<meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}"><style>{STYLE}</style></head>'
        f'<body><main><h1 dir="auto">{title}</h1><dl>'
    )
    yield "".join(
        f"<dt>{escape(say(name))}</dt><dd dir='auto'>{escape(value)}</dd>" for name, value in facts.items() if value
    )
    yield "</dl>"
    for message in export.messages():
        yield _article(export, message, files)
    yield "</main></body></html>\n"


def path(message: Message, file: Attachment) -> str:
    """Where it lies in an archive: a name that every system can write, and no two alike."""
    name = re.sub(r"[^\w.() -]+", "_", file.filename).strip(". ")[-100:] or "file"
    return f"files/{message.pk}-{file.pk}-{name}"


def _article(export: Export, message: Message, files: str) -> str:
    marks = [VISIBLE.get(message.visibility, "")]
    marks += [gettext_noop("edited")] if message.edited_at else []
    marks += [gettext_noop("hidden from the public")] if message.hidden_at else []
    head = (
        f"<header><b dir='auto'>{escape(message.author_name or export.say(gettext_noop('Unknown')))}</b>"
        f"<time>{escape(export.when(message.sent_at))}</time></header>"
    )
    to = ", ".join(entry.get("handle", "") for kind in ("to", "cc") for entry in message.recipients.get(kind, []))
    sent_to = export.say(gettext_noop("to {recipients}")).format(recipients=to) if to else ""
    small = " · ".join(filter(None, [*map(export.say, marks), sent_to]))
    body = _body(message)
    if message.deleted_at:
        gone = export.say(gettext_noop("Deleted on {when}.")).format(when=export.when(message.deleted_at))
        body = f"<p class='gone'>{escape(gone)}</p>"
    kind = " class='note'" if message.visibility == "internal" else ""
    line = f"<small>{escape(small)}</small>" if small else ""
    return f"<article{kind}>{head}{line}{body}{_files(message, files)}</article>"


def _body(message: Message) -> str:
    if message.body_html:
        return f"<div dir='auto'>{markup.clean(message.body_html)}</div>"
    paragraphs = re.split(r"\n\s*\n", message.body_text)
    return "".join(f"<p dir='auto'>{escape(each)}</p>".replace("\n", "<br>") for each in paragraphs if each.strip())


def _files(message: Message, where: str) -> str:
    found = list(message.attachments.all())
    if not found or message.deleted_at is not None:
        return ""
    lines = []
    for file in found:
        shown = file.state == Attachment.State.STORED and file.content_type in attachments.INLINE_TYPES
        source = f"{where}{file.token}" if where else path(message, file)
        picture = f"<img src='{escape(source)}' alt=''>" if shown else ""
        lines.append(f"<li>{escape(file.filename)} <small>{_size(file.size)}</small>{picture}</li>")
    return f"<ul class='files'>{''.join(lines)}</ul>"


def _size(size: int) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, size // 1024)} KB"
