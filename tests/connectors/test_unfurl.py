"""The page behind a link belongs to a stranger: what it says is read, and whatever else it tries comes to nothing."""

from __future__ import annotations

import gzip
import threading
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from connectors import tasks, unfurl
from connectors.base import Download
from inbox import attachments, previews
from inbox.errors import InboxError
from inbox.models import Attachment, Blob, LinkPreview, Message
from tests import office, pictures
from tests.office import Office
from tests.servers.answers import Answers, Reply

PNG = pictures.png()
HTML = {"Content-Type": "text/html; charset=utf-8"}
CARD = """<!doctype html><html><head><title>Not this one</title>
<meta property="og:title" content="A kettle that whistles &amp; sings">
<meta name="description" content="Two litres.
 Steel."><meta property="og:site_name" content="Kettle House"><meta property="og:image" content="/kettle.png">
</head><body><title>Nor this</title></body></html>"""


def message(shop: Office, url: str) -> Message:
    return office.receive(shop.channel, office.mail(f"Is it this one? {url}"))


def asked(shop: Office, peer: Answers, path: str = "/page") -> LinkPreview:
    """A link in a message, asked about, and looked at by the task."""
    url = f"{peer.url}{path}"
    row = previews.ask(message(shop, url), url)
    tasks.fetch_previews()
    row.refresh_from_db()
    return row


def page(peer: Answers, body: str = CARD, **more: Any) -> None:
    peer.on("GET", "/page", Reply(**{"body": body.encode(), "headers": HTML} | more))


def test_a_page_is_known_by_its_own_words_and_its_picture_is_kept_here(shop: Office, peer: Answers) -> None:
    page(peer)
    peer.on("GET", "/kettle.png", Reply(body=PNG, headers={"Content-Type": "image/png"}))
    row = asked(shop, peer)
    assert (row.state, row.title, row.site) == ("ready", "A kettle that whistles & sings", "Kettle House")
    assert row.description == "Two litres. Steel."
    assert row.image is not None
    assert (bytes(row.image.content)[8:12], row.image_type) == (b"WEBP", "image/webp")
    assert {"cookie", "authorization", "referer"} & {name for one in peer.asked for name in one.headers} == set()


def test_nothing_is_fetched_because_a_message_came(shop: Office, peer: Answers) -> None:
    message(shop, f"{peer.url}/page")
    tasks.fetch_previews()
    assert (peer.asked, LinkPreview.objects.count()) == ([], 0)


def test_only_a_link_that_the_message_has_can_be_asked_about(shop: Office, peer: Answers) -> None:
    said = message(shop, f"{peer.url}/page")
    for url in (f"{peer.url}/other", "ftp://a.example/", "https://user@a.example/", "javascript:x", "https://[", "x"):
        with pytest.raises(InboxError) as refused:
            previews.ask(said, url)
        assert list(refused.value.fields) == ["url"]
    assert not LinkPreview.objects.exists()


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"\x7fELF", headers={"Content-Type": "application/octet-stream"}),
        Reply(body=b'{"a": 1}', headers={"Content-Type": "application/json"}),
        Reply(body=CARD.encode()),
        Reply(body=gzip.compress(CARD.encode()), headers={**HTML, "Content-Encoding": "gzip"}),
        Reply(status=404, headers=HTML),
        Reply(status=401, headers=HTML),
        Reply(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"}),
        Reply(status=302, headers={"Location": "file:///etc/passwd"}),
        Reply(status=302, headers={"Location": "/page"}),
        Reply(body=b"<title></title>", headers=HTML),
    ],
    ids=["binary", "json", "no type", "packed", "gone", "locked", "metadata", "file", "circle", "nothing said"],
)
def test_what_is_no_page_for_everybody_is_given_up_at_once(shop: Office, peer: Answers, reply: Reply) -> None:
    peer.on("GET", "/page", reply)
    row = asked(shop, peer)
    assert (row.state, row.due_at, row.title) == ("failed", None, "")


def test_a_private_address_is_not_reached_and_neither_is_one_that_a_public_page_leads_to(
    shop: Office, peer: Answers, settings: Settings
) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "mail"
    row = asked(shop, peer)
    assert (row.state, peer.asked) == ("failed", [])


@pytest.mark.parametrize("reply", [Reply(status=503, headers=HTML), Reply(hang_up=True), Reply(body=b"x", cut=True)])
def test_what_failed_by_chance_is_tried_again_and_then_left(shop: Office, peer: Answers, reply: Reply) -> None:
    peer.on("GET", "/page", Reply(**{**_as_dict(reply), "headers": HTML}))
    row = asked(shop, peer)
    assert (row.state, row.tries) == ("wanted", 1)
    for _ in range(2):
        LinkPreview.objects.update(due_at=timezone.now())
        tasks.fetch_previews()
    row.refresh_from_db()
    assert (row.state, row.tries, row.due_at) == ("failed", 3, None)


