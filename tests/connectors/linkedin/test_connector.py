"""Being called, looking, answering and moderating over real sockets, to the shapes on LinkedIn's pages.

Nobody else's server or schema of LinkedIn can be had: what these tests show is that we do what we read there.
"""

from __future__ import annotations

import datetime as dt
import time
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from connectors import tasks, views
from connectors.errors import (
    Ambiguous,
    AuthRevoked,
    ConnectorError,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RateLimited,
    Unsupported,
)
from connectors.linkedin.connector import connector
from inbox.envelope import ActionKind, Address, OutboundAction, OutboundMessage, OutboundPart, SendResult
from inbox.models import Channel, Message, RawInbound
from tests import office
from tests.connectors.linkedin import notifications
from tests.connectors.linkedin.notifications import ADA, OTHER_PAGE, PAGE, POST, call, comment, urn
from tests.office import Office
from tests.servers.answers import Answers, Reply
from tests.servers.fixtures import peer

__all__ = ["peer"]
PULL = "/rest/organizationalEntityNotifications"
COMMENTS = (
    "/rest/socialActions/urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A7094637247890620418%2C7094977717598620001%29"
    "/comments"
)
COMMENT = "/rest/socialActions/urn%3Ali%3Aactivity%3A7094637247890620418/comments/7094977717598620001"
SETTINGS = {"client_id": "ci", "app_id": "", "poll_minutes": 10, "api_version": "202606"}


def page_channel(shop: Office, address: str = PAGE) -> Channel:
    secrets = {"client_secret": notifications.SECRET, "access_token": "a0"}
    made = office.channel(address, shop.support, kind="linkedin", credentials=secrets, settings=dict(SETTINGS))
    made.capabilities = connector.capabilities({}, {})
    made.save(update_fields=("capabilities",))
    return made


@pytest.fixture
def channel(shop: Office) -> Channel:
    return page_channel(shop)


@pytest.fixture
def linkedin(peer: Answers, monkeypatch: pytest.MonkeyPatch) -> Answers:
    monkeypatch.setattr(connector, "api", peer.url)
    monkeypatch.setattr(connector, "accounts", peer.url)
    return peer


def ring(channel: Channel, body: bytes, signature: str | None = None) -> int:
    headers = {"X-LI-Signature": notifications.signature(body) if signature is None else signature}
    where = views.url(channel).removeprefix("http://testserver")
    return Client().post(where, body, content_type="application/json", headers=headers).status_code


def test_the_challenge_is_answered_with_both_codes(channel: Channel) -> None:
    where = views.url(channel).removeprefix("http://testserver")
    answer = Client().get(where, {"challengeCode": "890e4665-4dfe-4ab1-b689-ed553bceeed0"})
    # Computed with openssl dgst -sha256 -hmac, which is not our code.
    assert answer.json() == {
        "challengeCode": "890e4665-4dfe-4ab1-b689-ed553bceeed0",
        "challengeResponse": "c966b593bf033ed554be969d894f7d113d631a35dff889c7c9e4a989e50ae98a",
    }
    assert Client().get(where).status_code == 400


def test_only_the_documented_signature_counts(channel: Channel) -> None:
    body = call(comment(1, "hi"))
    good = notifications.signature(body)
    assert ring(channel, body, good) == 200
    assert ring(channel, body, f"hmacsha256={good}") == 200
    for bad in ("", good[:-1], notifications.signature(b""), notifications.signature(body, "other")):
        assert ring(channel, body, bad) == 403


def test_one_address_serves_all_pages_of_an_app(channel: Channel, shop: Office) -> None:
    other = page_channel(shop, OTHER_PAGE)
    theirs = comment(2, "theirs") | {"organizationalEntity": OTHER_PAGE}
    assert ring(channel, call(comment(1, "ours"), theirs)) == 200
    tasks.process_raws()
    said = {(row.channel_id, row.body_text) for row in Message.objects.all()}
    assert said == {(channel.pk, "ours"), (other.pk, "theirs")}


def test_what_got_lost_is_fetched_and_what_came_by_webhook_stays_one(channel: Channel, linkedin: Answers) -> None:
    assert ring(channel, call(comment(1, "one"))) == 200
    linkedin.on("GET", PULL, Reply(json={"elements": [comment(2, "two"), comment(1, "one")], "paging": {}}))
    assert connector.poll(channel) == 2
    assert connector.poll(channel) == 0
    tasks.process_raws()
    assert sorted(Message.objects.values_list("body_text", flat=True)) == ["one", "two"]
    asked = linkedin.asked[0]
    assert asked.headers["linkedin-version"] == "202606"
    assert asked.headers["x-restli-protocol-version"] == "2.0.0"
    assert asked.headers["authorization"] == "Bearer a0"
    assert asked.query["actions"].startswith("List(COMMENT,")
    assert asked.query["organizationalEntity"] == PAGE
    assert asked.query["timeRange"].startswith("(start:")
    assert connector.pace(channel) == dt.timedelta(minutes=10)


