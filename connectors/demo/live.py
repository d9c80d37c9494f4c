"""Customers who go on writing, so that the console and the wall move.

New mail comes by the pipe and the form, and comments below the posts on the town square. Whoever got an agent's reply,
into DATA_DIR/outbox or on the square, sometimes answers it. Nobody writes any more when enough waits, nor into an
office that is not the demo's.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import functools
import heapq
import itertools
import logging
import mailbox
import random
import secrets
import signal
import threading
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import cast

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.db.models import Max
from django.utils import timezone

from connectors.demo import colleagues, company, customers, gatherings, square
from connectors.demo.customers import Customer
from connectors.demo.stories import Story, filled, load
from connectors.email import pipe
from connectors.webform import receive
from connectors.webform.submission import NEW, Submission
from inbox import ingest
from inbox.models import Channel, Delivery, Message, Ticket

log = logging.getLogger(__name__)

BUSY, ENOUGH = 120, 200  # unsolved tickets: from here colleagues help and customers take their time; nobody writes
PAUSE = (4.0, 12.0)  # seconds between two customers
PAUSE_WHEN_BUSY = (30.0, 60.0)
THINKING = (12.0, 50.0)  # until somebody answers a reply
ANSWERING = 0.7
THANKS = {
    "en": (
        "Thank you, that helps a lot.",
        "Thanks for the quick answer. When can I expect it?",
        "Sorry, I do not quite understand. What exactly do I have to do now?",
        "That was fast! All clear, thank you.",
        "I tried it and it still does not work. What next?",
    ),
    "de": ("Vielen Dank, das hilft mir weiter.", "Danke! Und wie lange dauert das ungefähr?"),
    "fr": ("Merci beaucoup, c’est parfait.", "Merci. Dois-je encore faire quelque chose ?"),
    "es": ("¡Muchas gracias por la rapidez!", "Gracias. ¿Cuándo llegará más o menos?"),
}

ALOUD = 0.15  # of what is new, the part that is said on the town square
SAID = (
    "Is this still in stock? The shop page says “few left”.",
    "Mine came with a scratch on the lid. Who do I write to?",
    "Bought it for my mother, she loves it. Thank you!",
    "Third week without an answer to my mail. Maybe it works here.",
    "How long is the guarantee if I buy it second-hand?",
)
SOUNDS = {"de": (" ich ", " Sie "), "fr": (" vous ", " votre "), "es": (" tu ", " pedido ")}


class Crowd:
    def __init__(self, *, chance: random.Random) -> None:
        self.chance = chance
        self.stories = [story.second() for story in load()]
        self.answers: list[tuple[dt.datetime, int, Callable[[dt.datetime], None]]] = []
        self.order = itertools.count()
        self.heard = Message.objects.aggregate(newest=Max("pk"))["newest"] or 0  # on the square
        self.busy = False

    def act(self, now: dt.datetime) -> None:
        """One moment: read what came, answer what is due, and perhaps write something new."""
        self._read_outbox(now)
        self._hear(now)
        while self.answers and self.answers[0][0] <= now:
            heapq.heappop(self.answers)[2](now)
        waiting = Ticket.objects.filter(status__in=Ticket.UNSOLVED).count()
        self.busy = waiting >= BUSY
        if self.busy:
            colleagues.help_out(self.chance)
        if waiting < ENOUGH:
            self._write(now)

    def _write(self, now: dt.datetime) -> None:
        if self.chance.random() < ALOUD:
            self._comment(now)
            return
        story = self.chance.choice(self.stories)
        customer = customers.draw(self.chance.randrange(400), story.lang)
        words = customers.slots(self.chance, customer, "Maya Lindqvist")
        subject, text = filled(story.subject, words), filled(story.talk[0][1], words)
        if story.via == "form":
            self._fill_in(story, customer, subject, text)
            return
        box = company.BILLING_MAILBOX if story.team == "Billing" and self.chance.random() < 0.5 else company.MAILBOX
        message_id = f"{secrets.token_hex(12)}@{customer.address.partition('@')[2]}"
        body = customers.mail(customer, to=box, subject=subject, text=text, at=now, message_id=message_id)
        pipe.keep(box, body)

    def _fill_in(self, story: Story, customer: Customer, subject: str, text: str) -> None:
        form = Channel.objects.filter(kind="webform", address=company.FORM, active=True).first()
        if form is not None:
            submission = Submission(
                id=secrets.token_urlsafe(16),
                kind=NEW,
                email=customer.address,
                name=customer.name,
                subject=subject,
                message=text,
                language=story.lang,
            )
            receive.keep(form, submission)

    def _comment(self, now: dt.datetime) -> None:
        name = self.chance.choice(customers.NAMES["en"])
        tree = self.chance.choice(gatherings.load(now))
        self._speak(name, self.chance.choice(SAID), post=tree.post, root="", at=now)

    def _speak(self, name: str, text: str, *, post: Mapping[str, str] | None, root: str, at: dt.datetime) -> None:
        channel = Channel.objects.filter(kind=square.connector.key, address=company.SQUARE, active=True).first()
        if channel is not None:
            number = secrets.token_hex(8)
            told = square.told(number=number, name=name, text=text, at=at, post=post, root=root)
            ingest.keep(channel, number, told, source="hook", received_at=at)

    def _hear(self, now: dt.datetime) -> None:
        """Agents' words that stand on the square by now; who is spoken to answers now and then."""
        said = Message.objects.filter(channel__kind=square.connector.key, pk__gt=self.heard, author_user__isnull=False)
        for message in (
            said.exclude(delivery=None).select_related("ticket__contact", "delivery", "thread").order_by("pk")
        ):
            if message.delivery.state in (Delivery.State.QUEUED, Delivery.State.SENDING):
                return  # may still be taken back
            self.heard = message.pk
            if message.delivery.state == Delivery.State.SENT and self.chance.random() < ANSWERING:
                self._later(functools.partial(self._answer_aloud, message), now)

    def _answer_aloud(self, message: Message, now: dt.datetime) -> None:
        """Where they were answered: below the post, or in private."""
        post = message.thread.post if message.thread else None
        told = next((tree.post for tree in gatherings.load(now) if post and tree.below(post)), None)
        root = message.thread.key if message.thread and told else ""
        words = self.chance.choice(THANKS["en"])
        self._speak(message.ticket.contact.name, words, post=told, root=root, at=now)

    def _later(self, act: Callable[[dt.datetime], None], now: dt.datetime) -> None:
        due = now + dt.timedelta(seconds=self.chance.uniform(*THINKING))
        heapq.heappush(self.answers, (due, next(self.order), act))

    def _read_outbox(self, now: dt.datetime) -> None:
        folder = settings.DATA_DIR / "outbox"
        if not folder.is_dir():
            return
        box = mailbox.Maildir(folder, factory=None, create=False)
        for key in list(box.keys()):
            stored = box.get_message(key)
            if stored.get_subdir() != "new":
                continue
            self._consider(email.message_from_bytes(stored.as_bytes(), policy=email.policy.default), now)
            stored.set_subdir("cur")
            stored.add_flag("S")
            box[key] = stored

    def _consider(self, mail: email.message.Message, now: dt.datetime) -> None:
        """Answer a person's mail now and then; never a machine's."""
        message = cast(EmailMessage, mail)
        if message["Auto-Submitted"] not in (None, "no") or self.chance.random() > ANSWERING:
            return
        known = [*str(message["References"] or "").split(), str(message["Message-ID"] or "")]
        recipient = str(message["X-Envelope-To"] or "").split(",")[0].strip()
        back = message["Reply-To"] or message["From"]
        if not recipient.endswith(".example") or back is None or not back.addresses:
            return
        body = message.get_body(preferencelist=("plain",))
        quote = body.get_content() if body is not None else ""
        language = next((known for known in SOUNDS if any(word in quote for word in SOUNDS[known])), "en")
        name = next((found.display_name for found in message["To"].addresses), "")
        to = back.addresses[0].addr_spec
        answer = customers.mail(
            Customer(name=name or recipient.partition("@")[0], address=recipient, language=language),
            to=to,
            subject=f"Re: {str(message['Subject']).removeprefix('Re: ')}",
            text=self.chance.choice(THANKS.get(language, THANKS["en"])),
            at=now,
            message_id=f"{secrets.token_hex(12)}@{recipient.partition('@')[2]}",
            answers=tuple(part.strip("<>") for part in known if part)[-10:],
            quote=quote[:2000],
        )
        local, _, domain = to.partition("@")
        box = f"{local.partition('+')[0]}@{domain}"
        self._later(functools.partial(_send, box, answer), now)


def _send(box: str, mail: bytes, at: dt.datetime) -> None:
    pipe.keep(box, mail)


def run() -> None:
    """Until told to stop."""
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    crowd = Crowd(chance=random.Random())
    while not stop.wait(crowd.chance.uniform(*(PAUSE_WHEN_BUSY if crowd.busy else PAUSE))):
        try:
            if Channel.objects.filter(kind="email", address=company.MAILBOX, active=True).exists():
                crowd.act(timezone.now())
        except OperationalError as error:
            log.warning("the database does not answer, customers wait: %s", error)
        close_old_connections()
