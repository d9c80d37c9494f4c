"""Telling other systems, over real HTTP. Oracle for the signatures: standardwebhooks from PyPI."""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
from typing import Any

import pytest
import standardwebhooks
from django.db import connection, transaction
from django.utils import timezone

from connectors import locks, tasks, telling
from inbox import changes, events, reactions, replies, tickets
from inbox.envelope import DeletedBy
from inbox.live import relay
from inbox.models import Endpoint, Event, Message, Ticket, WebhookAttempt, WebhookDelivery
from inbox.webhooks import endpoints, payloads, queue
from tests import office
from tests.office import Office
from tests.servers import eventually
from tests.servers.answers import Answers, Asked, Reply


def endpoint(shop: Office, peer: Answers, path: str = "/hook", **more: Any) -> tuple[Endpoint, str]:
    peer.on("POST", path, Reply(status=204))
    return endpoints.create(actor=shop.admin, **({"name": path, "url": peer.url + path} | more))


def told(end: Endpoint) -> WebhookDelivery:
    """The log is read, and the endpoint gets its turn; returns the newest row."""
    relay.number()
    reactions.read()
    tasks.tell_endpoints(end.pk)
    return WebhookDelivery.objects.filter(endpoint=end).order_by("pk")[::-1][0]


def due_again(row: WebhookDelivery) -> WebhookDelivery:
    Endpoint.objects.update(hold_until=None)
    WebhookDelivery.objects.filter(pk=row.pk).update(next_attempt_at=timezone.now())
    tasks.tell_endpoints(row.endpoint_id)
    return WebhookDelivery.objects.get(pk=row.pk)


def verified(asked: Asked, *secrets: str) -> Any:
    """What the library reads in it with each of the secrets."""
    (event,) = {json.dumps(standardwebhooks.Webhook(key).verify(asked.body, dict(asked.headers))) for key in secrets}
    return json.loads(event)


def test_a_standard_library_believes_what_we_tell(shop: Office, peer: Answers) -> None:
    end, secret = endpoint(shop, peer, kinds=["ticket.created"])
    ticket = office.ticket(shop.channel)
    row = told(end)
    (asked,) = peer.to("POST", "/hook")
    event = verified(asked, secret)
    made = Event.objects.get(kind="ticket.created")
    assert (event["type"], event["timestamp"]) == ("ticket.created", made.at.isoformat().replace("+00:00", "Z"))
    assert event["data"]["ticket"]["reference"] == ticket.reference
    assert (event["data"]["event_id"], event["data"]["message"]["direction"]) == (made.pk, "inbound")
    assert (asked.headers["webhook-id"], asked.headers["content-type"]) == (str(row.key), "application/json")
    assert row.state == "delivered"
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(secret).verify(asked.body + b" ", dict(asked.headers))


def test_words_and_names_leave_only_where_somebody_asked_for_them(shop: Office, peer: Answers) -> None:
    thin, _ = endpoint(shop, peer, "/thin", kinds=["ticket.created"])
    full, _ = endpoint(shop, peer, "/full", kinds=["ticket.created"], with_content=True)
    office.ticket(shop.channel, office.mail("Boiling over", subject="Kettle trouble", sender="ada@customer.example"))
    told(thin)
    told(full)
    bare, worded = peer.to("POST", "/thin")[0].body.decode(), peer.to("POST", "/full")[0].json["data"]
    assert not any(word in bare for word in ("Boiling", "Kettle", "Ada", "customer.example"))
    assert (worded["message"]["text"], worded["ticket"]["subject"]) == ("Boiling over", "Kettle trouble")
    assert (worded["ticket"]["contact_name"], worded["message"]["author_name"]) == ("Ada", "Ada")
    assert not any("Boiling" in str(row.payload) for row in WebhookDelivery.objects.all())


