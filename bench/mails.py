"""Mails as a support address gets them, made up reproducibly."""

from __future__ import annotations

import email.policy
import random
from email.message import EmailMessage

TEXT = (
    "the kettle I ordered last week arrived with a crack in the lid could you send another one or refund me please"
    " order number invoice delivery address changed thank you for your help account password blue size two days"
)
WORDS = TEXT.split()


def make(count: int, *, seed: int = 7) -> list[bytes]:
    """60 % open a ticket, 40 % answer an earlier one by reference; half have text and HTML, a tenth carry 100 kB."""
    rng = random.Random(seed)
    opened: list[tuple[str, str]] = []  # (sender, Message-ID)
    made = []
    for number in range(count):
        mail = EmailMessage(policy=email.policy.SMTP)
        is_reply = bool(opened) and rng.random() < 0.4
        sender, reference = rng.choice(opened) if is_reply else (f"customer{number}@mail.example", "")
        message_id = f"<{number}.{rng.getrandbits(64):x}@mail.example>"
        mail["From"] = f"Customer {number} <{sender}>"
        mail["To"] = "Support <support@shop.example>"
        mail["Subject"] = ("Re: " if is_reply else "") + " ".join(rng.choices(WORDS, k=6))
        mail["Date"] = f"Sat, 21 Nov 2026 {number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d} +0000"
        mail["Message-ID"] = message_id
        if reference:
            mail["In-Reply-To"] = mail["References"] = reference
        else:
            opened.append((sender, message_id))
        text = "\n\n".join(" ".join(rng.choices(WORDS, k=40)) for _ in range(3))
        mail.set_content(text)
        if number % 2:
            mail.add_alternative(f"<html><body><p>{text}</p></body></html>", subtype="html")
        if number % 10 == 0:
            mail.add_attachment(rng.randbytes(100_000), maintype="application", subtype="zip", filename="files.zip")
        made.append(mail.as_bytes())
    return made
