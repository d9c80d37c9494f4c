"""Channels over REST: only admins set them up, secrets go in and never come out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from connectors import registry
from inbox import ingest
from inbox.models import Channel, Event, RawInbound, User
from tests import office
from tests.office import Office
from tests.servers import dovecot as dovecot_server
from tests.servers.channels import mail_settings
from tests.servers.dovecot import Dovecot

CANARY = "canary-9d1f-secret"
PIPE = {"receive": "pipe", "send": "default"}


def client(user: User) -> APIClient:
    signed_in = APIClient()
    signed_in.force_authenticate(user)
    return signed_in


def post(user: User, path: str, **body: Any) -> Any:
    return client(user).post(f"/api/v1/{path}", body, format="json")


def new_channel(shop: Office, **more: Any) -> dict[str, Any]:
    return {
        "kind": "email",
        "name": "Help",
        "address": "Help@Shop.Example",
        "team_id": shop.support.pk,
        "settings": PIPE,
        "credentials": {"imap_password": CANARY},
    } | more


def test_an_admin_connects_a_channel_and_its_secret_is_never_shown_again(shop: Office) -> None:
    answer = post(shop.admin, "channels", **new_channel(shop))
    assert answer.status_code == 201, answer.data
    channel = Channel.objects.get(pk=answer.data["id"])
    assert (channel.address, channel.credentials) == ("help@shop.example", {"imap_password": CANARY})
    assert channel.capabilities["delivery_class"] == "unsafe"
    assert answer.data["team_ids"] == [shop.support.pk]
    assert answer.data["secrets"] == ["imap_password"]
    seen = [
        answer,
        client(shop.admin).get("/api/v1/channels"),
        client(shop.admin).get(f"/api/v1/channels/{channel.pk}"),
    ]
    assert all(CANARY not in json.dumps(response.json()) for response in seen)
    event = Event.objects.filter(kind="channel.changed").latest("id")
    assert (event.actor, event.data["fields"]) == (shop.admin, ["created"])


def test_what_is_refused_is_named(shop: Office) -> None:
    bad = new_channel(
        shop, address="nobody", settings={"receive": "fax", "imap_port": "993", "speed": 1}, credentials={"pin": "1"}
    )
    fields = post(shop.admin, "channels", **bad).data["fields"]
    assert set(fields) == {"settings.receive", "settings.imap_port", "settings.speed", "credentials.pin"} | (
        fields.keys() & {"settings.smtp_host"}
    )
    assert post(shop.admin, "channels", **new_channel(shop, colour="red")).data["fields"] == {
        "colour": "Unknown field."
    }
    assert "address" in post(shop.admin, "channels", **new_channel(shop, address="nobody")).data["fields"]
    assert post(shop.admin, "channels", **new_channel(shop, kind="fax")).data["code"] == "unknown_kind"
    assert post(shop.admin, "channels", **new_channel(shop, team_id=999)).data["fields"] == {"team_id": "No team 999."}
    taken = post(shop.admin, "channels", **new_channel(shop, address=shop.channel.address))
    assert taken.data["fields"] == {"address": "Taken."}
    naked = PIPE | {"receive": "imap", "imap_host": "imap.example.org", "imap_security": "none"}
    assert "settings.imap_security" in post(shop.admin, "channels", **new_channel(shop, settings=naked)).data["fields"]


def test_a_change_keeps_the_secrets_that_are_not_sent_and_records_no_value(shop: Office) -> None:
    pk = post(shop.admin, "channels", **new_channel(shop)).data["id"]
    path = f"/api/v1/channels/{pk}"
    changed = client(shop.admin).patch(
        path,
        {"brand": "Shop", "settings": {"quote_history": True}, "credentials": {"smtp_password": "s"}},
        format="json",
    )
    assert changed.status_code == 200, changed.data
    assert Channel.objects.get(pk=pk).credentials == {"imap_password": CANARY, "smtp_password": "s"}
    assert Channel.objects.get(pk=pk).capabilities["quote_history"] is True
    removed = client(shop.admin).patch(path, {"credentials": {"smtp_password": ""}}, format="json")
    assert removed.data["secrets"] == ["imap_password"]
    fields = [event.data["fields"] for event in Event.objects.filter(kind="channel.changed").order_by("id")]
    assert fields == [["created"], ["brand", "credentials", "settings"], ["credentials"]]


def test_a_kept_secret_cannot_be_sent_to_another_server(shop: Office) -> None:
    settings = {"receive": "imap", "imap_host": "imap.example.org", "send": "default"}
    pk = post(shop.admin, "channels", **new_channel(shop, settings=settings)).data["id"]
    elsewhere = {"settings": {"imap_host": "imap.evil.example"}}
    refused = client(shop.admin).patch(f"/api/v1/channels/{pk}", elsewhere, format="json")
    assert refused.status_code == 400
    assert set(refused.data["fields"]) == {"credentials.imap_password"}
    tested = post(shop.admin, "channels/test", kind="email", address="help@shop.example", channel_id=pk, **elsewhere)
    assert set(tested.data["fields"]) == {"credentials.imap_password"}
    again = client(shop.admin).patch(
        f"/api/v1/channels/{pk}", elsewhere | {"credentials": {"imap_password": "new"}}, format="json"
    )
    assert again.status_code == 200


def test_a_channel_with_tickets_stays_and_an_unused_one_goes(shop: Office) -> None:
    pk = post(shop.admin, "channels", **new_channel(shop)).data["id"]
    assert client(shop.admin).delete(f"/api/v1/channels/{pk}").status_code == 204
    assert not Channel.objects.filter(pk=pk).exists()
    assert Event.objects.filter(data__channel_id=pk, actor=shop.admin).count() == 2
    office.ticket(shop.channel)
    used = client(shop.admin).delete(f"/api/v1/channels/{shop.channel.pk}")
    assert (used.status_code, used.data["code"]) == (409, "channel_in_use")


@pytest.mark.parametrize("role", ["owner", "supervisor"])
def test_only_admins_may_set_channels_up(shop: Office, role: str) -> None:
    user = getattr(shop, role)
    assert client(user).get("/api/v1/channels").status_code == 200
    assert post(user, "channels", **new_channel(shop)).status_code == 403
    assert post(user, "channels/test", kind="email", address="a@b.example").status_code == 403
    for path in ("channel-kinds", f"channels/{shop.channel.pk}", "quarantine", "quarantine/1/raw"):
        assert client(user).get(f"/api/v1/{path}").status_code == 403
    assert APIClient().get("/api/v1/channel-kinds").status_code in (401, 403)


def test_every_kind_has_a_schema_that_marks_its_secrets(shop: Office) -> None:
    rows = client(shop.admin).get("/api/v1/channel-kinds").data["results"]
    assert [row["kind"] for row in rows] == registry.kinds()
    properties = next(row for row in rows if row["kind"] == "email")["settings_schema"]["properties"]
    assert properties["imap_password"]["x-secret"] is True
    assert "default" not in properties["imap_password"]
    assert properties["imap_port"] == {
        "type": "integer",
        "title": "IMAP port",
        "description": "993 with TLS, 143 with STARTTLS, unless your provider says otherwise.",
        "x-group": "incoming",
        "x-advanced": True,
        "minimum": 1,
        "maximum": 65535,
        "default": 993,
        "x-when": {"receive": "imap"},
    }


def test_the_connection_is_tried_for_real_and_told_in_words(shop: Office, dovecot: Dovecot, mailbox: str) -> None:
    settings = mail_settings(dovecot, folders=["INBOX", "Nowhere"])
    given = {"kind": "email", "address": mailbox, "settings": settings}
    answer = post(shop.admin, "channels/test", **given, credentials={"imap_password": dovecot_server.PASSWORD}).data
    checks = {check["name"]: check for check in answer["checks"]}
    assert checks["Receiving (IMAP)"]["ok"], checks
    assert "announced at once" in checks["Receiving (IMAP)"]["detail"]
    assert not checks["Folders"]["ok"]
    assert "Nowhere" in checks["Folders"]["detail"]
    assert not checks["Sending (SMTP)"]["ok"]
    assert not answer["ok"]
    wrong = post(shop.admin, "channels/test", **given, credentials={"imap_password": CANARY}).data
    assert "refuses the sign-in" in wrong["checks"][0]["detail"]
    assert CANARY not in json.dumps(wrong)
    assert not Channel.objects.filter(address=mailbox).exists()


def test_what_could_not_be_read_is_shown_replayed_or_laid_aside(shop: Office) -> None:
    for number in range(3):
        raw = ingest.keep(shop.channel, f"bad {number}", b"\x00 not a mail", source="pipe")
        assert raw is not None
    RawInbound.objects.update(state="quarantined", error="not a mail", attempts=5)
    page = client(shop.admin).get("/api/v1/quarantine?limit=2").data
    assert [row["external_id"] for row in page["results"]] == ["bad 2", "bad 1"]
    rest = client(shop.admin).get(f"/api/v1/quarantine?cursor={page['next']}").data
    assert [row["external_id"] for row in rest["results"]] == ["bad 0"]
    first, second = page["results"]
    raw_bytes = client(shop.admin).get(f"/api/v1/quarantine/{first['id']}/raw")
    assert raw_bytes.content == b"\x00 not a mail"
    assert raw_bytes["Content-Disposition"].startswith("attachment")
    assert post(shop.admin, f"quarantine/{first['id']}/replay").status_code == 204
    assert post(shop.admin, f"quarantine/{second['id']}/discard").status_code == 204
    states = dict(RawInbound.objects.values_list("external_id", "state"))
    assert states == {"bad 0": "quarantined", "bad 1": "discarded", "bad 2": "kept"}
    assert post(shop.admin, f"quarantine/{first['id']}/replay").status_code == 409
    assert post(shop.admin, "quarantine/999999/replay").status_code == 404
