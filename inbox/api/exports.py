"""What is held about a customer as a file: JSON for machines, HTML for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inbox import holdings
from inbox.models import Contact, Ticket

PART = "What lies on channels that the person who made this file may not see is not in it."
TYPES = {"json": "application/json", "html": "text/html; charset=utf-8"}
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#151a23}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem;border-top:1px solid #ccc;padding-top:1rem}"
    "th{text-align:start;vertical-align:top;padding-inline-end:1rem;font-weight:600}"
    "article{margin:.75rem 0;padding-inline-start:.75rem;border-inline-start:3px solid #ccc;white-space:pre-wrap}"
    "article[data-internal]{border-color:#b45309}small{color:#465062}"
)


def contact(found: Contact, visible: QuerySet[Ticket], *, kind: str, whole: bool) -> StreamingHttpResponse:
    """Streamed; ``whole``: whoever asks sees all channels."""
    pieces = _json(found, visible, whole) if kind == "json" else _html(found, visible, whole)
    response = StreamingHttpResponse(pieces, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="customer-{found.pk}.{kind}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _json(found: Contact, visible: QuerySet[Ticket], whole: bool) -> Iterator[str]:
    head = {"made_at": timezone.now().isoformat(), "complete": whole, "profile": holdings.profile(found)}
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "tickets": ['
    for number, ticket in enumerate(holdings.tickets(found, visible)):
        yield ("," if number else "") + "\n" + json.dumps(ticket, ensure_ascii=False, indent=1)
    yield "\n ]\n}\n"


def _html(found: Contact, visible: QuerySet[Ticket], whole: bool) -> Iterator[str]:
    profile = holdings.profile(found)
    title = f"What we hold about {found.name or 'you'}"
    yield format_html(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>{}</title><style>{}</style><h1>{}</h1>',
        title,
        SafeString(STYLE),
        title,
    )
    yield format_html(
        "<p><small>{} {}</small></p>", timezone.now().strftime("%Y-%m-%d %H:%M UTC."), "" if whole else PART
    )
    yield _table({name: value for name, value in profile.items() if not isinstance(value, list | dict)})
    yield "<h2>Addresses and handles</h2>" + "".join(_table(each) for each in profile["handles"])
    yield "<h2>Labels and fields</h2>" + _table({"labels": ", ".join(profile["labels"]), **profile["fields"]})
    yield "<h2>Consent</h2>" + "".join(_table(each) for each in profile["consent"])
    for ticket in holdings.tickets(found, visible):
        yield _ticket(ticket)
    yield "</html>"


def _ticket(ticket: dict[str, Any]) -> str:
    parts = [format_html("<h2>{} {}</h2>", ticket["reference"], ticket["subject"])]
    plain = {name: ticket[name] for name in ("channel", "status", "created_at", "solved_at")}
    parts.append(_table({**plain, "labels": ", ".join(ticket["labels"]), **ticket["fields"]}))
    for said in ticket["messages"]:
        internal = said["seen_by"] == "internal"
        parts.append(
            format_html(
                "<article{}><small>{}, {}{}</small>\n{}{}</article>",
                SafeString(" data-internal" if internal else ""),
                said["from"],
                said["at"],
                " (a note among colleagues)" if internal else "",
                said["text"],
                "".join(f"\n[{file['name']}]" for file in said["files"]),
            )
        )
    parts += [_table(each) for each in ticket["satisfaction"]]
    return "".join(parts)


def _table(values: dict[str, Any]) -> SafeString:
    rows = [
        format_html("<tr><th>{}</th><td>{}</td></tr>", name.replace("_", " "), value)
        for name, value in values.items()
        if value not in ("", None)
    ]
    return SafeString(f"<table>{''.join(rows)}</table>")
