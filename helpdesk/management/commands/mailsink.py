"""`manage.py mailsink`: the demo's SMTP server. Whatever is sent lands in DATA_DIR/outbox, a Maildir."""

from __future__ import annotations

import mailbox
import pathlib
import signal
import threading
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Outbox:
    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        header = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        self.folder.add(header.encode() + content)
        return "250 2.0.0 kept in the outbox"


class Command(BaseCommand):
    help = "Keep outgoing mail in DATA_DIR/outbox instead of sending it (the demo, when SMTP_URL is not set)."

    def handle(self, **options: Any) -> None:
        if settings.MAILSINK_PORT is None:
            raise CommandError("SMTP_URL is set: mail goes there, no outbox is needed")
        stop = threading.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: stop.set())
        controller = Controller(
            Outbox(settings.DATA_DIR / "outbox"),
            hostname="127.0.0.1",
            port=settings.MAILSINK_PORT,
            data_size_limit=64 << 20,
            enable_SMTPUTF8=True,
        )
        controller.start()
        stop.wait()
        controller.stop()
