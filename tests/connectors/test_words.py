"""The words of customers' pages and mails: complete in every language, and in the one that the browser asks for."""

from __future__ import annotations

import datetime as dt
import importlib.util
import pathlib
import re
import sys
import zoneinfo
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation

from connectors import speaking
from connectors.webform import when
from connectors.widget import words as chat
from inbox.languages import SPOKEN

ROOT = pathlib.Path(__file__).parents[2]
GAPS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]*>")


def _tool() -> Any:
    """locale/words.py is a script: the folder is Django's, and no package."""
    spec = importlib.util.spec_from_file_location("janice_words", ROOT / "locale" / "words.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["janice_words"] = module
    spec.loader.exec_module(module)
    return module


words = _tool()
WANTED = words.extract()


@pytest.mark.parametrize("language", words.SPOKEN)
def test_every_string_is_translated_and_none_is_unused_or_fuzzy(language: str) -> None:
    wanted = {(message.context, message.id) for message in WANTED if message.id}
    kept = [message for message in words.read(language) if message.id]
    assert {(message.context, message.id) for message in kept} == wanted, "run: make words"
    for message in kept:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(forms), f"untranslated: {message.id}"
        assert not message.fuzzy, f"fuzzy: {message.id}"


@pytest.mark.parametrize("language", words.SPOKEN)
def test_a_translation_has_the_gaps_and_marks_of_its_string(language: str) -> None:
    catalog = words.read(language)
    for message in catalog:
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        needed = set(GAPS.findall(originals[-1]))
        for form in forms[:-1]:  # "one field" needs no number
            assert set(GAPS.findall(form)) <= needed, (message.id, form)
        assert set(GAPS.findall(forms[-1])) == needed, (message.id, forms[-1])
        if isinstance(message.id, tuple):
            assert len(forms) == catalog.num_plurals, message.id


@pytest.mark.parametrize("language", words.SPOKEN)
def test_what_django_reads_was_made_from_what_translators_wrote(language: str) -> None:
    assert words.po(language).with_suffix(".mo").read_bytes() == words.compiled(words.read(language)), "run: make words"


def test_the_tool_finds_strings_of_code_and_of_templates_with_their_plurals() -> None:
    found = {message.id for message in WANTED}
    assert "Write a reply" in found  # connectors/webform/ticket_views.py
    assert "Send me the links" in found  # a template
    assert ("Not sent yet: please check one field", "Not sent yet: please check %(fields)s fields") in found


def test_every_spoken_language_has_a_folder_and_a_name() -> None:
    assert {"en", *words.SPOKEN} == set(SPOKEN)


@pytest.mark.parametrize(
    ("header", "among", "language"),
    [
        ("", (), "en"),
        ("de-AT,de;q=0.9,en;q=0.5", (), "de"),
        ("nl,fr;q=0.8", (), "fr"),
        ("pt-BR", (), "en"),
        ("ar-EG", (), "ar"),
        ("fr", ("de", "en"), "de"),
        ("fr,en;q=0.1", ("de", "en"), "en"),
        ("de;q=0.1,es;q=0.9", (), "es"),
        ("fr", ("xx",), "fr"),
        ("x" * 10_000, (), "en"),
    ],
)
def test_a_page_speaks_the_first_language_that_is_asked_for_and_known(
    header: str, among: tuple[str, ...], language: str
) -> None:
    request = RequestFactory().get("/", headers={"accept-language": header})
    assert speaking.chosen(request, among) == language


def test_a_language_in_the_address_wins_over_the_browser() -> None:
    request = RequestFactory().get("/?lang=es", headers={"accept-language": "fr"})
    assert speaking.chosen(request) == "es"


def test_plurals_follow_the_language() -> None:
    text = "Not sent yet: please check one field", "Not sent yet: please check %(fields)s fields"
    said = []
    with translation.override("ar"):
        said = [translation.ngettext(*text, number) for number in (1, 2, 3, 11, 100)]
    assert len(set(said)) == 5


def test_days_are_written_as_the_language_writes_them() -> None:
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    now, at = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), dt.datetime(2026, 11, 23, 9, 27, tzinfo=dt.UTC)
    expected = {
        "en": "by Monday, 23 November, 10:30 (Berlin time)",
        "de": "bis Montag, 23. November, 10:30 (Zeit in Berlin)",
        "fr": "avant le lundi 23 novembre, 10:30 (heure de Berlin)",
        "es": "antes del lunes, 23 de noviembre, 10:30 (hora de Berlin)",
        "ar": "حتى الاثنين، 23 نوفمبر، 10:30 (بتوقيت Berlin)",
    }
    for language, words_ in expected.items():
        with translation.override(language):
            assert when.promise(at, berlin, now=now) == words_


def test_the_chat_has_every_word_in_every_language() -> None:
    for language in SPOKEN:
        with translation.override(language):
            told = chat.told()
        assert told.keys() == {"dir", *chat.WORDS}
        assert told["dir"] == ("rtl" if language == "ar" else "ltr")
