from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import Settings

from connectors import acting, outgoing, registry, tasks
from connectors.errors import NotFound, Unsupported
from connectors.widget import by_mail
from connectors.widget.connector import connector
from connectors.widget.models import Line, Visitor
from inbox import actions, attachments, replies
from inbox.envelope import ActionKind, OutboundAction
from inbox.models import Attachment, Delivery, Message, Ticket
from tests import office
from tests.connectors.widget.conftest import Panel
from tests.office import Office


@pytest.fixture
def asked(panel: Panel) -> Ticket:
    """Somebody asked something in the chat."""
    panel.begin(name="Ada", email="ada@customer.example", page="https://shop.example/kettles?session=secret")
    panel.say("My kettle leaks.")
    return panel.ticket


def answer(ticket: Ticket, shop: Office, text: str = "We are on it.") -> Message:
    """Through the delivery machinery, as far as the visitor's stream."""
    message = office.answer(ticket, shop.owner, text)
    outgoing.deliver(ticket.channel_id)
    message.refresh_from_db()
    return message


def state(message: Message) -> str:
    return Delivery.objects.get(message=message).state


def test_an_answer_stands_in_the_chat_as_text_under_the_name_that_visitors_see(
    panel: Panel, asked: Ticket, shop: Office
) -> None:
    message = answer(asked, shop, "Try <b>this</b>: https://shop.example/lid")
    line = panel.lines()[-1]
    assert (line["own"], line["author"], line["text"]) == (False, "Owner", "Try this: https://shop.example/lid")
    assert state(message) == "sent"
    assert message.external_id == Line.objects.latest("id").external_id
    panel.channel.settings |= {"agents": "brand"}
    panel.channel.save()
    answer(asked, shop)
    assert panel.lines()[-1]["author"] == "Northwind"


def test_an_attempt_that_died_after_the_line_stood_there_makes_no_second_one(
    panel: Panel, asked: Ticket, shop: Office
) -> None:
    message = answer(asked, shop)
    Delivery.objects.filter(message=message).update(state="queued", next_attempt_at=timezone.now())
    outgoing.deliver(asked.channel_id)
    assert state(message) == "sent"
    assert [line["text"] for line in panel.lines()] == ["My kettle leaks.", "We are on it."]


def test_what_can_still_be_undone_and_what_is_internal_is_never_in_the_chat(
    panel: Panel, asked: Ticket, shop: Office
) -> None:
    replies.note(asked.pk, author=shop.owner, body_html="<p>A difficult customer.</p>")
    office.answer(asked, shop.owner, "Not sent yet.")
    assert [line["text"] for line in panel.lines()] == ["My kettle leaks."]


def test_delivered_and_read_come_from_the_panel_and_only_rise(panel: Panel, asked: Ticket, shop: Office) -> None:
    message = answer(asked, shop)
    seq = panel.lines()[-1]["seq"]
    panel.post("seen", {"delivered": seq, "read": 0})
    tasks.process_raws()
    assert state(message) == "delivered"
    panel.post("seen", {"delivered": seq, "read": 10_000})
    tasks.process_raws()
    assert state(message) == "read"
    assert panel.visitor.read_seq == seq
    panel.post("seen", {"delivered": 0, "read": -5})
    tasks.process_raws()
    assert (state(message), panel.visitor.read_seq) == ("read", seq)


def test_an_agents_edit_and_deletion_reach_the_visitor_once(panel: Panel, asked: Ticket, shop: Office) -> None:
    message = answer(asked, shop)
    known = panel.lines()[-1]["seq"]

    def act(kind: ActionKind, text: str = "", *, own: bool = True, external_id: str = "") -> None:
        connector.act(
            panel.channel,
            OutboundAction(
                kind=kind,
                surface="chat",
                conversation=str(panel.visitor.key),
                external_id=external_id or message.external_id or "",
                own=own,
                text=text,
            ),
        )

    act(ActionKind.EDIT, "We are on it today.")
    act(ActionKind.EDIT, "We are on it today.")
    (line,) = panel.lines(known)
    assert (line["text"], line["edited"], line["seq"]) == ("We are on it today.", True, known + 1)
    act(ActionKind.DELETE)
    act(ActionKind.EDIT, "Too late.")
    (line,) = panel.lines(line["seq"])
    assert (line["text"], line["files"], line["deleted"], line["seq"]) == ("", [], True, known + 2)
    assert not Line.objects.filter(text__contains="on it").exists()
    with pytest.raises(NotFound):
        act(ActionKind.DELETE, external_id="nothing")
    with pytest.raises(Unsupported):
        act(ActionKind.DELETE, own=False)


