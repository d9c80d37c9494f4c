"""Names of attachments: for people to read, never for a file system to obey."""

from __future__ import annotations

import re

from connectors.email import words
from connectors.email.headers import Headers

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PATH = re.compile(r"^.*[/\\]")
_EXTENSIONS = {
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "text/rtf": "rtf",
    "text/rfc822-headers": "txt",
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/tiff": "tiff",
    "image/bmp": "bmp",
    "image/svg+xml": "svg",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/json": "json",
    "application/xml": "xml",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/ms-tnef": "dat",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-signature": "p7s",
    "application/pkcs7-mime": "p7m",
    "application/x-pkcs7-mime": "p7m",
    "application/pgp-signature": "asc",
    "application/pgp-encrypted": "asc",
    "application/pgp-keys": "asc",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/amr": "amr",
    "video/mp4": "mp4",
    "message/rfc822": "eml",
    "message/delivery-status": "txt",
}
_TYPES = {extension: content_type for content_type, extension in reversed(_EXTENSIONS.items()) if extension != "dat"}


def of(headers: Headers, *, params: dict[str, str], disposition: dict[str, str]) -> str:
    """The name its sender gave, from any of the places and encodings in which senders give it; else empty."""
    name = disposition.get("filename") or disposition.get("name") or params.get("name") or params.get("filename") or ""
    if not name and "content-description" in headers and "." in headers.text("content-description")[-6:]:
        name = headers.text("content-description")
    return tidy(words.decode(name.encode("utf-8", "replace")) if "=?" in name else name)


def tidy(name: str) -> str:
    """One readable line without a path; at most 200 characters with the extension kept."""
    name = _PATH.sub("", _UNPRINTABLE.sub("", name[:4_096].rstrip("/\\"))).strip(" .\t") if name else ""
    if len(name) > 200:
        stem, dot, extension = name.rpartition(".")
        name = f"{stem[: 199 - len(extension)]}.{extension}" if dot and len(extension) <= 20 else name[:200]
    return name


def invent(content_type: str, number: int) -> str:
    extension = _EXTENSIONS.get(content_type, "bin")
    return f"attachment-{number}.{extension}"


def type_of(name: str) -> str:
    """The type a name promises, for files that came without one."""
    return _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