def part(*, surface: str = "comment", conversation: str = "") -> OutboundPart:
    message = OutboundMessage(
        message_id=1,
        ticket_id=1,
        ticket_ref="1",
        reply_token="r",
        idempotency_key="123e4567-e89b-12d3-a456-426614174000",
        subject="",
        body_text="Sorry! 👩‍👩‍👧",
        body_html="",
        sender_name="",
        to=(),
        surface=surface,
        conversation=conversation or urn(1),
        parent_id=urn(2),
    )
    return OutboundPart(number=0, message=message, idempotency_key=message.idempotency_key, text="Sorry! 👩‍👩‍👧")


def send(channel: Channel, made: OutboundPart | None = None) -> SendResult:
    with connector.sending(channel) as leave:
        return leave(made or part())


def test_a_reply_hangs_under_the_first_comment_of_its_thread(channel: Channel, linkedin: Answers) -> None:
    linkedin.on("POST", COMMENTS, Reply(status=201, headers={"x-restli-id": "7094977717598620009"}))
    assert send(channel).external_id == urn(9)
    (asked,) = linkedin.asked
    assert asked.json == {
        "actor": PAGE,
        "object": POST,
        "message": {"text": "Sorry! 👩‍👩‍👧"},
        "parentComment": urn(1),
    }
    share = "urn:li:share:7004"
    linkedin.on(
        "POST", f"/rest/socialActions/{share.replace(':', '%3A')}/comments", Reply(status=201, json={"id": "9"})
    )
    assert send(channel, part(surface="mention", conversation=share)).external_id == f"urn:li:comment:({share},9)"
    assert linkedin.asked[1].json == {"actor": PAGE, "object": share, "message": {"text": "Sorry! 👩‍👩‍👧"}}


def test_a_reply_whose_answer_got_lost_is_looked_up(channel: Channel, linkedin: Answers) -> None:
    linkedin.on("POST", COMMENTS, Reply(hang_up=True))
    with pytest.raises(Ambiguous):
        send(channel)
    theirs = {"id": "7094977717598620007", "actor": ADA, "message": {"text": "Sorry! 👩‍👩‍👧"}}
    ours = theirs | {"id": "7094977717598620008", "actor": PAGE}
    linkedin.on("GET", COMMENTS, Reply(json={"elements": [theirs]}), Reply(json={"elements": [theirs, ours]}))
    with pytest.raises(Ambiguous):
        connector.reconcile(channel, part())
    found = connector.reconcile(channel, part())
    assert found is not None
    assert found.external_id == urn(8)


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        (401, {"code": "EXPIRED_ACCESS_TOKEN", "message": "The token used in the request has expired"}, AuthRevoked),
        (403, {"code": "ACCESS_DENIED", "message": "Not enough permissions to access"}, PermissionMissing),
        (404, {"code": "NOT_FOUND", "message": "Comment not found"}, NotFound),
        (
            426,
            {"code": "NONEXISTENT_VERSION", "message": "Requested version is not active"},
            PermissionMissing,
        ),
        (422, {"message": "text length"}, InvalidContent),
        (429, {"message": "Resource level throttle APPLICATION DAY limit for calls is reached."}, RateLimited),
    ],
)
def test_refusals_are_told_apart(
    channel: Channel, linkedin: Answers, status: int, said: dict[str, str], expected: type[ConnectorError]
) -> None:
    linkedin.on("POST", COMMENTS, Reply(status=status, json=said))
    with pytest.raises(expected):
        send(channel)


def test_a_token_that_ended_is_renewed_where_linkedin_gave_the_means(channel: Channel, linkedin: Answers) -> None:
    channel.credentials = {**channel.credentials, "refresh_token": "r0"}
    channel.save(update_fields=("credentials",))
    answer = {"access_token": "a1", "expires_in": 5184000, "refresh_token": "r0", "refresh_token_expires_in": 525600}
    linkedin.on("POST", "/oauth/v2/accessToken", Reply(json=answer))
    linkedin.on("POST", COMMENTS, Reply(status=201, headers={"x-restli-id": "7094977717598620009"}))
    send(channel)
    assert linkedin.to("POST", "/oauth/v2/accessToken")[0].form == {
        "grant_type": "refresh_token",
        "refresh_token": "r0",
        "client_id": "ci",
        "client_secret": notifications.SECRET,
    }
    assert linkedin.asked[-1].headers["authorization"] == "Bearer a1"


