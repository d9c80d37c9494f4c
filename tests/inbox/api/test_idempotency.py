"""A write that is repeated with its key is done once."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from inbox.models import Attachment, IdempotencyKey, Message
from tests import office
from tests.inbox.api.conftest import Desk
from tests.inbox.api.contract import Answer, Api
from tests.office import Office

NOTE = {"body_html": "<p>Once</p>"}


def notes(text: str = "Once") -> int:
    return Message.objects.filter(body_text=text).count()


def test_a_repeated_write_gets_the_first_answer_again(shop: Office, desk: Desk) -> None:
    path = f"tickets/{office.ticket(shop.channel).pk}/notes"
    first = desk.owner.post(path, NOTE, Idempotency_Key="k1")
    again = desk.owner.post(path, NOTE, Idempotency_Key="k1")
    assert (again.status, again.body) == (201, first.body)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert notes() == 1
    assert desk.owner.post(path, NOTE, Idempotency_Key="k2").body["id"] != first.body["id"]


def test_a_key_belongs_to_one_person_and_one_request(shop: Office, desk: Desk) -> None:
    path = f"tickets/{office.ticket(shop.channel).pk}/notes"
    desk.owner.post(path, NOTE, Idempotency_Key="k1")
    other = desk.owner.post(path, {"body_html": "<p>Twice</p>"}, Idempotency_Key="k1")
    assert (other.status, other.code) == (409, "idempotency_key_reused")
    assert desk.mate.post(path, NOTE, Idempotency_Key="k1").status == 201
    assert notes() == 2


def test_a_refused_write_may_be_repeated_with_better_input(shop: Office, desk: Desk) -> None:
    path = f"tickets/{office.ticket(shop.channel).pk}/notes"
    assert desk.owner.post(path, {"body_html": ""}, Idempotency_Key="k1").status == 400
    assert desk.owner.post(path, {"body_html": "<p> </p>"}, Idempotency_Key="k1").status == 400
    assert not IdempotencyKey.objects.exists()
    assert desk.owner.post(path, NOTE, Idempotency_Key="k1").status == 201


def test_an_upload_and_an_empty_answer_are_repeated_too(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    one, two = (desk.owner.upload(ticket.pk, SimpleUploadedFile("a.txt", b"a"), Idempotency_Key="k1") for _ in range(2))
    assert one.body == two.body
    other = desk.owner.upload(ticket.pk, SimpleUploadedFile("a.txt", b"b"), Idempotency_Key="k1")
    assert other.code == "idempotency_key_reused"
    assert Attachment.objects.count() == 1
    for _ in range(2):
        read = desk.owner.post(
            f"tickets/{ticket.pk}/read", {"message_id": ticket.last_message_id}, Idempotency_Key="k2"
        )
        assert (read.status, read.content) == (204, b"")


def test_a_key_is_forgotten_after_a_day(shop: Office, desk: Desk) -> None:
    path = f"tickets/{office.ticket(shop.channel).pk}/notes"
    desk.owner.post(path, NOTE, Idempotency_Key="k1")
    IdempotencyKey.objects.update(created_at=timezone.now() - dt.timedelta(hours=25))
    assert "Idempotent-Replayed" not in desk.owner.post(path, NOTE, Idempotency_Key="k1").headers
    assert notes() == 2


@pytest.mark.parametrize("key", ["x" * 101, "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(shop: Office, desk: Desk, key: str) -> None:
    path = f"tickets/{office.ticket(shop.channel).pk}/notes"
    assert desk.owner.post(path, NOTE, Idempotency_Key=key).status == 400


@pytest.mark.django_db(transaction=True)
def test_eight_twins_at_once_write_one_note() -> None:
    shop = office.build()
    path = f"tickets/{office.ticket(shop.channel).pk}/notes"
    apis = [Api(shop.owner) for _ in range(8)]
    start, answers = threading.Barrier(8), list[Answer]()

    def write(api: Api, **more: Any) -> None:
        try:
            start.wait()
            answers.append(api.post(path, NOTE, Idempotency_Key="k1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(api,)) for api in apis]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["id"] for answer in answers}) == 1
    assert notes() == 1
