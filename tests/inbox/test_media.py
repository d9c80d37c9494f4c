from __future__ import annotations

import datetime as dt

import pytest
from django.conf import LazySettings
from django.utils import timezone

from inbox import media
from inbox.envelope import MediaKind, MediaRef, MessageDeleted
from inbox.models import Attachment, Blob, Channel, Event, Message
from tests import social
from tests.office import Office

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50
PICTURE = MediaRef(ref="https://files.example/1", kind=MediaKind.IMAGE, size=58)


@pytest.fixture
def page(shop: Office) -> Channel:
    return social.page(shop.support)


def with_file(page: Channel, ref: MediaRef = PICTURE) -> Message:
    return social.hear(page, social.dm("Look", external_id="d1", media=(ref,)))


def claimed() -> Attachment:
    (file,) = media.claim(10)
    return file


def shown() -> tuple[str, str]:
    file = Attachment.objects.get()
    return file.state, file.error


def test_a_file_waits_with_its_message_and_is_told_when_it_comes(page: Channel) -> None:
    message = with_file(page)
    assert shown() == ("pending", "")
    assert media.store(claimed(), PNG, filename="kettle.png")

    file = Attachment.objects.get()
    assert (file.state, file.content, file.content_type, file.size) == ("stored", PNG, "image/png", len(PNG))
    assert file.filename == "kettle.png"
    event = Event.objects.get(kind="attachment.changed")
    assert (event.message, event.ticket) == (message, message.ticket)
    assert Message.objects.get().version == message.version + 1
    assert media.claim(10) == []


def test_a_claimed_file_is_nobody_elses_until_the_try_is_over(page: Channel) -> None:
    with_file(page)
    slow = claimed()
    assert media.claim(10) == []
    Attachment.objects.update(next_attempt_at=timezone.now())
    quick = claimed()
    assert not media.store(slow, PNG)
    assert media.store(quick, PNG)


def test_a_file_that_does_not_come_is_tried_less_and_less_often_and_then_given_up(page: Channel) -> None:
    with_file(page)
    pauses = []
    for _ in range(media.TRIES):
        Attachment.objects.update(next_attempt_at=timezone.now())
        media.later(claimed(), "The server is down.")
        due = Attachment.objects.get().next_attempt_at
        if due is not None:
            pauses.append(due - timezone.now())
    assert shown() == ("refused", "It could not be fetched: The server is down.")
    assert pauses[-1] > 4 * pauses[0]
    assert media.claim(10) == []


def test_what_is_too_large_is_refused_before_and_after_it_was_fetched(page: Channel, settings: LazySettings) -> None:
    settings.MAX_UPLOAD_BYTES = 2**20
    with_file(page, MediaRef(ref="x", size=2**20 + 1))
    assert shown() == ("refused", "It is larger than 1 MB.")
    Attachment.objects.update(state="pending", error="", next_attempt_at=timezone.now())
    media.store(claimed(), b"0" * (2**20 + 1))
    assert shown() == ("refused", "It is larger than 1 MB.")
    assert not Blob.objects.exists()


def test_a_page_of_text_is_no_picture(page: Channel) -> None:
    with_file(page)
    media.store(claimed(), b"<!DOCTYPE html><html><head><title>Log in</title></head></html>")
    assert shown()[0] == "refused"


def test_what_ran_out_before_anybody_came_says_so(page: Channel) -> None:
    with_file(page, MediaRef(ref="x", expires_at=timezone.now() - dt.timedelta(seconds=1)))
    assert media.claim(10) == []
    assert shown()[0] == "expired"


def test_a_file_whose_message_was_taken_back_meanwhile_is_not_kept(page: Channel) -> None:
    with_file(page)
    file = claimed()
    social.tell(page, MessageDeleted(external_id="d1", at=timezone.now()))
    assert not media.store(file, PNG)
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()


def test_the_connector_gets_what_it_announced(page: Channel) -> None:
    ref = MediaRef(ref="abc", kind=MediaKind.VIDEO, filename="a.mp4", content_type="video/mp4", size=5)
    with_file(page, ref)
    assert media.reference(claimed()) == ref
