"""What the chat says in the visitor's language: one file of words for each."""

from __future__ import annotations

import functools
import json
import pathlib

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

FOLDER = pathlib.Path(__file__).parent / "words"
FALLBACK = "en"


@functools.cache
def languages() -> dict[str, dict[str, str]]:
    """Language → its words. ``dir`` is ltr or rtl; ``{name}``, ``{size}`` and ``{time}`` are filled in by the panel."""
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json"))}


def chosen(request: HttpRequest) -> str:
    """The first language that the browser asks for and there are words in."""
    known = languages()
    for language, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        for tag in (language, language.partition("-")[0]):
            if tag in known:
                return tag
    return FALLBACK
