from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inbox.models import Delivery, Draft, Event, Message, Organisation, Ticket
from tests import office
from tests.inbox.api.conftest import Desk
from tests.office import Office

TO = [{"handle": "ada@customer.example"}]


def test_messages_come_newest_first_and_page(shop: Office, desk: Desk) -> None:
    first = office.receive(shop.channel)
    ticket = first.ticket
    said = [first, *(office.answer(ticket, shop.owner, f"Answer {number}") for number in range(4))]
    seen: list[int] = []
    cursor = ""
    while cursor is not None:
        page = desk.mate.get(f"tickets/{ticket.pk}/messages?limit=2{cursor and '&cursor=' + cursor}").body
        seen += [row["id"] for row in page["results"]]
        cursor = page["next"]
    assert seen == [message.pk for message in reversed(said)]


def test_the_timeline_tells_who_did_what(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    desk.owner.patch(f"tickets/{ticket.pk}", {"priority": "high"})
    newest = desk.mate.get(f"tickets/{ticket.pk}/timeline").body["results"]
    changed = next(entry for entry in newest if entry["kind"] == "ticket.changed")
    assert changed["actor"] == {"id": shop.owner.pk, "name": "Owner"}
    assert changed["data"]["changes"] == {"priority": ["normal", "high"]}
    assert newest[-1]["kind"] == "ticket.created"


def test_what_one_person_has_read_stands_in_no_other_timeline(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    desk.owner.post(f"tickets/{ticket.pk}/read", {"message_id": ticket.last_message_id})
    assert "read.changed" not in {
        entry["kind"] for entry in desk.mate.get(f"tickets/{ticket.pk}/timeline").body["results"]
    }


def test_an_answer_is_accepted_with_its_delivery(shop: Office, desk: Desk) -> None:
    Organisation.objects.update(undo_seconds=5)
    ticket = office.ticket(shop.channel)
    answer = desk.owner.post(
        f"tickets/{ticket.pk}/replies",
        {
            "body_html": "<p>Hello</p><script>x</script>",
            "to": TO,
            "cc": [{"handle": "bob@customer.example", "name": "Bob"}],
            "last_seen_message_id": ticket.last_message_id,
            "status_after": "waiting_customer",
        },
    )
    assert answer.status == 201
    assert answer.body["body_html"] == "<p>Hello</p>"
    assert answer.body["recipients"]["cc"][0]["handle"] == "bob@customer.example"
    assert answer.body["delivery"]["state"] == "queued"
    assert answer.body["delivery"]["undo_until"]
    assert desk.owner.get(f"tickets/{ticket.pk}").body["status"] == "waiting_customer"


def test_an_answer_past_somebody_elses_words_is_held_and_shows_them(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    seen = ticket.last_message_id
    newer = office.answer(ticket, shop.mate, "I have told her already.")
    body = {"body_html": "<p>Hello</p>", "to": TO, "last_seen_message_id": seen}

    held = desk.owner.post(f"tickets/{ticket.pk}/replies", body)
    assert (held.status, held.code) == (409, "ticket_changed")
    assert [message["id"] for message in held.body["data"]["messages"]] == [newer.pk]
    assert held.body["data"]["messages"][0]["body_text"] == "I have told her already."
    assert not Message.objects.filter(author_user=shop.owner).exists()

    assert desk.owner.post(f"tickets/{ticket.pk}/replies", {**body, "force": True}).status == 201


def test_a_note_stays_among_colleagues(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    note = desk.owner.post(f"tickets/{ticket.pk}/notes", {"body_html": "<p>She is a regular.</p>"})
    assert (note.status, note.body["visibility"], note.body["delivery"]) == (201, "internal", None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"to": []}, "to"),
        ({"to": [{"handle": "not an address"}]}, "to"),
        ({"to": [{"handle": "a@b.example\r\nBcc: c@d.example"}]}, "to"),
        ({"to": [{"handle": "a@b.example", "nmae": "x"}]}, "to.0.nmae"),
        ({"to": "ada@customer.example"}, "to"),
        ({"body_html": "   "}, "body_html"),
        ({"body_html": "a\u0000b"}, "body_html"),
        ({"visibility": "internal"}, "visibility"),
        ({"visibility": "public"}, "visibility"),
        ({"attachment_ids": [10**12]}, "attachment_ids"),
        ({"attachment_ids": ["1"]}, "attachment_ids"),
        ({"status_after": "resolved"}, "status_after"),
        ({"auto_bcc": "spy@elsewhere.example"}, "auto_bcc"),
        ({"last_seen_message_id": -1}, "last_seen_message_id"),
    ],
)
def test_a_refused_answer_names_what_is_refused(shop: Office, desk: Desk, body: dict[str, object], field: str) -> None:
    ticket = office.ticket(shop.channel)
    good = {"body_html": "<p>Hello</p>", "to": TO, "last_seen_message_id": ticket.last_message_id}
    answer = desk.owner.post(f"tickets/{ticket.pk}/replies", {**good, **body})
    assert (answer.status, list(answer.fields)) == (400, [field])
    assert not Delivery.objects.exists()


def test_reply_options_say_to_whom_and_as_whom(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    options = desk.owner.get(f"tickets/{ticket.pk}/reply-options").body
    assert [entry["handle"] for entry in options["to"]] == ["ada@customer.example"]
    assert (options["from_name"], options["from_address"]) == ("Shop", "support@shop.example")
    assert options["visibility"] == ["private"]
    assert options["limits"]["recipients"]["max"] == 50


def test_my_mark_goes_where_i_put_it_back_to_unread_too_and_only_on_its_ticket(shop: Office, desk: Desk) -> None:
    message = office.receive(shop.channel)
    later = office.answer(message.ticket, shop.mate)
    path = f"tickets/{message.ticket_id}/read"
    for pk in (message.pk, later.pk, 0):
        assert desk.owner.post(path, {"message_id": pk}).status == 204
        assert desk.owner.get("tickets").body["read"] == {str(message.ticket_id): pk}
    elsewhere = office.receive(shop.channel, office.mail(sender="bo@customer.example"))
    assert desk.owner.post(path, {"message_id": elsewhere.pk}).status == 404


def test_a_reply_taken_back_is_my_draft_again_with_its_files(shop: Office, desk: Desk) -> None:
    Organisation.objects.update(undo_seconds=5)
    ticket = office.ticket(shop.channel)
    upload = desk.owner.upload(ticket.pk, SimpleUploadedFile("plan.txt", b"text")).body
    body = {"body_html": "<p>Hello</p>", "to": TO, "attachment_ids": [upload["id"]]}
    sent = desk.owner.post(f"tickets/{ticket.pk}/replies", {**body, "last_seen_message_id": ticket.last_message_id})
    assert [file["id"] for file in sent.body["attachments"]] == [upload["id"]]

    undone = desk.owner.post(f"deliveries/{sent.body['delivery']['id']}/undo")
    assert undone.body["delivery"]["state"] == "cancelled"
    assert undone.body["deleted_at"]
    draft = desk.owner.get(f"tickets/{ticket.pk}/draft").body
    assert draft["body"] == "<p>Hello</p>"
    assert [file["id"] for file in draft["attachments"]] == [upload["id"]]

    too_late = desk.owner.post(f"deliveries/{sent.body['delivery']['id']}/undo")
    assert (too_late.status, too_late.code) == (409, "too_late")


def test_failed_and_unknown_deliveries_are_decided_by_a_person(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    failed, unknown = (office.answer(ticket, shop.owner, text).delivery for text in ("One", "Two"))
    Delivery.objects.filter(pk=failed.pk).update(state="failed")
    Delivery.objects.filter(pk=unknown.pk).update(state="unknown")
    assert desk.mate.post(f"deliveries/{failed.pk}/decide", {"outcome": "sent"}).code == "not_unknown"
    assert desk.mate.post(f"deliveries/{failed.pk}/retry").body["delivery"]["state"] == "queued"
    assert desk.mate.post(f"deliveries/{unknown.pk}/decide", {"outcome": "lost"}).fields.keys() == {"outcome"}
    decided = desk.mate.post(f"deliveries/{unknown.pk}/decide", {"outcome": "sent"}).body["delivery"]
    assert decided["state"] == "sent"
    assert decided["attempts"][-1]["outcome"] == "marked_sent"


def test_a_draft_that_was_written_elsewhere_is_not_written_over_unseen(shop: Office, desk: Desk) -> None:
    path = f"tickets/{office.ticket(shop.channel).pk}/draft"
    first = desk.owner.put(path, {"kind": "reply", "body": "<p>Here</p>"}).body
    second = desk.owner.put(path, {"kind": "reply", "body": "<p>There</p>", "over": first["updated_at"]}).body
    late = desk.owner.put(path, {"kind": "reply", "body": "<p>Here again</p>", "over": first["updated_at"]})
    assert (late.status, late.code, late.body["data"]["draft"]) == (409, "draft_changed", second)
    assert desk.owner.get(path).body["body"] == "<p>There</p>"
    chosen = {"kind": "reply", "body": "<p>Here again</p>", "over": second["updated_at"]}
    assert desk.owner.put(path, chosen).body["body"] == "<p>Here again</p>"


def test_a_draft_is_mine_alone_and_follows_me(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    path = f"tickets/{ticket.pk}/draft"
    assert desk.owner.get(path).body["updated_at"] is None
    upload = desk.owner.upload(ticket.pk, SimpleUploadedFile("a.txt", b"a")).body
    kept = {
        "kind": "reply",
        "body": "<p>Dear  Ada</p>\n",
        "recipients": {"to": TO},
        "attachment_ids": [upload["id"]],
    }
    assert desk.owner.put(path, kept).status == 200
    found = desk.owner.get(path).body
    assert (found["body"], found["attachment_ids"]) == (kept["body"], [upload["id"]])
    assert found["recipients"]["to"][0]["handle"] == "ada@customer.example"
    assert desk.mate.get(path).body["body"] == ""
    assert desk.mate.put(path, kept).status == 404, "an upload of somebody else"

    assert desk.owner.delete(path).status == 204
    assert desk.owner.get(path).body["body"] == ""
    assert not Draft.objects.exists()
    assert not Event.objects.filter(kind__startswith="draft").exists()


def test_nothing_can_be_said_on_a_merged_ticket(shop: Office, desk: Desk) -> None:
    source, target = office.ticket(shop.channel), office.ticket(shop.channel)
    desk.owner.post(f"tickets/{source.pk}/merge", {"into_id": target.pk})
    answer = desk.owner.post(f"tickets/{source.pk}/notes", {"body_html": "<p>Hello?</p>"})
    assert (answer.status, answer.code) == (409, "merged")
    assert Ticket.objects.get(pk=source.pk).merged_into_id == target.pk
