"""From the tree of parts to what a person reads: one text, one HTML, the files."""

from __future__ import annotations

import dataclasses
import re

from connectors.email import calendars, charsets, filenames, flowed, headers, html, tnef, transfer
from connectors.email.mime import Part
from inbox.envelope import InboundAttachment

MAX_TEXT = 1_000_000
MAX_HTML = 2_000_000

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]+')
_ENRICHED = re.compile(r"<(/?)(\w{1,20})>|<<")
_ALTERNATIVE_RENDERINGS = frozenset({"text/x-amp-html", "text/watch-html", "text/x-watch-html"})
_KEPT_WHOLE = frozenset(
    {"message/rfc822", "message/global", "message/external-body", "message/partial", "message/news"}
)


@dataclasses.dataclass(slots=True)
class _Segment:
    """A stretch of the body, in one or two renderings."""

    text: str | None = None
    html: str | None = None
    spare: bool = False  # said elsewhere too, if anything else is said


@dataclasses.dataclass(slots=True)
class _File:
    filename: str
    content_type: str
    content: bytes
    content_id: str = ""
    related: bool = False
    disposition: str = ""


@dataclasses.dataclass(slots=True)
class Bodies:
    """``text`` is the whole, ``html`` is safe; both may be empty."""

    text: str
    html: str
    attachments: tuple[InboundAttachment, ...]
    notes: list[str]


class _Collector:
    def __init__(self) -> None:
        self.files: list[_File] = []
        self.calendars: list[str] = []
        self.notes: list[str] = []

    def walk(self, part: Part, *, parent: str, first: bool) -> list[_Segment]:
        kind = part.content_type
        if part.children:
            if kind == "multipart/alternative":
                return self._alternative(part)
            segments: list[_Segment] = []
            for child in part.children:
                segments += self.walk(child, parent=kind, first=first and not segments)
            return segments
        return self._leaf(part, parent=parent, first=first)

    def _alternative(self, part: Part) -> list[_Segment]:
        """The last text and the last HTML win; a branch with several pieces is taken whole."""
        text: str | None = None
        markup: list[_Segment] = []
        for child in part.children:
            if child.content_type in _ALTERNATIVE_RENDERINGS:
                continue
            segments = self.walk(child, parent="multipart/alternative", first=True)
            texts = [segment.text for segment in segments if segment.text is not None]
            if any(segment.html is not None for segment in segments):
                markup = segments
            elif texts:
                joined = "\n".join(texts)
                text = joined if joined.strip() or text is None else text
        if not markup:
            return [] if text is None else [_Segment(text=text)]
        if text is None or not text.strip():
            return markup
        return [_Segment(text=text, html="\n".join(_as_html(segment) for segment in markup))]

    def _leaf(self, part: Part, *, parent: str, first: bool) -> list[_Segment]:
        kind = part.content_type
        disposition, disposition_params = part.headers.disposition()
        name = filenames.of(part.headers, params=part.params, disposition=disposition_params)
        if kind in _KEPT_WHOLE:
            self._keep_message(part, name)
            return []
        attached = disposition == "attachment" or (bool(name) and not first)
        if kind in ("text/plain", "text/html", "text/enriched", "text/richtext") and not attached:
            segment = self._text(part, kind)
            return [segment] if segment is not None else []
        content = part.content()
        if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
            segments = self._winmail(content)
            if segments is not None:
                return segments
        if kind == "text/calendar":
            self.calendars.append(charsets.decode(content, part.params.get("charset", "utf-8")))
        if not content and not name:
            return []
        self._keep(part, name, content, related=parent == "multipart/related", disposition=disposition)
        return []

    def _text(self, part: Part, kind: str) -> _Segment | None:
        content = part.content()
        if kind == "text/html":
            return _Segment(html=charsets.decode(content, _html_charset(content, part.params.get("charset", ""))))
        content, embedded = transfer.split_uu(content)
        for raw_name, file in embedded:
            name = filenames.tidy(charsets.decode(raw_name))
            self.files.append(_File(name, filenames.type_of(name), file, disposition="attachment"))
        text = _lines(charsets.decode(content, part.params.get("charset", "")))
        if kind != "text/plain":
            text = _ENRICHED.sub(lambda m: "<" if m[0] == "<<" else "", text)
        elif part.params.get("format", "").lower() == "flowed":
            text = flowed.unwrap(text, delsp=part.params.get("delsp", "").lower() == "yes")
        return _Segment(text=text) if content or not embedded else None

    def _keep_message(self, part: Part, name: str) -> None:
        content = part.content()
        if not name:
            subject = headers.split(content[:100_000], top=True)[0].text("subject")
            words = " ".join(_NOT_IN_NAMES.sub(" ", subject).split())
            name = filenames.tidy(f"{words[:100]}.eml") if words else ""
        self.files.append(_File(name, part.content_type, content, disposition="attachment"))

    def _keep(self, part: Part, name: str, content: bytes, *, related: bool, disposition: str) -> None:
        content_id = part.headers.source("content-id").strip("<> ")
        self.files.append(_File(name, part.content_type, content, content_id, related, disposition))

    def _winmail(self, content: bytes) -> list[_Segment] | None:
        try:
            packed = tnef.read(content)
        except tnef.TnefError:
            self.notes.append("winmail.dat unreadable")
            return None
        for file in packed.files:
            name = filenames.tidy(file.name)
            self.files.append(_File(name, file.content_type or filenames.type_of(name), file.content, file.content_id))
        if not (packed.text or packed.html):
            return []
        return [_Segment(text=_lines(packed.text) if packed.text else None, html=packed.html or None, spare=True)]