def act(channel: Channel, kind: ActionKind, *, own: bool = False, text: str = "") -> None:
    action = OutboundAction(kind=kind, surface="comment", conversation=urn(1), external_id=urn(1), own=own, text=text)
    connector.act(channel, action)


def test_editing_deleting_and_liking(channel: Channel, linkedin: Answers) -> None:
    linkedin.on("POST", COMMENT, Reply(status=204))
    linkedin.on("DELETE", COMMENT, Reply(status=204))
    linkedin.on("POST", "/rest/reactions", Reply(status=201))
    act(channel, ActionKind.EDIT, own=True, text="Better")
    act(channel, ActionKind.DELETE)
    act(channel, ActionKind.LIKE)
    edited, deleted, liked = linkedin.asked
    assert edited.json == {"patch": {"message": {"$set": {"text": "Better"}}}}
    assert edited.headers["x-restli-method"] == "PARTIAL_UPDATE"
    assert edited.query == deleted.query == liked.query == {"actor": PAGE}
    assert liked.json == {"root": urn(1), "reactionType": "LIKE"}
    with pytest.raises(NotFound):
        act(channel, ActionKind.UNLIKE)
    assert unquote(linkedin.asked[-1].path) == f"/rest/reactions/(actor:{PAGE},entity:{urn(1)})"
    with pytest.raises(Unsupported):
        act(channel, ActionKind.HIDE)


def test_people_and_pages_have_names_where_linkedin_tells_them(channel: Channel, linkedin: Answers) -> None:
    person = {"localizedFirstName": "Ada", "localizedLastName": "Lovelace", "vanityName": "ada"}
    linkedin.on("GET", "/rest/people/(id:zLqTygBP8S)", Reply(json=person), Reply(status=403, json={"message": "no"}))
    linkedin.on("GET", "/rest/organizations/11", Reply(json={"localizedName": "Acme", "vanityName": "acme"}))
    ada = connector.profile(channel, Address(network="linkedin", handle=ADA))
    assert (ada.name, ada.url) == ("Ada Lovelace", "https://www.linkedin.com/in/ada/")
    assert connector.profile(channel, Address(network="linkedin", handle=OTHER_PAGE)).name == "Acme"
    with pytest.raises(PermissionMissing):
        connector.profile(channel, Address(network="linkedin", handle=ADA))
    with pytest.raises(NotFound):
        connector.profile(channel, Address(network="linkedin", handle=f"unknown:{urn(1)}"))


def test_health_says_how_long_the_token_lasts_and_whether_linkedin_still_calls(
    channel: Channel, linkedin: Answers
) -> None:
    channel.settings = {**channel.settings, "app_id": "77"}
    key = (
        "/rest/eventSubscriptions/(developerApplication:urn%3Ali%3AdeveloperApplication%3A77,"
        "user:urn%3Ali%3Aperson%3Aadmin00001,entity:urn%3Ali%3Aorganization%3A96072893,"
        "eventType:ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS)"
    )
    url = f"https://help.example/hooks/linkedin/{channel.hook_key}"
    linkedin.on("GET", "/rest/organizations/96072893", Reply(json={"localizedName": "Example Shop"}))
    linkedin.on("GET", "/rest/me", Reply(json={"id": "admin00001"}))
    linkedin.on("PUT", key, Reply(status=200))
    linkedin.on("GET", key, Reply(json={"webhook": url}), Reply(status=404, json={}))
    linkedin.on(
        "POST", "/oauth/v2/introspectToken", Reply(json={"active": True, "expires_at": int(time.time()) + 864000})
    )
    connector.subscribe(channel, url)
    assert linkedin.to("PUT", key)[0].json == {"webhook": url}
    report = connector.health(channel)
    assert report.subscribed
    assert report.token_expires_at is not None
    assert report.token_expires_at - timezone.now() > dt.timedelta(days=9)
    assert not connector.health(channel).subscribed
    assert [check.ok for check in connector.validate(channel)] == [True, True]
    assert linkedin.to("POST", "/oauth/v2/introspectToken")[0].form["token"] == "a0"


def test_repeated_calls_are_one_call(channel: Channel) -> None:
    body = call(comment(1, "hi"))
    assert ring(channel, body) == ring(channel, body) == 200
    assert RawInbound.objects.count() == 1
