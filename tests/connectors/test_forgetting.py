"""A customer who wrote by every kind of door: nothing of their words is left, by retention or by erasing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from connectors import outgoing, registry, tasks
from connectors.webform import tokens
from connectors.webform.models import HeldFile
from connectors.widget import receive
from connectors.widget.kept import SentFile
from connectors.widget.models import Visitor
from inbox import audit, changes, contact_pairs, erasing, ingest, profiles, replies, tickets
from inbox.envelope import Address, Reaction, ThreadHint
from inbox.errors import InboxError
from inbox.models import (
    AuditEntry,
    Channel,
    Clock,
    Contact,
    Delivery,
    Event,
    IdempotencyKey,
    Message,
    Organisation,
    RawInbound,
    Ticket,
)
from inbox.sla import policies
from tests import office
from tests.connectors.mastodon import shapes
from tests.connectors.webform.conftest import Customer, file
from tests.connectors.widget.conftest import make
from tests.everywhere import where
from tests.office import Office
from tests.servers.letters import letter

pytestmark = pytest.mark.django_db
MARK = "quagga"
HANDLE = f"{MARK}@customer.example"


@dataclasses.dataclass
class Doors:
    """The four, each with a channel of its own."""

    mail: Channel
    form: Channel
    chat: Channel
    social: Channel


@pytest.fixture
def shop(db: None) -> Office:
    shop = office.build()
    policies.ensure_defaults(zone="Europe/Berlin")
    return shop


@pytest.fixture
def doors(shop: Office, client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doors]:
    """The same person has written by each, twice over, and was answered."""
    monkeypatch.setattr(tokens, "TOO_QUICK", dt.timedelta())
    cache.clear()
    found = Doors(
        mail=shop.channel,
        form=_channel(shop, "webform", "contact", {"reply_channel_id": shop.channel.pk}),
        chat=make(shop),
        social=_channel(shop, "mastodon", "shop@social.example", {}),
    )
    _mail(found.mail)
    Customer(client).send(
        name=MARK, email=HANDLE, subject=f"{MARK} by form", message=f"{MARK} leaks", files=file(f"{MARK}.png")
    )
    _chat(found.chat)
    said = shapes.status(5, f"<p>{MARK} leaks</p>", by=f"{MARK}@other.example")
    _keep(found.social, shapes.body("mention", said, by=f"{MARK}@other.example"))
    edited = said | {"content": f"<p>{MARK} leaks badly</p>", "edited_at": "2026-11-20T22:40:00.000Z"}
    _keep(found.social, shapes.body("update", edited, by=f"{MARK}@other.example"))
    tasks.process_raws()
    assert set(Ticket.objects.values_list("channel__kind", flat=True)) == {"email", "webform", "widget", "mastodon"}
    for ticket in Ticket.objects.exclude(channel=found.social):
        office.answer(ticket, shop.owner, f"Dear {MARK}")
        replies.note(ticket.pk, author=shop.owner, body_html=f"{MARK} is nice", attachment_ids=[])
        tickets.update(ticket.pk, actor=shop.owner, subject=f"{MARK} again", labels=["Kettles"], custom={MARK: MARK})
    outgoing.deliver(found.chat.pk)
    visitor = Visitor.objects.get()
    receive.got(visitor, delivered=visitor.seq, read=visitor.seq)
    tasks.process_raws()
    assert not RawInbound.objects.exclude(state__in=RawInbound.OVER).exists()
    yield found
    cache.clear()


def _channel(shop: Office, kind: str, address: str, settings: dict[str, object]) -> Channel:
    made = Channel.objects.create(
        kind=kind,
        name=kind,
        address=address,
        brand="Northwind",
        team=shop.support,
        settings=settings,
        capabilities=registry.get(kind).capabilities(settings, {}),
    )
    made.teams.add(shop.support)
    return made


def _keep(channel: Channel, body: bytes) -> None:
    ingest.keep(channel, uuid.uuid4().hex, body, source="test")


def _mail(channel: Channel) -> None:
    """The same mail by two ways, so that one of them is a second copy."""
    mail = letter(f"{MARK} leaks", f"{MARK} leaks", sender=f"{MARK} <{HANDLE}>")
    _keep(channel, mail)
    _keep(channel, mail)


def _chat(channel: Channel) -> None:
    visitor = Visitor.objects.create(channel=channel, name=MARK, email=HANDLE, answers={"topic": MARK}, page=MARK)
    scan = SentFile(filename=f"{MARK}.txt", content_type="text/plain", content=f"{MARK} file".encode())
    receive.message(visitor, message_id=uuid.uuid4(), text=f"{MARK} leaks", files=(scan,))


def test_no_word_is_left_of_tickets_that_came_by_mail_form_chat_and_network(doors: Doors) -> None:
    assert {"connectors_line", "connectors_visitor", "inbox_rawinbound.body", "inbox_blob.content"} <= where(MARK)
    long_ago = timezone.now() - dt.timedelta(days=100)
    Ticket.objects.update(status="closed", last_message_at=long_ago)
    RawInbound.objects.update(received_at=long_ago)
    Organisation.objects.update(closed_days=90)
    tasks.retain()
    assert not where(MARK)
    assert not Ticket.objects.filter(removed_at=None).exists()


def test_a_visitor_whose_chat_goes_on_keeps_what_was_said_since(doors: Doors) -> None:
    visitor = Visitor.objects.get()
    Ticket.objects.filter(channel=doors.chat).update(status="closed")
    receive.message(visitor, message_id=uuid.uuid4(), text="And a lid?")
    tasks.process_raws()
    old = Ticket.objects.filter(channel=doors.chat, status="closed")
    old.update(last_message_at=timezone.now() - dt.timedelta(days=100))
    Organisation.objects.update(closed_days=90)
    tasks.retain()
    assert [line.text for line in Visitor.objects.get().lines.all()] == ["And a lid?"]


def test_a_file_of_a_form_that_nobody_sent_is_not_kept_for_ever(doors: Doors) -> None:
    HeldFile.objects.create(nonce="x", filename=MARK, content_type="text/plain", content=b"x", size=1)
    HeldFile.objects.update(created_at=timezone.now() - dt.timedelta(days=2))
    tasks.tend()
    assert not HeldFile.objects.exists()


def test_an_erased_customer_is_nowhere_any_more_and_whoever_writes_next_is_new(doors: Doors, shop: Office) -> None:
    ada = _one_person(shop)
    stranger = _beside_others(shop)
    clocks, facts = Clock.objects.count(), Event.objects.count()
    erasing.ask(ada.pk, actor=shop.supervisor, confirm=f" {MARK.upper()} ", reason="Asked by letter")
    tasks.erase()
    assert not where(MARK)
    assert Clock.objects.count() == clocks
    assert Event.objects.count() >= facts
    assert not Ticket.objects.filter(removed_at=None, contact=ada).exists()
    assert not Clock.objects.filter(ticket__contact=ada, state__in=("running", "paused")).exists()
    assert Message.objects.get(pk=stranger.pk).body_text == "My kettle leaks."
    tasks.process_raws()
    again = office.receive(shop.channel, office.mail(sender=HANDLE)).ticket
    assert (again.contact_id, again.follows_id) != (ada.pk, None)
    assert again.contact.name == MARK.title()


def test_erasing_is_written_down_without_their_name(doors: Doors, shop: Office) -> None:
    ada = _one_person(shop)
    erasing.ask(ada.pk, actor=shop.supervisor, confirm=MARK)
    tasks.erase()

    audit.read(list(Event.objects.filter(kind="contact.erased")))
    entry = AuditEntry.objects.get(action="contact.erased")
    assert (entry.actor, entry.target_id, entry.data["tickets"]) == (shop.supervisor, ada.pk, 4)
    assert MARK not in str(entry.data)


def test_nothing_that_waits_is_sent_to_somebody_who_was_erased(doors: Doors, shop: Office) -> None:
    waiting = Delivery.objects.filter(channel=doors.mail, state="queued")
    assert waiting.exists()
    erasing.ask(_one_person(shop).pk, actor=shop.supervisor, confirm=MARK)
    tasks.erase()
    assert not Delivery.objects.filter(state="queued").exists()


def test_erasing_asks_for_the_name_and_heeds_the_label_that_holds(doors: Doors, shop: Office) -> None:
    ada = _one_person(shop)
    with pytest.raises(InboxError) as wrong:
        erasing.ask(ada.pk, actor=shop.supervisor, confirm="somebody else")
    assert "confirm" in wrong.value.fields
    held = Ticket.objects.filter(contact=ada)[0]
    tickets.update(held.pk, actor=shop.owner, labels=["Legal-Hold"])
    assert erasing.preview(ada)["held_by"] == [held.reference]
    with pytest.raises(InboxError) as refused:
        erasing.ask(ada.pk, actor=shop.supervisor, confirm=MARK)
    assert refused.value.code == "held"
    tickets.update(held.pk, actor=shop.owner, labels=[])
    erasing.ask(ada.pk, actor=shop.supervisor, confirm=MARK)
    with pytest.raises(InboxError) as twice:
        erasing.ask(ada.pk, actor=shop.supervisor, confirm=MARK)
    assert twice.value.code == "erasing"


def test_the_preview_counts_what_would_go(doors: Doors, shop: Office) -> None:
    ada = _one_person(shop)
    _beside_others(shop)
    found = erasing.preview(ada)
    assert (found["name"], found["tickets"], found["elsewhere"], found["held_by"]) == (MARK, 4, 1, [])
    assert found["messages"] == Message.objects.filter(ticket__contact=ada).count()
    assert found["files"] == 2
    assert HANDLE in found["handles"]


def _one_person(shop: Office) -> Contact:
    """Whoever wrote by the four doors, as one."""
    ids = list(Ticket.objects.order_by("contact_id").values_list("contact_id", flat=True).distinct())
    for other in ids[1:]:
        contact_pairs.merge(other, ids[0], actor=shop.owner)
    return profiles.describe(ids[0], actor=shop.owner, name=MARK, notes=f"{MARK} likes tea")


def _beside_others(shop: Office) -> Message:
    """What they said on somebody else's ticket, where they were in copy, and what they thought of it."""
    cc = Address(network="email", handle=HANDLE, name=MARK)
    first = office.receive(shop.channel, office.mail(sender="bob@other.example", cc=(cc,)))
    office.answer(first.ticket, shop.owner, "Hello both", cc=[HANDLE])
    hint = ThreadHint(references=(first.external_id or "",))
    joined = office.receive(shop.channel, office.mail(f"{MARK} agrees", sender=HANDLE, thread=hint))
    assert joined.ticket_id == first.ticket_id
    changes.react(first.pk, Reaction(external_id="x", sender=cc, emoji="👍", at=timezone.now()))
    IdempotencyKey.objects.create(user=shop.owner, key="k", request_hash="h", status=200, body={"to": HANDLE})
    return first