def test_what_an_agent_asks_for_in_the_console_is_done_in_the_chat(panel: Panel, asked: Ticket, shop: Office) -> None:
    message = answer(asked, shop)
    assert set(actions.possible(message)) == {"edit", "delete"}
    actions.request(message.pk, "edit", actor=shop.owner, text="We are on it today.")
    acting.act(asked.channel_id)
    assert panel.lines()[-1]["text"] == "We are on it today."
    actions.request(message.pk, "delete", actor=shop.owner)
    acting.act(asked.channel_id)
    assert panel.lines()[-1]["deleted"] is True
    message.refresh_from_db()
    assert message.deleted_at is not None
    theirs = Message.objects.get(direction="inbound")
    assert actions.possible(theirs) == []


def test_a_file_of_an_answer_opens_for_this_visitor_alone_and_not_as_a_page(
    panel: Panel, asked: Ticket, shop: Office
) -> None:
    page = attachments.upload(asked, shop.owner, "label.html", b"<script>alert(1)</script>")
    office.answer(asked, shop.owner, "Your label.", attachment_ids=[page.pk])
    outgoing.deliver(asked.channel_id)
    (file,) = panel.lines()[-1]["files"]
    url = f"/widget/{panel.channel.hook_key}/files/{file['token']}"
    mine = {"authorization": f"Bearer {panel.token}"}
    response = panel.client.get(url, headers=mine)
    assert response.content == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert "attachment" in response["Content-Disposition"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert panel.client.get(url).status_code == 401
    panel.begin(name="Eve")
    other = Visitor.objects.latest("id")
    panel.token = ""
    panel.begin(name="Eve")
    assert Visitor.objects.latest("id") != other
    assert panel.client.get(url, headers={"authorization": f"Bearer {panel.token}"}).status_code == 404
    unsent = attachments.upload(asked, shop.owner, "draft.png", b"\x89PNG\r\n\x1a\n")
    hidden = f"/widget/{panel.channel.hook_key}/files/{Attachment.objects.get(pk=unsent.pk).token}"
    assert panel.client.get(hidden, headers=mine).status_code == 404


def leave(panel: Panel, *, minutes: int = 10) -> None:
    """The visitor closed the page a while ago, and what was said then is as old."""
    before = timezone.now() - dt.timedelta(minutes=minutes)
    Visitor.objects.update(seen_at=before)
    Line.objects.update(at=before)


def test_who_has_left_is_mailed_once_and_only_our_words(panel: Panel, asked: Ticket, shop: Office) -> None:
    answer(asked, shop, "Here is your label.")
    by_mail.mail_unread(panel.channel)
    assert not Message.objects.filter(automated=True).exists(), "still here"
    leave(panel)
    assert [by_mail.mail_unread(panel.channel) for _ in range(2)] == [1, 0]
    notice = Message.objects.get(automated=True)
    assert notice.recipients["to"] == [{"network": "email", "handle": "ada@customer.example", "name": ""}]
    assert "Here is your label." in notice.body_text
    assert "leaks" not in notice.body_text
    assert "https://shop.example/kettles" in notice.body_text
    assert "secret" not in notice.body_text
    answer(asked, shop, "And the invoice.")
    leave(panel)
    assert by_mail.mail_unread(panel.channel) == 1
    assert "label" not in Message.objects.filter(automated=True).latest("id").body_text


@pytest.mark.parametrize("why", ["read", "no address", "switched off", "too early"])
def test_nobody_is_mailed_without_need(panel: Panel, asked: Ticket, shop: Office, why: str) -> None:
    answer(asked, shop)
    leave(panel, minutes=10)
    match why:
        case "read":
            panel.post("seen", {"delivered": 99, "read": 99})
            leave(panel)
        case "no address":
            Visitor.objects.update(email="")
        case "switched off":
            panel.channel.settings |= {"mail": False}
        case "too early":
            panel.channel.settings |= {"mail_after": 30}
    panel.channel.save()
    assert by_mail.mail_unread(panel.channel) == 0


def test_a_mail_server_that_is_down_holds_up_no_chat(
    panel: Panel, asked: Ticket, shop: Office, settings: Settings
) -> None:
    settings.SMTP_URL = "smtp://127.0.0.1:9"  # nobody listens there
    answer(asked, shop, "Here is your label.")
    leave(panel)
    by_mail.mail_unread(panel.channel)
    assert state(answer(asked, shop, "And the invoice.")) == "sent"
    notice = Delivery.objects.get(message__automated=True)
    assert (notice.state, notice.error_code[:5]) == ("queued", "mail_")


def test_an_answer_without_a_chat_is_refused_in_words(panel: Panel, asked: Ticket, shop: Office) -> None:
    message = office.answer(asked, shop.owner, "Where to?")
    Message.objects.filter(pk=message.pk).update(surface="", thread=None)
    outgoing.deliver(asked.channel_id)
    delivery = Delivery.objects.get(message=message)
    assert (delivery.state, delivery.error_code) == ("failed", "unsupported")


def test_the_registry_knows_the_chat() -> None:
    assert registry.get("widget") is connector
