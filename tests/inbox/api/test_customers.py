"""What the customer panel asks of the API."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from inbox import custom, profiles, replies
from inbox.models import Contact, Survey, SurveyAnswer
from tests import office
from tests.inbox.api.conftest import Desk
from tests.office import Office


def test_the_list_is_narrowed_by_what_is_known_of_people(shop: Office, desk: Desk) -> None:
    custom.create(actor=shop.admin, target="contact", key="seats", label="Seats", kind="number")
    ada = office.ticket(shop.channel).contact
    office.ticket(shop.channel, office.mail(sender="bo@customer.example"))
    profiles.describe(ada.pk, actor=shop.owner, vip=True, labels=["press"], custom={"seats": 7})
    for query in ("vip=true", "label=press", "custom=seats=7", "q=ada&network=email"):
        assert [row["id"] for row in desk.owner.get(f"contacts?{query}").body["results"]] == [ada.pk], query
    for query in ("label=pres", "network=pigeon", "custom=seats=8", "vip=false&q=ada"):
        assert desk.owner.get(f"contacts?{query}").body["results"] == [], query
    assert list(desk.owner.get("contacts?custom=nonsense").fields) == ["custom"]


def test_a_change_that_crossed_another_comes_back_with_both(shop: Office, desk: Desk) -> None:
    ada = office.ticket(shop.channel).contact
    path = f"contacts/{ada.pk}"
    assert desk.mate.patch(path, {"notes": "Likes tea", "was": {"notes": ""}}).status == 200
    crossed = desk.owner.patch(path, {"notes": "Likes coffee", "was": {"notes": ""}})
    assert (crossed.status, crossed.code) == (409, "contact_changed")
    assert (crossed.body["data"]["now"], crossed.body["data"]["by"]) == ({"notes": "Likes tea"}, "Mate")
    assert list(desk.owner.patch(path, {"zone": "Mars/Base"}).fields) == ["zone"]


def test_somebody_is_entered_by_hand_and_found_by_colleagues(shop: Office, desk: Desk) -> None:
    body = {"name": "Cleo", "identities": [{"network": "email", "handle": "cleo@customer.example"}]}
    made = desk.owner.post("contacts", body)
    assert (made.status, made.body["identities"][0]["verified"], made.body["tickets"]) == (201, False, [])
    assert [row["name"] for row in desk.outsider.get("contacts?q=cleo").body["results"]] == ["Cleo"]
    again = desk.owner.post("contacts", body)
    assert (again.status, again.body["data"]) == (409, {"contact_id": made.body["id"]})
    assert Contact.objects.count() == 1


def test_a_hidden_holder_of_a_handle_is_not_named(shop: Office, desk: Desk) -> None:
    ada = office.ticket(shop.channel).contact
    office.ticket(shop.billing_channel, office.mail(sender="bo@customer.example"))
    body = {"network": "email", "handle": "bo@customer.example"}
    refused = desk.owner.post(f"contacts/{ada.pk}/identities", body)
    assert (refused.status, refused.code, refused.body["data"]) == (409, "handle_taken", {})
    assert desk.supervisor.post(f"contacts/{ada.pk}/identities", body).body["data"] != {}


def test_history_says_how_it_was_on_what_one_sees(shop: Office, desk: Desk) -> None:
    first, second = office.ticket(shop.channel), office.ticket(shop.channel)
    office.ticket(shop.billing_channel)
    now = timezone.now()
    survey = Survey.objects.create(name="Usual", question="How was it?")
    times = {"asked_at": now, "expires_at": now, "answered_at": now}
    SurveyAnswer.objects.create(survey=survey, ticket=first, contact=first.contact, score=5, comment="Fine", **times)
    shown = desk.owner.get(f"contacts/{first.contact_id}/history?limit=1").body
    assert [row["ticket"]["id"] for row in shown["results"]] == [second.pk]
    assert (shown["total"], shown["satisfaction"]) == (2, {"asked": 1, "answered": 1, "good": 1})
    rest = desk.owner.get(f"contacts/{first.contact_id}/history?limit=1&cursor={shown['next']}").body
    assert rest["results"][0]["answer"]["comment"] == "Fine"
    assert desk.supervisor.get(f"contacts/{first.contact_id}/history").body["total"] == 3


def test_a_merge_shows_first_what_it_would_do_and_can_be_taken_back(shop: Office, desk: Desk) -> None:
    source = office.ticket(shop.channel, office.mail(sender="ada@work.example")).contact
    into = office.ticket(shop.channel).contact
    profiles.describe(source.pk, actor=shop.owner, name="Ada L.", language="de", labels=["press"])
    shown = desk.owner.get(f"contacts/{into.pk}/merge/{source.pk}").body
    by_name = {field["name"]: field for field in shown["fields"]}
    assert (by_name["name"]["result"], by_name["name"]["choice"]) == ("Ada", True)
    assert (by_name["language"]["result"], by_name["language"]["choice"]) == ("de", False)
    assert (by_name["labels"]["result"], shown["tickets"]) == (["press"], 1)
    assert Contact.objects.get(pk=source.pk).merged_into is None, "nothing was done"

    done = desk.owner.post(f"contacts/{into.pk}/merge", {"source_id": source.pk, "choose": {"name": "source"}})
    assert (done.body["name"], len(done.body["identities"])) == ("Ada L.", 2)
    (merge,) = desk.owner.get(f"contacts/{into.pk}/merged").body["results"]
    assert (merge["source_id"], merge["by"], merge["tickets"]) == (source.pk, "Owner", 1)
    back = desk.owner.post(f"contacts/{into.pk}/unmerge", {"source_id": source.pk})
    assert (back.body["id"], back.body["name"]) == (source.pk, "Ada L.")
    assert desk.owner.get(f"contacts/{into.pk}").body["name"] == "Ada"


def test_suggestions_go_once_they_are_said_to_be_two(shop: Office, desk: Desk) -> None:
    ada = office.ticket(shop.channel, office.mail(sender="ada@kettles.example")).contact
    other = office.ticket(shop.channel, office.mail("Other", sender="al@kettles.example")).contact
    Contact.objects.update(name="Ada Lovelace")
    (found,) = desk.owner.get(f"contacts/{ada.pk}/suggestions").body["results"]
    assert (found["contact"]["id"], found["strength"]) == (other.pk, "likely")
    assert desk.owner.post(f"contacts/{ada.pk}/apart", {"other_id": other.pk}).status == 204
    assert desk.owner.get(f"contacts/{other.pk}/suggestions").body["results"] == []
    assert desk.owner.delete(f"contacts/{ada.pk}/apart/{other.pk}").status == 204
    assert len(desk.owner.get(f"contacts/{ada.pk}/suggestions").body["results"]) == 1


def test_writing_first_is_done_once_however_often_it_is_sent(shop: Office, desk: Desk) -> None:
    made = desk.owner.post(
        "contacts", {"name": "Cleo", "identities": [{"network": "email", "handle": "cleo@customer.example"}]}
    ).body
    (way,) = desk.owner.get(f"contacts/{made['id']}/reach").body["results"]
    assert (way["possible"], way["channel"]["id"], way["ticket"]) == (True, shop.channel.pk, None)
    body = {
        "channel_id": shop.channel.pk,
        "identity_id": made["identities"][0]["id"],
        "subject": "Your kettle",
        "body_html": "<p>It is ready.</p>",
    }
    answers = [desk.owner.post(f"contacts/{made['id']}/conversations", body, Idempotency_Key="one") for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].body["id"] == answers[1].body["id"]
    assert desk.outsider.post(f"contacts/{made['id']}/conversations", body).status == 404


@pytest.mark.parametrize("kind", ["json", "html"])
def test_what_is_held_is_given_out_whole_and_nothing_in_it_runs(shop: Office, desk: Desk, kind: str) -> None:
    ticket = office.ticket(shop.channel, office.mail("<script>alert(1)</script>"))
    office.ticket(shop.billing_channel, office.mail("Of money"))
    replies.note(ticket.pk, author=shop.owner, body_html="<p>Among ourselves</p>")
    mine = desk.owner.get(f"contacts/{ticket.contact_id}/export?kind={kind}")
    text = mine.content.decode()
    assert mine.headers["Content-Disposition"] == f'attachment; filename="customer-{ticket.contact_id}.{kind}"'
    assert "Among ourselves" in text
    assert "Of money" not in text
    assert "Of money" in desk.supervisor.get(f"contacts/{ticket.contact_id}/export?kind={kind}").content.decode()
    if kind == "html":
        assert "<script" not in text
        assert "may not see is not in it" in text
    else:
        held = json.loads(text)
        assert held["profile"]["handles"][0]["handle"] == "ada@customer.example"
        assert next(said["text"] for said in held["tickets"][0]["messages"]) == "<script>alert(1)</script>"
        assert held["complete"] is False


def test_panels_beside_a_ticket_know_whom_it_is_about_and_hidden_ones_stay_hidden(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    template = "https://crm.example/{{ contact.email }}"
    made = desk.admin.post("panels", {"name": "CRM", "kind": "frame", "url_template": template}).body
    (beside,) = desk.owner.get(f"tickets/{ticket.pk}/panels").body["results"]
    assert (beside["url"], beside["origin"]) == ("https://crm.example/ada%40customer.example", "https://crm.example")
    assert made["secret"] not in json.dumps(desk.admin.get("panels").body)
    token = desk.owner.get(f"tickets/{ticket.pk}/panels/{made['panel']['id']}/context").body["token"]
    assert token.count(".") == 2
    desk.admin.patch(f"panels/{made['panel']['id']}", {"active": False})
    assert desk.owner.get(f"tickets/{ticket.pk}/panels").body["results"] == []
    assert desk.owner.get(f"tickets/{ticket.pk}/panels/{made['panel']['id']}/context").status == 404
    assert len(desk.admin.get("panels").body["results"]) == 1
