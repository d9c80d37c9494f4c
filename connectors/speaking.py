"""In which language a customer's page speaks: the first that their browser asks for, of those we have words in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from inbox.languages import SPOKEN

FALLBACK = "en"
LONGEST = 500  # characters of a header that are looked at


def chosen(request: HttpRequest, among: Collection[str] = ()) -> str:
    """``?lang=de`` wins, then the browser. ``among`` are a brand's languages, its main one first; empty: all."""
    known = [code for code in among if code in SPOKEN] or list(SPOKEN)
    header = request.headers.get("Accept-Language", "")[:LONGEST]
    asked = [request.GET.get("lang", ""), *(code for code, _ in parse_accept_lang_header(header))]
    return next((code for code in map(nearest, asked) if code in known), known[0])


def nearest(code: str) -> str:
    """``de-AT`` → ``de``; empty when we have no words in it."""
    short = code.strip().lower().replace("_", "-").partition("-")[0]
    return short if short in SPOKEN else ""


def speak(request: HttpRequest, among: Collection[str] = ()) -> str:
    """From here on this request speaks that language; the locale middleware begins the next one anew."""
    code = chosen(request, among)
    translation.activate(code)
    return code


def now() -> str:
    """What is spoken; one of ours."""
    return nearest(translation.get_language() or "") or FALLBACK


def context() -> dict[str, Any]:
    """For the templates: the language that is spoken and where its lines begin."""
    code = now()
    return {"language": code, "direction": "rtl" if translation.get_language_info(code)["bidi"] else "ltr"}
