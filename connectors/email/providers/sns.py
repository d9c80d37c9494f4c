"""Amazon SNS: is a message really theirs, and from a topic that is ours?

source: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html, read 2026-11-22: RSA over chosen
fields, SHA1 for SignatureVersion 1 and SHA256 for 2, by a certificate that is fetched from Amazon and nowhere else.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.core.cache import cache

from connectors.http import Client, fetch

HOST = re.compile(r"sns\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com(?:\.cn)?")
HASHES: dict[str, type[hashes.SHA1] | type[hashes.SHA256]] = {"1": hashes.SHA1, "2": hashes.SHA256}
NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
A_DAY = 24 * 3600


class NotTheirs(ValueError):
    """Why a message is not believed."""


def check(message: dict[str, Any], topics: list[str]) -> None:
    """Raises NotTheirs, or what fetching the certificate raises."""
    if message.get("TopicArn") not in topics:
        raise NotTheirs("It is of a topic that is not set on this channel.")
    algorithm = HASHES.get(str(message.get("SignatureVersion")))
    if algorithm is None:
        raise NotTheirs("Its signature has an unknown version.")
    names = NOTIFICATION if message.get("Type") == "Notification" else CONFIRMATION
    signed = "".join(f"{name}\n{message[name]}\n" for name in names if message.get(name) is not None)
    try:
        signature = base64.b64decode(str(message.get("Signature", "")), validate=True)
        _public_key(str(message.get("SigningCertURL", ""))).verify(
            signature, signed.encode(), padding.PKCS1v15(), algorithm()
        )
    except (InvalidSignature, binascii.Error):
        raise NotTheirs("The signature does not match.") from None


def confirm(url: str) -> None:
    """Say yes to a subscription whose message was checked. Saying it twice is harmless."""
    _of_amazon(url)
    parts = urlsplit(url)
    with Client(f"https://{parts.hostname}") as client:
        client.call("GET", f"{parts.path}?{parts.query}")


def certificate(url: str) -> bytes:
    """PEM, fetched once a day."""
    _of_amazon(url)
    name = f"sns-certificate:{url}"
    kept: bytes | None = cache.get(name)
    if kept is None:
        kept = fetch(url, max_bytes=20_000).content
        cache.set(name, kept, timeout=A_DAY)
    return kept


def _of_amazon(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme == "https" and HOST.fullmatch(parts.netloc)
    except ValueError:
        good = None
    if not good:
        raise NotTheirs("It points to another host than Amazon's.")


def _public_key(url: str) -> rsa.RSAPublicKey:
    if not urlsplit(url).path.endswith(".pem"):
        raise NotTheirs("It names no certificate.")
    try:
        key = x509.load_pem_x509_certificate(certificate(url)).public_key()
    except ValueError as error:
        raise error if isinstance(error, NotTheirs) else NotTheirs("Its certificate cannot be read.") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise NotTheirs("Its certificate has another kind of key.")
    return key
