"""Who writes to Northwind, and in which words their mail programs send it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email.policy
import pathlib
import random
import struct
import tomllib
import unicodedata
import zlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

DATA = tomllib.loads(pathlib.Path(__file__).with_name("customers.toml").read_text(encoding="utf-8"))
NAMES: dict[str, list[str]] = DATA["names"]
LATIN: dict[str, str] = DATA["latin"]
HOSTS: list[str] = DATA["hosts"]


@dataclasses.dataclass(frozen=True)
class Customer:
    name: str
    address: str
    language: str

    @property
    def first(self) -> str:
        return self.name.split(" ")[-1 if self.language == "ja" else 0]


def draw(number: int, language: str) -> Customer:
    """The ``number``-th customer who writes in a language; they come round again under other addresses."""
    names = NAMES[language]
    name = names[number % len(names)]
    local = LATIN.get(name) or _ascii(name)
    host = HOSTS[(number // len(names) + len(name)) % len(HOSTS)]
    again = number // (len(names) * len(HOSTS))
    return Customer(name=name, address=f"{local}{again or ''}@{host}", language=language)


def _ascii(name: str) -> str:
    plain = name.lower().replace("ß", "ss").replace("ł", "l").replace("ı", "i").replace(" ", ".")
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()


def slots(chance: random.Random, customer: Customer, agent: str) -> dict[str, str]:
    return {
        "order": str(chance.randint(41000, 49999)),
        "invoice": f"R-{chance.randint(20260100, 20261199)}",
        "product": chance.choice(DATA["products"]),
        "first": customer.first,
        "agent": agent.split(" ")[0],
    }


def mail(
    customer: Customer,
    *,
    to: str,
    subject: str,
    text: str,
    at: dt.datetime,
    message_id: str,
    answers: tuple[str, ...] = (),
    files: tuple[tuple[str, bytes], ...] = (),
    quote: str = "",
) -> bytes:
    """As a mail program would send it. ``answers`` are the ids it refers to, oldest first."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = _from(customer)
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{message_id}>"
    if answers:
        message["In-Reply-To"] = f"<{answers[-1]}>"
        message["References"] = " ".join(f"<{known}>" for known in answers)
    quoted = "\n".join(f"> {line}".rstrip() for line in quote.splitlines())
    message.set_content(f"{text}\n\nOn {at:%d %b %Y}, Northwind wrote:\n{quoted}\n" if quote else f"{text}\n")
    for name, content in files:
        message.add_attachment(content, maintype="image", subtype="png", filename=name)
    return message.as_bytes()


def _from(customer: Customer) -> str:
    local, _, domain = customer.address.partition("@")
    return str(Address(customer.name, local, domain))


def photo(chance: random.Random) -> bytes:
    """A small picture of something round with a crack in it."""
    width, height = 240, 180
    red, green, blue = chance.choice(((178, 84, 60), (70, 110, 140), (96, 128, 92)))
    x, crack = width // 2, []
    for _ in range(height):
        x += chance.randint(-3, 3)
        crack.append(x)
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for column in range(width):
            inside = (column - 120) ** 2 / 6800 + (y - 90) ** 2 / 4500 < 1
            light = 1.15 - (column + y) / 700
            base = (red, green, blue) if inside else (226, 222, 214)
            dark = inside and abs(column - crack[y]) < 2
            rows.extend(min(255, int(part * (0.25 if dark else light))) for part in base)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 6))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