def test_what_was_deleted_before_it_was_told_is_told_to_nobody(shop: Office, peer: Answers) -> None:
    end, _ = endpoint(shop, peer, kinds=["ticket.created"], with_content=True)
    message = office.receive(shop.channel, office.mail("My number is 4111"))
    relay.number()
    reactions.read()
    changes.delete(message.pk, by=DeletedBy.CUSTOMER, at=timezone.now())
    tasks.tell_endpoints(end.pk)
    assert b"4111" not in peer.to("POST", "/hook")[0].body


def test_notes_are_told_only_where_somebody_asked_for_them(shop: Office, peer: Answers) -> None:
    without, _ = endpoint(shop, peer, "/without", with_content=True)
    with_notes, _ = endpoint(shop, peer, "/with", with_content=True, with_notes=True)
    ticket = office.ticket(shop.channel)
    replies.note(ticket.pk, author=shop.owner, body_html="<p>A difficult one</p>", attachment_ids=[])
    told(without)
    told(with_notes)
    assert not any(b"difficult" in asked.body for asked in peer.to("POST", "/without"))
    assert {asked.json["data"]["message"]["visibility"] for asked in peer.to("POST", "/without")} == {"private"}
    assert [asked.json["data"]["message"]["text"] for asked in peer.to("POST", "/with")][-1] == "A difficult one"


def test_a_change_says_what_was_and_what_is_but_no_words(shop: Office, peer: Answers) -> None:
    end, _ = endpoint(shop, peer, kinds=["ticket.changed"])
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, priority="urgent", subject="Ada Lovelace, 7 Park Road")
    told(end)
    data = peer.to("POST", "/hook")[0].json["data"]
    assert data["changes"] == {"priority": ["normal", "urgent"], "subject": None}
    assert (data["actor_id"], data["ticket"]["priority"]) == (shop.owner.pk, "urgent")


def test_while_a_secret_is_exchanged_both_hold(shop: Office, peer: Answers) -> None:
    end, before = endpoint(shop, peer)
    end, after = endpoints.rotate(end.pk, actor=shop.admin)
    queue.test(end.pk)
    tasks.tell_endpoints(end.pk)
    asked = peer.to("POST", "/hook")[0]
    assert verified(asked, before, after)["type"] == "endpoint.test"
    end.secrets["before_until"] = (timezone.now() - dt.timedelta(seconds=1)).isoformat()
    end.save()
    queue.test(end.pk)
    tasks.tell_endpoints(end.pk)
    asked = peer.to("POST", "/hook")[1]
    assert verified(asked, after)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        verified(asked, before)


@pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 429, 500, 503])
def test_whatever_is_no_2xx_is_tried_again_under_the_same_id(shop: Office, peer: Answers, status: int) -> None:
    end, secret = endpoint(shop, peer, kinds=["ticket.created"])
    peer.on("POST", "/hook", Reply(status=status, headers={"Location": "/elsewhere"}), Reply(status=200))
    office.ticket(shop.channel)
    row = told(end)
    assert (row.state, row.attempts, peer.to("POST", "/elsewhere")) == ("queued", 1, [])
    assert dt.timedelta(seconds=3) < row.next_attempt_at - timezone.now() < dt.timedelta(seconds=6)
    assert due_again(row).state == "delivered"
    first, second = peer.to("POST", "/hook")
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert verified(second, secret) == verified(first, secret)
    assert list(WebhookAttempt.objects.order_by("pk").values_list("status", flat=True)) == [status, 200]


def test_an_answer_that_never_comes_whole_does_not_count(shop: Office, peer: Answers, monkeypatch: Any) -> None:
    monkeypatch.setattr(telling, "TIMEOUT", 0.2)
    end, _ = endpoint(shop, peer, kinds=["ticket.created"])
    gate = threading.Event()
    peer.on("POST", "/hook", Reply(hang_up=True), Reply(cut=True), Reply(gate=gate))
    office.ticket(shop.channel)
    row = told(end)
    due_again(row)
    row = due_again(row)
    gate.set()
    assert (row.state, row.attempts) == ("queued", 3)
    assert [attempt.status for attempt in row.log.all()] == [None] * 3
    assert all("No whole answer from http://127.0.0.1" in attempt.detail for attempt in row.log.all())