def collect(root: Part, *, forward: bool) -> Bodies:
    """Everything readable of a mail. ``forward``: what is quoted below is what the sender wants to show."""
    collector = _Collector()
    segments = collector.walk(root, parent="", first=True)
    spoken = [s for s in segments if (s.text and s.text.strip()) or (s.html and s.html.strip())]
    spoken = [s for s in spoken if not s.spare] or spoken
    notes = collector.notes
    markup = "\n".join(_as_html(s) for s in spoken) if any(s.html for s in spoken) else ""
    if len(markup) > MAX_HTML:
        collector.files.append(_File("body.html", "text/html", markup.encode()))
        markup = markup[:MAX_HTML]
        notes.append("HTML truncated, the whole is attached")
    cleaned = html.clean(markup, forward=forward) if markup else html.Cleaned("", "", frozenset())
    notes += cleaned.notes
    text = "\n".join(
        s.text if s.text and s.text.strip() else _text_of(s, cleaned, alone=len(spoken) == 1) for s in spoken
    )
    text = text.strip("\n")
    if not text.strip() and collector.calendars:
        text = _lines(calendars.summary(collector.calendars[0]))
    if len(text) > MAX_TEXT:
        collector.files.append(_File("body.txt", "text/plain", text.encode()))
        text = text[:MAX_TEXT]
        notes.append("text truncated, the whole is attached")
    return Bodies(text, cleaned.html, _attachments(collector.files, cleaned.cids), notes)


def _text_of(segment: _Segment, cleaned: html.Cleaned, *, alone: bool) -> str:
    return cleaned.text if alone else html.clean(segment.html or "").text


def _attachments(files: list[_File], cids: frozenset[str]) -> tuple[InboundAttachment, ...]:
    return tuple(
        InboundAttachment(
            filename=file.filename or filenames.invent(file.content_type, number),
            content_type=file.content_type,
            content=file.content,
            content_id=file.content_id,
            inline=file.content_id in cids
            or (bool(file.content_id) and file.related and file.disposition != "attachment"),
        )
        for number, file in enumerate(files, 1)
    )


def _as_html(segment: _Segment) -> str:
    return segment.html if segment.html is not None else html.from_text(segment.text or "")


def _html_charset(content: bytes, label: str) -> str:
    """HTML without a label, or with one nobody knows, may carry its own."""
    if label and charsets.is_known(label):
        return label
    match = _META_CHARSET.search(content[:4_096])
    return match[1].decode("ascii") if match else ""


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