def test_of_an_endless_page_only_the_beginning_is_read(shop: Office, peer: Answers) -> None:
    page(peer, chunks=[CARD.encode(), *[b"<p>more</p>" * 6000] * 20])
    row = asked(shop, peer)
    assert (row.state, row.site) == ("ready", "Kettle House")


def test_a_page_that_trickles_is_cut_off_in_time(shop: Office, peer: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfurl, "SECONDS", 0.4)
    never = threading.Event()
    page(peer, gate=never)
    row = asked(shop, peer)
    never.set()
    assert (row.state, row.tries) == ("wanted", 1)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"<svg xmlns='http://www.w3.org/2000/svg'/>", headers={"Content-Type": "image/svg+xml"}),
        Reply(body=b"<script>alert(1)</script>", headers={"Content-Type": "image/png"}),
        Reply(body=PNG + b"\x00" * 2**20, headers={"Content-Type": "image/png"}),
        Reply(status=302, headers={"Location": "http://169.254.169.254/x.png"}),
        Reply(hang_up=True),
    ],
    ids=["vector", "script", "huge", "elsewhere", "lost"],
)
def test_a_card_does_without_a_picture_that_is_none(shop: Office, peer: Answers, reply: Reply) -> None:
    page(peer)
    peer.on("GET", "/kettle.png", reply)
    row = asked(shop, peer)
    assert (row.state, row.image_id, row.image_type) == ("ready", None, "")


@pytest.mark.parametrize(
    ("content", "charset", "title"),
    [
        ("<title>Kessel für Ämter</title>".encode("latin-1"), "iso-8859-1", "Kessel für Ämter"),
        ('<meta charset="windows-1251"><title>Чайник</title>'.encode("cp1251"), "", "Чайник"),
        (b"<title>\xff broken</title>", "utf-8", "\ufffd broken"),
        (b"<title>Kettle</title>", "hex", "Kettle"),
        (b"<title>Kettle</title>", "no-such-charset", "Kettle"),
        (b"<title>Two\nlines</title><title>again</title>", "", "Two\nlinesagain"),
    ],
)
def test_every_spelling_of_letters_is_read(content: bytes, charset: str, title: str) -> None:
    assert unfurl.read(Download(content=content, charset=charset, url="https://a.example/")).title == title


@pytest.mark.parametrize("piece", [b"<", b"<!--", b"<meta ", b"<title>", b"<![CDATA[", b"&#", b"<a b='"])
def test_a_hostile_page_is_read_to_its_end(piece: bytes) -> None:
    unfurl.read(Download(content=(piece * unfurl.HEAD)[: unfurl.HEAD], url="https://a.example/"))


def test_what_is_known_is_not_fetched_again_for_a_month_and_then_forgotten(shop: Office, peer: Answers) -> None:
    page(peer)
    peer.on("GET", "/kettle.png", Reply(body=PNG, headers={"Content-Type": "image/png"}))
    asked(shop, peer)
    times = len(peer.asked)
    row = asked(shop, peer)
    assert len(peer.asked) == times
    drawn = bytes(Blob.objects.get().content)
    LinkPreview.objects.update(fetched_at=timezone.now() - previews.KEPT)
    previews.forget(timezone.now())
    assert not LinkPreview.objects.filter(pk=row.pk).exists()
    assert not Blob.objects.filter(content=drawn).exists()


def test_a_picture_that_a_message_has_too_outlives_the_preview(shop: Office) -> None:
    said = message(shop, "https://a.example/")
    row = previews.ask(said, "https://a.example/")
    (row,) = previews.claim(1)
    assert previews.settle(row, title="A", description="", site="", image=PNG)
    drawn = bytes(Blob.objects.get().content)
    Attachment.objects.create(message=said, ticket=said.ticket, blob_id=attachments.store_blob(drawn), size=1)
    LinkPreview.objects.update(fetched_at=timezone.now() - previews.KEPT)
    previews.forget(timezone.now())
    assert Blob.objects.filter(content=drawn).exists()


def test_words_that_were_taken_back_have_no_preview(shop: Office) -> None:
    said = message(shop, "https://a.example/")
    row = previews.ask(said, "https://a.example/")
    assert previews.find(said, row.pk) == row
    said.body_text = said.body_html = ""
    with pytest.raises(InboxError) as gone:
        previews.find(said, row.pk)
    assert gone.value.status == 404


def test_of_two_tries_the_newest_counts(shop: Office) -> None:
    previews.ask(message(shop, "https://a.example/"), "https://a.example/")
    (old,) = previews.claim(1)
    LinkPreview.objects.update(due_at=timezone.now())
    (new,) = previews.claim(1)
    assert not previews.settle(old, title="Old", description="", site="")
    assert previews.settle(new, title="New", description="", site="")
    assert LinkPreview.objects.get().title == "New"


def _as_dict(reply: Reply) -> dict[str, Any]:
    return {name: getattr(reply, name) for name in ("status", "hang_up", "cut", "body")}
