"""Sentences in their reader's language: those that are kept for later, and those that hold a list.

What is kept in a row (a notification, what a rule did) is read by people of several languages, so it is kept in English
together with how it was made, and said again for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.utils.translation import gettext as _


class Said(str):
    """An English sentence that knows its ``template`` and the ``values`` of its gaps; either may itself be Said."""

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Self:
        """``template`` is marked for translation where it is written, by ``gettext_noop``."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made


def kept(text: str) -> Any:
    """As JSON beside the text: ``[template, {gap: value}]``, or the text itself when people wrote it."""
    if not isinstance(text, Said):
        return text
    return [
        text.template,
        {name: kept(value) if isinstance(value, str) else value for name, value in text.values.items()},
    ]


def again(made: Any) -> str:
    """What ``kept`` has kept, in the language that is spoken now."""
    if not isinstance(made, list):
        return str(made)
    template, values = made
    sentence = _(template)
    return sentence.format(**{name: again(value) for name, value in values.items()}) if values else sentence


def either(words: Iterable[str]) -> str:
    """``a, b or c``; nothing of nothing."""
    *most, last = [*words] or [""]
    return _("{these} or {last}").format(these=", ".join(most), last=last) if most else last


def listed(words: Iterable[str]) -> str:
    """``a, b and c``."""
    *most, last = words
    return _("{these} and {last}").format(these=", ".join(most), last=last) if most else last
