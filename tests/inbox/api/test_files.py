from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from inbox.envelope import InboundAttachment
from inbox.models import Attachment
from tests import office
from tests.inbox.api.conftest import Desk
from tests.office import Office

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(1)</script>"


def received(shop: Office, name: str, content: bytes, content_type: str) -> Attachment:
    file = InboundAttachment(filename=name, content_type=content_type, content=content)
    message = office.receive(shop.channel, office.mail(attachments=(file,)))
    return message.attachments.get()


@pytest.mark.parametrize(
    ("name", "content", "claimed", "shown"),
    [
        ("cat.png", PNG, "image/png", True),
        ("cat.svg", SVG, "image/svg+xml", False),
        ("page.html", HTML, "text/html", False),
        ("page.png", HTML, "image/png", False),
        ("evil.html", HTML, "application/pdf", False),
        ("letter.pdf", b"%PDF-1.7 x", "text/html", False),
        ("x.htaccess\u200b", b"AddType", "text/plain", False),
    ],
)
def test_only_rasters_by_their_bytes_open_in_place(
    shop: Office, desk: Desk, name: str, content: bytes, claimed: str, shown: bool
) -> None:
    attachment = received(shop, name, content, claimed)
    answer = desk.owner.get(f"attachments/{attachment.token}")
    assert (answer.status, answer.content) == (200, content)
    assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "text/html" not in answer.headers["Content-Type"] or not shown
    assert "svg" not in answer.headers["Content-Type"] or not shown


@pytest.mark.parametrize(
    ("wanted", "status", "content"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=4-", 206, b"456789"),
        ("bytes=-2", 206, b"89"),
        ("bytes=8-99", 206, b"89"),
        ("bytes=10-", 200, b"0123456789"),
        ("bytes=3-1", 200, b"0123456789"),
        ("bytes=0-1,3-4", 200, b"0123456789"),
        ("bytes=-", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
    ],
)
def test_a_player_may_jump_within_a_recording(
    shop: Office, desk: Desk, wanted: str, status: int, content: bytes
) -> None:
    attachment = received(shop, "voice.bin", b"0123456789", "audio/ogg")
    answer = desk.owner.get(f"attachments/{attachment.token}", Range=wanted)
    assert (answer.status, answer.content) == (status, content)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers.get("Content-Range", "").endswith("/10") == (status == 206)


@pytest.mark.parametrize(("name", "content", "shown"), [("a.pdf", b"%PDF-1.7 x", True), ("a.html", HTML, False)])
def test_only_a_pdf_is_opened_outside_the_sandbox_and_may_load_nothing(
    shop: Office, desk: Desk, name: str, content: bytes, shown: bool
) -> None:
    attachment = received(shop, name, content, "application/pdf")
    answer = desk.owner.get(f"attachments/{attachment.token}?open=true")
    assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'" if shown else "sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ['a"b\r\nSet-Cookie: x=1.txt', "../../etc/passwd", "\u202egnp.exe", "й" * 300, ""])
def test_the_senders_file_name_is_for_display_only(shop: Office, desk: Desk, name: str) -> None:
    attachment = received(shop, name, b"text", "text/plain")
    answer = desk.owner.get(f"attachments/{attachment.token}")
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    shown = answer.headers["Content-Disposition"].replace('\\"', "")
    assert not {"/", "\\", "\r", "\n"} & set(shown)


def test_an_upload_is_its_uploaders_until_it_is_sent(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    upload = desk.owner.upload(ticket.pk, SimpleUploadedFile("cat.svg", PNG, content_type="image/svg+xml")).body
    assert (upload["content_type"], upload["size"]) == ("image/png", len(PNG))
    assert upload["url"] == f"/api/v1/attachments/{upload['token']}"
    assert desk.owner.get(f"attachments/{upload['token']}").status == 200
    for other in (desk.mate, desk.supervisor, desk.admin):
        assert other.get(f"attachments/{upload['token']}").status == 404
        assert other.delete(f"uploads/{upload['id']}").status == 404
        note = {"body_html": "<p>x</p>", "attachment_ids": [upload["id"]]}
        assert other.post(f"tickets/{ticket.pk}/notes", note).status == 400

    assert desk.owner.post(f"tickets/{ticket.pk}/notes", note).status == 201
    assert desk.mate.get(f"attachments/{upload['token']}").status == 200
    assert desk.owner.delete(f"uploads/{upload['id']}").status == 404, "it is part of a message now"


def test_an_upload_belongs_to_its_ticket(shop: Office, desk: Desk) -> None:
    one, two = office.ticket(shop.channel), office.ticket(shop.channel)
    upload = desk.owner.upload(one.pk, SimpleUploadedFile("a.txt", b"a")).body
    answer = desk.owner.post(f"tickets/{two.pk}/notes", {"body_html": "<p>x</p>", "attachment_ids": [upload["id"]]})
    assert (answer.status, list(answer.fields)) == (400, ["attachment_ids"])


def test_an_upload_can_be_taken_away(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    upload = desk.owner.upload(ticket.pk, SimpleUploadedFile("a.txt", b"a")).body
    assert desk.owner.delete(f"uploads/{upload['id']}").status == 204
    assert desk.owner.get(f"attachments/{upload['token']}").status == 404


def test_a_file_over_the_limit_is_refused_by_name(shop: Office, desk: Desk, settings: object) -> None:
    settings.MAX_UPLOAD_BYTES = 100  # type: ignore[attr-defined]
    ticket = office.ticket(shop.channel)
    answer = desk.owner.upload(ticket.pk, SimpleUploadedFile("a.txt", b"a" * 101))
    assert (answer.status, answer.code, list(answer.fields)) == (413, "too_large", ["file"])
    assert not Attachment.objects.exists()
    assert desk.owner.upload(ticket.pk, SimpleUploadedFile("a.txt", b"a" * 100)).status == 201


def test_tokens_are_long_and_random(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    tokens = {desk.owner.upload(ticket.pk, SimpleUploadedFile("a.txt", b"a")).body["token"] for _ in range(5)}
    assert len(tokens) == 5
    assert all(len(token) >= 32 for token in tokens)


def test_a_large_photo_is_shown_small_and_says_nothing_but_what_it_shows(shop: Office, desk: Desk) -> None:
    told = Image.Exif()
    told[0x010E] = "tapir"
    out = io.BytesIO()
    Image.effect_noise((1600, 1200), 90).save(out, "JPEG", exif=told)
    photo = received(shop, "photo.jpg", out.getvalue(), "image/jpeg")
    small = desk.owner.get(f"attachments/{photo.token}?small=true")
    assert small.headers["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(small.content)).size == (720, 540)
    assert b"tapir" not in small.content
    assert desk.owner.get(f"attachments/{photo.token}").content == out.getvalue()
    broken = received(shop, "broken.png", PNG + b"\x00" * 200_000, "image/png")
    assert desk.owner.get(f"attachments/{broken.token}?small=true").content == broken.content
