from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.utils import timezone

from inbox import attachments, changes, exporting, ingest, printed, receiving, replies
from inbox.envelope import DeletedBy, InboundAttachment
from inbox.errors import InboxError
from inbox.models import Event, Message, Ticket
from tests import office
from tests.office import Office

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
WORDS = "<p>Look: <script>alert(1)</script><img src='https://spy.example/x.png'><b onclick=x()>this</b></p>"


@pytest.fixture
def ticket(shop: Office) -> Ticket:
    """A mail with a picture, a reply, and a note."""
    files = (
        InboundAttachment(filename="../../etc/pass wd?.png", content_type="image/png", content=PNG),
        InboundAttachment(filename="notes.txt", content_type="text/plain", content=b"left"),
    )
    asked = office.mail("Look: this", body_html=WORDS, subject="<b>Kettle</b>", attachments=files)
    found = office.ticket(shop.channel, asked)
    office.answer(found, shop.owner, "Thank you")
    replies.note(found.pk, author=shop.mate, body_html="<p>A rude customer</p>")
    return found


def begin(ticket: Ticket, shop: Office, *, notes: bool = False, form: str = "html") -> printed.Export:
    return exporting.begin(ticket, actor=shop.owner, form=form, notes=notes, zone="Europe/Berlin")


def page(ticket: Ticket, shop: Office, *, notes: bool = False) -> str:
    return "".join(printed.page(begin(ticket, shop, notes=notes)))


def as_json(ticket: Ticket, shop: Office, *, notes: bool = False) -> str:
    return "".join(exporting.as_json(begin(ticket, shop, notes=notes, form="json")))


def archive(ticket: Ticket, shop: Office, *, notes: bool = False) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(exporting.archive(begin(ticket, shop, notes=notes, form="zip")))))


def test_the_page_has_the_whole_thread_with_zone_and_nothing_that_runs_or_tells(shop: Office, ticket: Ticket) -> None:
    found = page(ticket, shop)
    assert "Look: <b>this</b>" in found
    assert "Thank you" in found
    assert found.index("Look:") < found.index("Thank you")
    assert "&lt;b&gt;Kettle&lt;/b&gt;" in found
    assert "CET" in found or "CEST" in found
    for bad in ("<script", "onclick", "spy.example"):
        assert bad not in found
    assert f"/api/v1/attachments/{ticket.messages.earliest('pk').attachments.earliest('pk').token}" in found


def test_notes_are_in_it_only_when_asked_for_and_marked_as_such(shop: Office, ticket: Ticket) -> None:
    for make in (page, as_json):
        assert "rude" not in make(ticket, shop)
        assert "rude" in make(ticket, shop, notes=True)
    assert "<article class='note'>" in page(ticket, shop, notes=True)
    assert b"rude" not in archive(ticket, shop).read("ticket.html")


def test_the_archive_has_page_json_and_files_with_names_that_stay_inside(shop: Office, ticket: Ticket) -> None:
    found = archive(ticket, shop)
    assert found.testzip() is None
    files = [name for name in found.namelist() if name.startswith("files/")]
    assert len(files) == 2
    assert all(".." not in name and "?" not in name and name.count("/") == 1 for name in files)
    assert {found.read(name) for name in files} == {PNG, b"left"}
    said = json.loads(found.read("ticket.json"))
    assert [row["author"] for row in said["messages"]] == ["Ada", "Owner"]
    assert [file["path"] for file in said["messages"][0]["files"]] == sorted(files)
    assert next(name for name in files if name.endswith(".png")).encode() in found.read("ticket.html")


def test_a_mail_is_there_as_it_came_but_no_bytes_that_hold_more_than_it(shop: Office, ticket: Ticket) -> None:
    mail = b"From: ada@customer.example\r\nMessage-ID: <one@customer.example>\r\n\r\nHello"
    for external_id, body, there in (("one@customer.example", mail, True), ("two@customer.example", b"{}", False)):
        raw = ingest.keep(shop.channel, external_id, body, source="test")
        (claimed,) = [row for row in ingest.claim(100) if raw is not None and row.pk == raw.pk]
        (message,) = receiving.settle(claimed, [office.mail("Hello", external_id=external_id)])
        mails = [name for name in archive(message.ticket, shop).namelist() if name.startswith("mails/")]
        assert mails == ([f"mails/{message.pk}.eml"] if there else [])
        if there:
            assert archive(message.ticket, shop).read(mails[0]) == mail


def test_what_was_deleted_stays_deleted(shop: Office, ticket: Ticket) -> None:
    asked = ticket.messages.earliest("pk")
    changes.delete(asked.pk, by=DeletedBy.CUSTOMER, at=timezone.now())
    found = archive(ticket, shop)
    assert b"Look" not in found.read("ticket.html") + found.read("ticket.json")
    assert b"Deleted on" in found.read("ticket.html")
    assert not [name for name in found.namelist() if name.startswith(("files/", "mails/"))]


def test_who_exports_is_written_down_with_what(shop: Office, ticket: Ticket) -> None:
    begin(ticket, shop, notes=True, form="zip")
    told = Event.objects.get(kind="ticket.exported")
    assert (told.actor, told.ticket, told.data) == (shop.owner, ticket, {"format": "zip", "notes": True})


def test_an_unknown_zone_is_refused_by_name(shop: Office, ticket: Ticket) -> None:
    with pytest.raises(InboxError) as refused:
        exporting.begin(ticket, actor=shop.owner, form="html", notes=False, zone="../etc/passwd")
    assert "zone" in refused.value.fields


def test_a_long_ticket_is_written_bit_by_bit(shop: Office, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    """The archive never holds more than one piece, however long the ticket."""
    monkeypatch.setattr(printed, "BATCH", 10)
    said = ticket.messages.latest("pk")
    Message.objects.bulk_create(
        Message(
            ticket=ticket,
            channel=ticket.channel,
            direction="inbound",
            visibility="private",
            author_name="Ada",
            body_text=f"{number} " + "word " * 4000,
            sent_at=said.sent_at,
        )
        for number in range(60)
    )
    pieces = list(exporting.archive(begin(ticket, shop, form="zip")))
    assert len(pieces) > 100
    assert max(map(len, pieces)) < 100_000
    assert len(json.loads(archive(ticket, shop).read("ticket.json"))["messages"]) == 62


def test_a_file_that_never_came_is_named_as_missing(shop: Office, ticket: Ticket) -> None:
    ticket.messages.earliest("pk").attachments.filter(filename="notes.txt").update(state="refused", error="too big")
    found = archive(ticket, shop)
    assert b"notes.txt: too big" in found.read("missing.txt")


def test_an_upload_that_no_message_carries_is_no_part_of_it(shop: Office, ticket: Ticket) -> None:
    attachments.upload(ticket, shop.owner, "draft.txt", b"draft")
    assert not [name for name in archive(ticket, shop).namelist() if "draft" in name]