def test_410_switches_off_at_once(shop: Office, peer: Answers) -> None:
    end, _ = endpoint(shop, peer)
    peer.on("POST", "/hook", Reply(status=410))
    office.ticket(shop.channel)
    office.ticket(shop.channel)
    told(end)
    end.refresh_from_db()
    assert (end.active, end.disabled_reason) == (False, "It answered 410: it wants no more calls.")
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"failed"}
    assert len(peer.asked) == 1
    assert Event.objects.filter(kind="endpoint.changed", data__active=False).count() == 1


def test_a_private_address_is_not_called(shop: Office, peer: Answers, settings: Any) -> None:
    end, _ = endpoint(shop, peer, kinds=["ticket.created"])
    Endpoint.objects.update(url=f"https://127.0.0.1:{peer.port}/hook")
    settings.ALLOW_PRIVATE_HOSTS = "mail"
    office.ticket(shop.channel)
    row = told(end)
    assert (row.state, peer.asked) == ("queued", [])
    assert "127.0.0.1, which is not allowed" in row.log.get().detail


def test_the_log_keeps_the_start_of_the_answer_and_no_secret(shop: Office, peer: Answers) -> None:
    end, secret = endpoint(shop, peer, kinds=["ticket.created"])
    peer.on("POST", "/hook", Reply(status=500, body=f"\0Oops:\n{secret} {'x' * 1000}".encode()))
    office.ticket(shop.channel)
    attempt = told(end).log.get()
    assert attempt.detail.startswith("It answered 500: Oops: ••• xxx")
    assert len(attempt.detail) < 400
    assert secret not in str(list(WebhookDelivery.objects.values())) + str(list(WebhookAttempt.objects.values()))


