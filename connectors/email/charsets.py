"""Bytes to text, whatever the label says. The result holds no NUL and no lone surrogate: PostgreSQL refuses both."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# What a label means in practice: the superset that real senders use, not the standard it names.
_ALIASES = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "646": "utf-8",
    "utf8": "utf-8",
    "utf-8-mac": "utf-8",
    "utf8mb4": "utf-8",
    "cp65001": "utf-8",
    "unicode": "utf-16",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "iso88591": "cp1252",
    "8859-1": "cp1252",
    "x-ansi": "cp1252",
    "ansi": "cp1252",
    "cp-1252": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-8-i": "cp1255",
    "iso-8859-8-e": "cp1255",
    "iso-8859-8": "cp1255",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-6-e": "iso-8859-6",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "chinese": "gb18030",
    "csgb2312": "gb18030",
    "euc-cn": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "windows-936": "gb18030",
    "big5": "cp950",
    "x-x-big5": "cp950",
    "big5-eten": "cp950",
    "cn-big5": "cp950",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "csiso2022jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
    "x-euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "x-windows-949": "cp949",
    "koi8": "koi8-r",
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "win-1251": "cp1251",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "visual": "cp1255",
    "hebrew": "cp1255",
    "arabic": "cp1256",
}
_UNLABELLED = frozenset({"", "unknown", "x-unknown", "unknown-8bit", "default", "binary", "8bit", "none", "undefined"})
# Python codecs that are not charsets, and one whose decoding costs quadratic time.
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_FALLBACKS = {
    "iso2022_jp_ext": ("iso2022_jp_2004", "iso2022_jp_3"),
    "cp950": ("big5hkscs",),
    "cp932": ("shift_jisx0213",),
}
_UNSAFE = re.compile("[\x00\ud800-\udfff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]")


@lru_cache(maxsize=256)
def _codec(label: str) -> str | None:
    """The Python codec for a label, None for "nobody knows"."""
    name = label.strip(" \t\"'<>;,").lower().replace(" ", "-")
    if name.startswith("charset="):
        name = name[8:]
    if name in _UNLABELLED:
        return None
    name = _ALIASES.get(name, _ALIASES.get(name.replace("_", "-"), name))
    if match := re.fullmatch(r"(?:windows|cp|win|ibm|x-cp)-?_?(\d{3,4})", name):
        name = f"cp{match[1]}"
        name = _ALIASES.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if info.name.replace("-", "_") in _NOT_CHARSETS or not info._is_text_encoding:
        return None
    return info.name


def is_known(label: str) -> bool:
    return _codec(label) is not None


def storable(text: str) -> str:
    """The same text without what a database cannot keep."""
    return _UNSAFE.sub(lambda m: "" if m[0] == "\x00" else "\ufffd", text) if _UNSAFE.search(text) else text


def decode(data: bytes, label: str = "") -> str:
    """Text of ``data``. Never raises; a label that is wrong or unknown is corrected by what the bytes show."""
    if data.isascii() and b"\x1b" not in data:
        codec = _codec(label) if label else None
        wide = codec is not None and codec.startswith(("utf-16", "utf-32")) and b"\x00" in data
        if not wide and codec not in ("utf-7", "hz", "cp037", "cp500"):
            return storable(data.decode("ascii"))
    return storable(_decode(data, label))


def _decode(data: bytes, label: str) -> str:
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data[len(mark) if name == "utf-8" else 0 :].decode(name, "replace")
    codec = _codec(label)
    if codec is None:
        return guess(data)
    if codec in ("cp1252", "utf-8"):
        # By far the commonest wrong labels: UTF-8 called Latin-1, and anything at all called UTF-8 or ASCII.
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            if codec == "cp1252":
                return _cp1252(data)
        text = data.decode("utf-8", "replace")
        return text if _mostly_utf8(text, data) else guess(data)
    for name in (codec, *_FALLBACKS.get(codec, ())):
        try:
            return data.decode(name)
        except (UnicodeError, ValueError):
            continue
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(codec, "replace")


def _mostly_utf8(text: str, data: bytes) -> bool:
    """Is this UTF-8 with a few bad bytes (a cut character, one foreign line), rather than another charset?"""
    bad = text.count("\ufffd")
    high = len(_HIGH_RUN.findall(data, 0, 65536)) or 1
    return bad * 4 <= high


def _cp1252(data: bytes) -> str:
    """Windows Latin-1; its five holes keep their byte value instead of failing."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([b]).decode("latin-1" if b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "cp1252") for b in data)


def guess(data: bytes) -> str:
    """Text of bytes that nobody labelled, or labelled with a name nobody knows."""
    sample = data[:65536]
    if b"\x1b$" in sample or b"\x1b(" in sample:
        try:
            return data.decode("iso2022_jp_ext")
        except UnicodeDecodeError:
            pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        if _mostly_utf8(text, data):
            return text
    letters = sum(
        map(sample.count, map(bytes, ((b,) for b in b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")))
    )
    high = len(_HIGH_RUN.findall(sample))
    if high * 3 > letters + high:
        for name in _foreign(sample):
            return data.decode(name, "replace")
    return _cp1252(data)


# Alphabet (first and last character) and its commonest characters: text read in a wrong charset has few of them.
_EVERYDAY = {
    "euc_jp": ("\u3041", "\u9fff", "のにはをたがでてとしれさいるすかなもりまこ"),
    "cp932": ("\u3041", "\u9fff", "のにはをたがでてとしれさいるすかなもりまこ"),
    "gb18030": ("\u4e00", "\u9fff", "的一是不了在有我你他这个们来到请您好单订么没"),
    "cp950": ("\u4e00", "\u9fff", "的一是不了在有我你他這個們來到請您好單訂麼沒"),
    "cp949": ("\uac00", "\ud7a3", "이다는에을가하지의고니은를로요습안어아서기사"),
    "cp1251": ("\u0430", "\u0451", "оеаинтсрвлкмдпу"),
    "koi8-r": ("\u0430", "\u0451", "оеаинтсрвлкмдпу"),
    "iso-8859-5": ("\u0430", "\u0451", "оеаинтсрвлкмдпу"),
    "cp1253": ("\u03ac", "\u03ce", "αοιετσνηυρπκμλς"),
    "cp1255": ("\u05d0", "\u05ea", "יוהלאמרתבשנדחכם"),
    "cp1256": ("\u0621", "\u0652", "الينمرتوبةعدسفه"),
}


def _foreign(sample: bytes) -> list[str]:
    """The likeliest charsets of text that is mostly outside ASCII, best first."""
    scores: list[tuple[float, str]] = []
    for name, (first, last, everyday) in _EVERYDAY.items():
        try:
            text = sample.decode(name)
        except UnicodeDecodeError as error:
            if error.start < len(sample) - 4:
                continue
            text = sample[: error.start].decode(name)
        chars = [char for char in text if char > "\x7f"]
        total = len(chars) or 1
        inside = sum(first <= char <= last for char in chars) / total
        common = sum(map("".join(chars).count, everyday)) / total
        expected = 0.75 if first < "\u3000" else 0.2
        if inside > 0.6:
            scores.append((inside + min(common / expected, 1.2), name))
    return [name for score, name in sorted(scores, reverse=True) if score > 1.0]
