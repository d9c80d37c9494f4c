"""A customer: a mail program that sends by the outside mail server and reads its own Maildir."""

from __future__ import annotations

import email
import email.message
import email.policy
import email.utils
import smtplib

from tests.servers import eventually
from tests.servers.dovecot import Dovecot
from tests.servers.exim import Exim
from tests.servers.letters import letter


class Customer:
    def __init__(self, address: str, dovecot: Dovecot, exim: Exim) -> None:
        self.address, self._dovecot, self._exim = address, dovecot, exim
        dovecot.folder(address)

    def writes(self, to: str, text: str = "It leaks.", *, subject: str = "Kettle", **headers: str) -> str:
        """Send a mail; returns its Message-ID."""
        message_id = email.utils.make_msgid(domain="customer.example")
        mail = letter(subject, text, sender=f"Ada <{self.address}>", to=to, message_id=message_id, **headers)
        with smtplib.SMTP("127.0.0.1", self._exim.port, timeout=10) as smtp:
            smtp.sendmail(self.address, [to], mail)
        return message_id

    def answers(self, mail: email.message.EmailMessage, text: str, *, by_token: bool = True) -> str:
        """Reply as mail programs do; without the token it goes to the From address."""
        to = email.utils.parseaddr(str(mail["Reply-To"] if by_token else mail["From"]))[1]
        references = f"{mail['References'] or ''} {mail['Message-ID']}".strip()
        return self.writes(
            to,
            f"{text}\n\nOn Sat, 21 Nov 2026 at 12:00, Shop <{to}> wrote:\n> {_text(mail).splitlines()[0]}\n",
            subject=f"Re: {mail['Subject']}",
            In_Reply_To=str(mail["Message-ID"]),
            References=references,
        )

    def received(self, count: int = 1) -> list[email.message.EmailMessage]:
        """The mails in the INBOX, once there are so many."""
        eventually(lambda: len(self._dovecot.mails(self.address)) >= count, what=f"{count} mails; {self._exim.log()}")
        parsed = [
            email.message_from_bytes(mail, policy=email.policy.default) for mail in self._dovecot.mails(self.address)
        ]
        assert len(parsed) == count
        return parsed


def _text(mail: email.message.EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
