"""A shop after a few years: people, tickets and 200,000 messages in five languages, made up reproducibly.

Words are as skewed as in a language: a few stand everywhere, most almost nowhere (Zipf). One customer in five writes
German, one in ten each French, Spanish and Arabic; long mails quote what they answer.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import time
from typing import Any

SHARES = {"en": 0.5, "de": 0.2, "fr": 0.1, "es": 0.1, "ar": 0.1}
HEADS = {
    "en": "the to and of a in is my it for you have on with not was kettle order but this please refund broken been"
    " delivery still box invoice parcel week arrived lid address return blue replace thank help account payment",
    "de": "die der und ich ist nicht das ein es zu mit den habe auf für eine von bestellung kessel aber noch bitte"
    " lieferung kaputt rechnung paket woche deckel adresse zurück geld danke hilfe konto zahlung blau größe",
    "fr": "de la le je et à les est pas un une pour que mon en commande bouilloire mais encore livraison cassé colis"
    " facture remboursement semaine couvercle adresse retour merci aide compte paiement bleu taille",
    "es": "de la que el en y no me un es por mi con una para pedido hervidor pero todavía entrega roto factura paquete"
    " semana tapa dirección devolución dinero gracias ayuda cuenta pago azul talla",
    "ar": "في من على لا أن إلى هذا ما لم مع كان طلب غلاية لكن توصيل مكسور فاتورة طرد أسبوع غطاء عنوان"
    " إرجاع مال شكرا مساعدة حساب",
}
SYLLABLES = {
    "en": "ing ter ment ble con sta ver ly per tion wood ford ham ness ough shire",
    "de": "ung schaft ver ge heit keit lich haus burg stein berg bach zeit werk auf",
    "fr": "eau tion mont ville ment eux ier age oir elle ette sur par con",
    "es": "ción dad mente ero ista ando illo osa cal del mar con tra",
    "ar": "تم ست مو ري نا بي كا لي دو حر سل فت",
}
TAIL = 30_000  # rare words of each language
AMONG = 2_000  # words drawn at a time
RARE = "zyzzyva"  # stands in one message
LABELS = ("refund", "delivery", "broken", "vip", "invoice", "question", "spam?", "warehouse", "legal", "press")
PEOPLE, TEAMS, CHANNELS = 50, 8, 12
AGES = 900  # days
CHUNK = 1_000


class Shop:
    """Built in the database when made; ``channels``, ``teams``, ``people`` and an ``admin`` are its rows."""

    def __init__(self, messages: int, *, tickets: int) -> None:
        from django.db import connection
        from django.utils import timezone

        from inbox.models import Team
        from inbox.sla import policies
        from tests import office

        begun = time.perf_counter()
        self.chance = random.Random(20)
        self.now = timezone.now()
        self.words = {language: _Words(language, self.chance) for language in SHARES}
        shop = office.build()
        policies.ensure_defaults()
        self.admin = shop.admin
        self.teams = [shop.support, *(Team.objects.create(name=f"Team {n}") for n in range(TEAMS - 1))]
        self.channels = [office.channel(f"{n}@shop.example", self.teams[n % TEAMS]) for n in range(CHANNELS)]
        self.people = [office.person(f"agent{n}", self.teams[n % TEAMS]) for n in range(PEOPLE)]
        self.contacts = self._contacts(tickets // 3)
        self.tickets = self._tickets(tickets)
        self._messages(messages)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self.took = time.perf_counter() - begun

    def _contacts(self, count: int) -> list[tuple[int, int, str]]:
        """(contact, identity, language)"""
        from inbox.models import Contact, Identity

        languages = self.chance.choices(list(SHARES), list(SHARES.values()), k=count)
        names = [f"{self.words[lang].name()} {self.words[lang].name()}" for lang in languages]
        rows = [
            Contact(name=name, language=lang, vip=n % 50 == 0)
            for n, (name, lang) in enumerate(zip(names, languages, strict=True))
        ]
        people = Contact.objects.bulk_create(rows, batch_size=CHUNK)
        handles = Identity.objects.bulk_create(
            [
                Identity(contact=who, network="email", handle=f"{who.pk}.{who.name.split()[0]}@mail.example")
                for who in people
            ],
            batch_size=CHUNK,
        )
        return [(who.pk, handle.pk, who.language) for who, handle in zip(people, handles, strict=True)]

    def _tickets(self, count: int) -> list[Any]:
        """The newest are open, the older they are the more are solved; one in twenty is spam."""
        from inbox.models import Ticket

        rows = []
        for n in range(count):
            contact, _, language = self.chance.choice(self.contacts)
            age = AGES * (self.chance.random() ** 2)
            at = self.now - dt.timedelta(days=age)
            status = self._status(age)
            unsolved = status in Ticket.UNSOLVED
            due = self.now + dt.timedelta(minutes=self.chance.randrange(-600, 6000)) if unsolved and n % 3 else None
            rows.append(
                Ticket(
                    subject=self.words[language].text(self.chance.randrange(2, 9)),
                    channel=self.chance.choice(self.channels),
                    team=self.chance.choice(self.teams) if n % 10 else None,
                    assignee=self.chance.choice(self.people) if self.chance.random() < 0.7 else None,
                    contact_id=contact,
                    status=status,
                    priority=self.chance.choices(Ticket.Priority.values, [2, 10, 3, 1])[0],
                    labels=self.chance.sample(LABELS, self.chance.randrange(3)),
                    custom={"order": f"A-{n}"} if n % 4 == 0 else {},
                    language=language,
                    due_at=due,
                    snoozed_until=self.now + dt.timedelta(days=2) if unsolved and n % 15 == 0 else None,
                    last_message_at=at,
                    last_customer_at=at,
                )
            )
        return Ticket.objects.bulk_create(rows, batch_size=CHUNK)

    def _status(self, age: float) -> str:
        if self.chance.random() < 0.05:
            return "spam"
        if self.chance.random() < (0.8 if age < 60 else 0.02):
            return self.chance.choices(("open", "waiting_customer", "on_hold"), [6, 3, 1])[0]
        return "closed" if age > 60 else "solved"

    def _messages(self, count: int) -> None:
        """On every ticket one, the others where chance will have them; what is longer quotes its own first part."""
        from django.db import connection

        from inbox.models import Message

        of_contact = {contact: (identity, language) for contact, identity, language in self.contacts}
        places = itertools.chain(self.tickets, self.chance.choices(self.tickets, k=count - len(self.tickets)))
        for start in range(0, count, CHUNK):
            rows = []
            for n, ticket in enumerate(itertools.islice(places, CHUNK), start):
                identity, language = of_contact[ticket.contact_id]
                said = self.words[language].text(min(1500, round(self.chance.lognormvariate(3.6, 0.9)) + 3))
                said += f" {RARE}" if n == count // 2 else ""
                theirs = n % 5 != 3
                rows.append(
                    Message(
                        ticket=ticket,
                        channel_id=ticket.channel_id,
                        direction="inbound" if theirs else "outbound",
                        visibility="private",
                        author_identity_id=identity if theirs else None,
                        author_user=None if theirs else self.chance.choice(self.people),
                        subject=ticket.subject,
                        body_text=said if n % 3 else f"{said}\n\n> {said}",
                        reply_text=said,
                        sent_at=ticket.last_message_at - dt.timedelta(minutes=self.chance.randrange(9999)),
                    )
                )
            Message.objects.bulk_create(rows, batch_size=CHUNK)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE inbox_ticket SET last_message_id = m.last, last_inbound_id = m.theirs,"
                " message_count = m.number, preview = 'My kettle leaks'"
                " FROM (SELECT ticket_id, max(id) AS last, count(*) AS number,"
                " max(id) FILTER (WHERE direction = 'inbound') AS theirs FROM inbox_message GROUP BY 1) m"
                " WHERE m.ticket_id = inbox_ticket.id"
            )


class _Words:
    """A language: what is said often, and a long tail of what is not."""

    def __init__(self, language: str, chance: random.Random) -> None:
        self.chance = chance
        syllables = SYLLABLES[language].split()
        tail = {"".join(chance.choices(syllables, k=chance.randrange(2, 5))) for _ in range(TAIL)}
        self.all = [*HEADS[language].split(), *sorted(tail)]
        self.weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(self.all))))
        self._drawn: list[str] = []

    def text(self, length: int) -> str:
        if len(self._drawn) < length:
            self._drawn = self.chance.choices(self.all, cum_weights=self.weights, k=AMONG)
        said, self._drawn = self._drawn[:length], self._drawn[length:]
        return " ".join(said)

    def name(self) -> str:
        return self.all[self.chance.randrange(60, len(self.all))].capitalize()
