"""Mails as customers' programs write them."""

from __future__ import annotations

import email.message
import email.policy
import email.utils


def letter(
    subject: str = "The kettle leaks",
    text: str = "It leaks from the bottom.",
    *,
    sender: str = "Ada <ada@customer.example>",
    to: str = "support@help.example",
    message_id: str | None = "",
    **headers: str,
) -> bytes:
    """``message_id`` None leaves the header out; empty makes a new one."""
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    if "Date" not in headers:
        mail["Date"] = email.utils.localtime()
    if message_id is not None:
        mail["Message-ID"] = message_id or email.utils.make_msgid(domain="customer.example")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()