def test_order_is_kept_and_one_that_is_refused_holds_up_no_other(shop: Office, peer: Answers) -> None:
    end, _ = endpoint(shop, peer, kinds=["ticket.created"])
    peer.on("POST", "/hook", Reply(status=400), Reply(status=200))
    made = [office.ticket(shop.channel).pk for _ in range(4)]
    told(end)
    assert [asked.json["data"]["ticket"]["id"] for asked in peer.asked] == made
    states = list(WebhookDelivery.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["queued", "delivered", "delivered", "delivered"]


def test_a_server_that_is_down_is_left_alone_and_told_everything_once_it_is_back(shop: Office, peer: Answers) -> None:
    end, _ = endpoint(shop, peer, kinds=["ticket.created"])
    peer.on("POST", "/hook", Reply(status=503), Reply(status=200))
    first = [office.ticket(shop.channel).pk for _ in range(3)]
    told(end)
    assert len(peer.asked) == 1, "what waits is not thrown after it"
    assert queue.due_endpoints() == []
    now = timezone.now()
    Endpoint.objects.update(hold_until=now, failing_since=now - dt.timedelta(hours=1))
    tasks.tell_endpoints(end.pk)
    assert [asked.json["data"]["ticket"]["id"] for asked in peer.asked] == [first[0], first[1], first[0], first[2]]
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_one_that_hangs_holds_up_no_other(shop: Office, peer: Answers) -> None:
    """Each endpoint is told in a task of its own; the sweep itself calls nobody."""
    slow, _ = endpoint(shop, peer, "/slow", kinds=["ticket.created"])
    quick, _ = endpoint(shop, peer, "/quick", kinds=["ticket.created"])
    office.ticket(shop.channel)
    relay.number()
    reactions.read()
    assert sorted(queue.due_endpoints()) == [slow.pk, quick.pk]
    tasks.tell_endpoints()
    assert peer.asked == []
    tasks.tell_endpoints(quick.pk)
    assert [asked.path for asked in peer.asked] == ["/quick"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_everything_once(shop: Office, peer: Answers) -> None:
    end, _ = endpoint(shop, peer, kinds=["ticket.created"])
    gate = threading.Event()
    peer.on("POST", "/hook", Reply(gate=gate))
    for _ in range(5):
        office.ticket(shop.channel)
    relay.number()
    reactions.read()

    def work() -> None:
        try:
            tasks.tell_endpoints(end.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    eventually(lambda: locks.taken(locks.Work.TELL) == {end.pk})
    gate.set()
    for worker in workers:
        worker.join(20)
    tasks.tell_endpoints(end.pk)
    ids = [asked.headers["webhook-id"] for asked in peer.asked]
    assert len(ids) == len(set(ids)) == 5


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_of_what_was_rolled_back(shop: Office, peer: Answers) -> None:
    end, _ = endpoint(shop, peer, kinds=["ticket.changed"])
    ticket = office.ticket(shop.channel)
    with transaction.atomic():
        tickets.update(ticket.pk, actor=shop.owner, priority="urgent")
        transaction.set_rollback(True)
    relay.number()
    reactions.read()
    tasks.tell_endpoints(end.pk)
    assert peer.asked == []


def test_what_somebody_died_with_is_told_after_the_lease(shop: Office, peer: Answers) -> None:
    end, _ = endpoint(shop, peer, kinds=["ticket.created"])
    office.ticket(shop.channel)
    relay.number()
    reactions.read()
    lost = queue.claim(end.pk)
    assert lost is not None
    tasks.tell_endpoints(end.pk)
    assert peer.asked == []
    WebhookDelivery.objects.update(lease_until=timezone.now())
    tasks.tell_endpoints(end.pk)
    assert len(peer.asked) == 1
    queue.settle(lost, queue.Answered(status=500))
    assert WebhookDelivery.objects.get().state == "delivered", "the dead one's word counts no more"


def test_a_test_call_is_made_once_and_says_nothing_of_the_endpoint(shop: Office, peer: Answers) -> None:
    end, _ = endpoint(shop, peer, active=False)
    peer.on("POST", "/hook", Reply(status=500, body=b"no"))
    queue.test(end.pk)
    tasks.tell_endpoints(end.pk)
    end.refresh_from_db()
    row = WebhookDelivery.objects.get()
    assert (row.state, row.log.get().status, end.failing_since, end.hold_until) == ("failed", 500, None, None)


def test_the_address_is_called_as_it_was_entered(shop: Office, peer: Answers) -> None:
    peer.on("POST", "/a/hook/", Reply())
    end, _ = endpoints.create(actor=shop.admin, name="Slash", url=f"{peer.url}/a/hook/?key=1")
    queue.test(end.pk)
    tasks.tell_endpoints(end.pk)
    (asked,) = peer.asked
    assert (asked.path, dict(asked.query)) == ("/a/hook/", {"key": "1"})


def test_nobody_listening_is_said_in_the_log(shop: Office, peer: Answers) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        end, _ = endpoints.create(
            actor=shop.admin, name="Closed", url=f"http://127.0.0.1:{closed.getsockname()[1]}/?token=canary"
        )
        queue.test(end.pk)
        tasks.tell_endpoints(end.pk)
    detail = WebhookAttempt.objects.get().detail
    assert detail.startswith("Cannot connect to http://127.0.0.1")
    assert "canary" not in detail


def test_everything_that_can_be_told_is_an_event_of_its_ticket(shop: Office, peer: Answers) -> None:
    """Every kind goes out with its ids, whatever its own data holds."""
    end, secret = endpoint(shop, peer)
    ticket = Ticket.objects.get(pk=office.ticket(shop.channel).pk)
    message = Message.objects.get()
    told(end)
    peer.asked.clear()
    with transaction.atomic():
        for kind in payloads.KINDS:
            events.record(kind, ticket=ticket, message=message, data={"secret words": "x", "metric": "first_reply"})
    told(end)
    assert [verified(asked, secret)["type"] for asked in peer.asked] == list(payloads.KINDS)
    assert not any(b"secret words" in asked.body for asked in peer.asked)
