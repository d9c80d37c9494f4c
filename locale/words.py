#!/usr/bin/env python3
"""What the server says: from the code into PO files, and from those into what Django reads.

``words.py`` does both. PO files are merged, never guessed: a string that changed is untranslated until somebody has
translated it, one that is gone is removed. Needs Babel, of the packages for tests and checks, and no GNU gettext.
"""

from __future__ import annotations

import ast
import io
import pathlib
import re
import sys
from collections.abc import Iterator

from babel.messages import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent
SPOKEN = ("ar", "de", "es", "fr")  # English stands in the code
ROOMS = ("connectors", "helpdesk", "inbox")
# Where the arguments of a class are words by themselves: by place, or by name.
LABELLED: dict[str, tuple[int | str, ...]] = {
    "Field": (0, "title", "help", "choices"),
    "Form": (0, "group"),
    "Input": (1, "hint"),
}
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
ARABIC = (  # as in Django's own catalogue; Babel's has the last two the other way round
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);"
)
HEADER = "# What the server says: to customers on their pages and in mails, to colleagues in the console.\n"


def main() -> int:
    found = extract()
    for language in SPOKEN:
        kept = read(language)
        kept.update(found, no_fuzzy_matching=True, update_header_comment=False)
        kept.obsolete.clear()
        for message in kept:
            message.locations = []
        write(language, kept)
    return 0


def extract() -> Catalog:
    """Every string that the code or a template wants translated."""
    catalog = Catalog(charset="utf-8")
    for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*"))):
        if path.suffix in {".py", ".html", ".txt", ".xml"} and "migrations" not in path.parts:
            for _, function, found, comments in _found(path):
                arguments = found if isinstance(found, tuple) else (found,)
                _add(catalog, function, arguments, comments)
        if path.suffix == ".py":
            for text in _labels(path):
                catalog.add(text)
    return catalog


def _labels(path: pathlib.Path) -> Iterator[str]:
    """What is said of the parts of forms where they are declared: they are translated when a screen asks for them."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or getattr(call.func, "id", None) not in LABELLED:
            continue
        wanted = LABELLED[call.func.id]  # type: ignore[attr-defined]
        given: list[tuple[int | str | None, ast.expr]] = [
            *enumerate(call.args),
            *((k.arg, k.value) for k in call.keywords),
        ]
        for where, value in given:
            for each in value.values if isinstance(value, ast.Dict) else (value,):
                if where in wanted and isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value:
                    yield each.value


def read(language: str) -> Catalog:
    file = po(language)
    if not file.exists():
        return Catalog(locale=language, charset="utf-8", header_comment=HEADER)
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def write(language: str, catalog: Catalog) -> None:
    file = po(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO()
    write_po(text, catalog, width=120, no_location=True, sort_output=True, omit_header=True)
    file.write_bytes(_header(catalog) + text.getvalue().strip() + b"\n")
    file.with_suffix(".mo").write_bytes(compiled(catalog))


def compiled(catalog: Catalog) -> bytes:
    """What Django reads. Dates and versions of tools are left out, so that the same words give the same bytes."""
    bare = Catalog(locale=catalog.locale, charset="utf-8", header_comment="")
    for message in catalog:
        if message.id:
            bare[message.id] = message
    text = io.BytesIO()
    write_mo(text, _dateless(bare))
    return text.getvalue()


def po(language: str) -> pathlib.Path:
    return FOLDER / language / "LC_MESSAGES" / "django.po"


class _Dateless(Catalog):
    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        return _lines(self)


def _dateless(catalog: Catalog) -> Catalog:
    catalog.__class__ = _Dateless
    return catalog


def _lines(catalog: Catalog) -> list[tuple[str, str]]:
    return [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Language", str(catalog.locale)),
        ("Plural-Forms", ARABIC if str(catalog.locale) == "ar" else catalog.plural_forms),
    ]


def _header(catalog: Catalog) -> bytes:
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in _lines(catalog))
    return f'{HEADER}msgid ""\nmsgstr ""\n{lines}\n'.encode()


def _found(path: pathlib.Path) -> Iterator[tuple[int, str, object, list[str]]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = _as_python(text)
    yield from extract_python(io.BytesIO(text.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"})


def _as_python(template: str) -> str:
    """Django writes a template as code of which only the strings matter; brackets make its indents harmless."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    from django.utils.translation.template import templatize

    code = templatize(template)
    return "(" + "\n".join(re.sub(r"^\s+", "", line) for line in code.split("\n")) + "\n)"


def _add(catalog: Catalog, function: str, arguments: tuple[object, ...], comments: list[str]) -> None:
    """Arguments as in the call; what is no plain string is None there."""
    shape = KEYWORDS[function]
    context = None
    if shape and isinstance(shape[0], tuple):
        context, arguments = str(arguments[0]), arguments[1:]
    plural = function in {"ngettext", "ngettext_lazy", "npgettext"}
    wanted = arguments[: 2 if plural else 1]
    if not all(isinstance(text, str) and text for text in wanted):
        return
    message = tuple(str(text) for text in wanted) if plural else str(wanted[0])
    catalog.add(message, context=context, auto_comments=[line.removeprefix("Translators: ") for line in comments])


if __name__ == "__main__":
    sys.exit(main())
