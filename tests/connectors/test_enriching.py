"""Files and names are fetched from a real server on loopback by connectors as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.utils import timezone

from connectors import registry, tasks
from inbox.envelope import Address, MediaRef
from inbox.models import Attachment, Channel, Contact, Identity
from tests import office, social
from tests.office import Office
from tests.servers import answers
from tests.servers.answers import Answers, Reply

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@pytest.fixture
def peer(settings: LazySettings) -> Iterator[Answers]:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    with answers.running() as running:
        yield running


@pytest.fixture
def page(shop: Office) -> Channel:
    return office.channel("brand@social.example", shop.support, kind="mastodon")


def fetched(page: Channel, url: str) -> tuple[str, str]:
    social.hear(page, social.dm(media=(MediaRef(ref=url),)))
    assert tasks.fetch_media() == 1
    file = Attachment.objects.get()
    return file.state, file.error


def test_a_file_is_fetched_after_its_message(page: Channel, peer: Answers) -> None:
    peer.on("GET", "/a.png", Reply(body=PNG))
    assert fetched(page, f"{peer.url}/a.png") == ("stored", "")
    assert Attachment.objects.get().content == PNG
    assert tasks.fetch_media() == 0


def test_a_file_that_is_gone_says_so(page: Channel, peer: Answers) -> None:
    peer.on("GET", "/a.png", Reply(status=410))
    assert fetched(page, f"{peer.url}/a.png")[0] == "expired"


def test_a_file_whose_server_is_in_trouble_is_tried_again_when_it_says(page: Channel, peer: Answers) -> None:
    peer.on("GET", "/a.png", Reply(status=429, headers={"Retry-After": "600"}), Reply(body=PNG))
    assert fetched(page, f"{peer.url}/a.png")[0] == "pending"
    due = Attachment.objects.get().next_attempt_at
    assert due is not None
    assert 500 < (due - timezone.now()).total_seconds() <= 600
    Attachment.objects.update(next_attempt_at=timezone.now())
    tasks.fetch_media()
    assert Attachment.objects.get().state == "stored"


def test_a_file_inside_our_own_network_is_refused_with_the_reason(
    page: Channel, peer: Answers, settings: LazySettings
) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "none"
    state, error = fetched(page, f"{peer.url}/a.png")
    assert state == "refused"
    assert error
    assert peer.asked == []


def test_a_file_that_leads_on_into_our_own_network_is_refused(page: Channel, peer: Answers) -> None:
    inner = "http://169.254.169.254/latest/meta-data"
    peer.on("GET", "/a.png", Reply(status=302, headers={"Location": inner}))
    state, error = fetched(page, f"{peer.url}/a.png")
    assert state == "refused"
    assert "169.254.169.254" in error


def test_a_channel_whose_connector_fetches_nothing_says_so(shop: Office) -> None:
    page = social.page(shop.support)
    assert fetched(page, "https://files.example/1")[0] == "refused"


@pytest.fixture
def line(shop: Office, peer: Answers, monkeypatch: pytest.MonkeyPatch) -> Channel:
    monkeypatch.setattr(registry.get("line"), "api", peer.url)
    return office.channel("U1", shop.support, kind="line", credentials={"access_token": "token-of-line"})


def nameless(line: Channel) -> Identity:
    who = Address(network="line", handle="U2")
    message = social.hear(line, social.dm(sender=who, conversation="U2"))
    assert message.author_identity is not None
    return message.author_identity


def test_whoever_came_without_a_name_gets_it_from_the_network(line: Channel, peer: Answers) -> None:
    peer.on("GET", "/v2/bot/profile/U2", Reply(json={"displayName": "Ada", "userId": "U2"}))
    who = nameless(line)
    assert tasks.fetch_profiles() == 1
    who.refresh_from_db()
    assert (who.name, who.contact.name, who.profile_due_at) == ("Ada", "Ada", None)
    assert tasks.fetch_profiles() == 0


def test_a_network_that_does_not_know_is_not_asked_again_and_one_in_trouble_is(line: Channel, peer: Answers) -> None:
    peer.on("GET", "/v2/bot/profile/U2", Reply(status=503))
    who = nameless(line)
    tasks.fetch_profiles()
    who.refresh_from_db()
    assert who.profile_due_at is not None
    assert who.profile_due_at > timezone.now()
    peer.on("GET", "/v2/bot/profile/U2", Reply(status=404, json={"message": "Not found"}))
    Identity.objects.update(profile_due_at=timezone.now())
    tasks.fetch_profiles()
    who.refresh_from_db()
    assert who.profile_due_at is None


def test_a_name_that_people_typed_stays(line: Channel, peer: Answers) -> None:
    peer.on("GET", "/v2/bot/profile/U2", Reply(json={"displayName": "xX_ada_Xx", "userId": "U2"}))
    who = nameless(line)
    Contact.objects.filter(pk=who.contact_id).update(name="Ada Lovelace")
    tasks.fetch_profiles()
    assert Contact.objects.get().name == "Ada Lovelace"
