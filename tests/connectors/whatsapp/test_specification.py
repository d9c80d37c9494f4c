"""Outbound calls and inbound fixtures against Meta's own description of the API (v23).

Prism, made of that description, refuses a call that breaks it. The description is behind Meta's pages in three places,
which are added here: ``biz_opaque_callback_data`` and ``recipient`` of a message (reference/whatsapp-business-phone-
number/message-api, business-scoped-user-ids), and the read mark, which it shows as an example and forbids as a schema.
"""

from __future__ import annotations

import copy
import json
import pathlib
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml
from pytest_django import Settings

from connectors import errors
from connectors.graph import client
from connectors.whatsapp import send as calls
from connectors.whatsapp.connector import WhatsAppConnector
from inbox.envelope import ActionKind, OutboundAction, OutboundAttachment, Template, Unparsed
from inbox.models import Channel
from tests.connectors.whatsapp import payloads
from tests.connectors.whatsapp.test_parse import read
from tests.connectors.whatsapp.test_send import TEMPLATES, channel, message
from tests.servers import prism

__all__ = ["channel"]

NAME = "whatsapp-business-messaging-v23.yaml"
USED = (
    "/{Version}/{Phone-Number-ID}/messages",
    "/{Version}/{Phone-Number-ID}/media",
    "/{Version}/{Phone-Number-ID}",
    "/{Version}/{WABA-ID}/message_templates",
    "/{Version}/{WABA-ID}/subscribed_apps",
)
FILES = {
    "image": OutboundAttachment(filename="a.png", content_type="image/png", content=b"\x89PNG"),
    "video": OutboundAttachment(filename="a.mp4", content_type="video/mp4", content=b"ftyp"),
    "audio": OutboundAttachment(filename="a.ogg", content_type="audio/ogg", content=b"OggS"),
    "document": OutboundAttachment(filename="a.pdf", content_type="application/pdf", content=b"%PDF"),
}


@pytest.fixture(scope="session")
def specification() -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(prism.document(NAME).read_text(), yaml.CSafeLoader)
    return read


@pytest.fixture(scope="session")
def mock(specification: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    whole = copy.deepcopy({**specification, "paths": {path: specification["paths"][path] for path in USED}})
    schemas = whole["components"]["schemas"]
    base = schemas["BaseMessageProperties"]
    base["properties"] |= {"biz_opaque_callback_data": {"type": "string"}, "recipient": {"type": "string"}}
    schemas["MarkMessageRequestPayload"]["properties"]["typing_indicator"] = {"type": "object"}
    schemas["MarkMessageRequestPayload"]["additionalProperties"] = False
    body = whole["paths"][USED[0]]["post"]["requestBody"]["content"]["application/json"]
    body["schema"] = {"oneOf": [body["schema"], {"$ref": "#/components/schemas/MarkMessageRequestPayload"}]}
    path: pathlib.Path = tmp_path_factory.mktemp("whatsapp") / "specification.json"
    path.write_text(json.dumps(whole))
    with prism.running(str(path)) as url:
        yield url


@pytest.fixture
def connector(mock: str, settings: Settings) -> WhatsAppConnector:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    made = WhatsAppConnector()
    made.api = mock
    return made


@pytest.mark.parametrize("file", ["", *FILES])
def test_every_message_we_send_is_one_that_meta_describes(
    connector: WhatsAppConnector, channel: Channel, file: str
) -> None:
    attachments = (FILES[file],) if file else ()
    out = message("" if file == "audio" else "Hello 👋", attachments=attachments, parent_id="wamid.ASKED")
    with connector.sending(channel) as one:
        for part in connector.plan(channel, out):
            assert one(part).external_id.startswith("wamid.")


@pytest.mark.parametrize("row", TEMPLATES, ids=lambda row: row["name"])
def test_a_template_too(connector: WhatsAppConnector, channel: Channel, row: dict[str, Any]) -> None:
    template = Template(name=row["name"], language=row["language"], parameters=("Ada",) * len(row["places"]))
    with connector.sending(channel) as one:
        for part in connector.plan(channel, message("", template=template)):
            assert one(part).external_id.startswith("wamid.")


@pytest.mark.parametrize("kind", [ActionKind.MARK_READ, ActionKind.TYPING, ActionKind.REACT])
def test_and_marks_and_reactions(connector: WhatsAppConnector, channel: Channel, kind: ActionKind) -> None:
    where: dict[str, Any] = {"surface": "chat", "conversation": "+16505551234", "external_id": "wamid.IN"}
    connector.act(channel, OutboundAction(kind=kind, emoji="👍", **where))


def test_a_wrong_call_would_be_noticed(connector: WhatsAppConnector, channel: Channel) -> None:
    with client.opened(channel, connector.api) as graph, pytest.raises(errors.InvalidContent):
        graph.send("1065/messages", {"messaging_product": "whatsapp", "to": "+1650", "type": "text"}, *calls.ID)


def test_what_meta_answers_about_the_account_can_be_read(connector: WhatsAppConnector, channel: Channel) -> None:
    with client.opened(channel, connector.api) as graph:
        assert graph.get("1065", fields="display_phone_number")["display_phone_number"]
        assert [row["name"] for row in graph.listed("4195/message_templates", limit="100")]
        assert [row["whatsapp_business_api_data"]["id"] for row in graph.listed("4195/subscribed_apps")]


def test_every_example_of_metas_description_is_read(specification: dict[str, Any]) -> None:
    webhook = specification["paths"]["/whatsapp/webhooks"]["post"]["requestBody"]["content"]["application/json"]
    for name, example in webhook["examples"].items():
        events = read(json.dumps(example["value"]).encode(), address="")
        assert len(events) == (0 if name.startswith("Group") else 1), name
        assert not [event for event in events if isinstance(event, Unparsed)], name


@pytest.mark.parametrize("kind", payloads.BODIES)
def test_our_fixtures_have_the_described_shape(specification: dict[str, Any], kind: str) -> None:
    """The published file was put together of two: inbound schemas have a number behind their name, but refer to what
    they share by the name without it, which is the outbound one.
    """
    schemas = specification["components"]["schemas"]
    plain = schemas["IncomingMessage"]["discriminator"]["mapping"][kind].rpartition("/")[2]
    name = next(found for found in (f"{plain}_2", f"{plain}_1", plain) if found in schemas)
    meant = {"BaseMessageProperties": "_1", "ContactObject": "_1", "ErrorObject": "_2"}
    inbound = schemas | {shared: schemas[shared + number] for shared, number in meant.items()}
    root = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": inbound}}
    jsonschema.Draft202012Validator(root).validate(payloads.message(kind))


def test_a_status_has_the_described_shape(specification: dict[str, Any]) -> None:
    root = {"$ref": "#/components/schemas/Statuses", "components": specification["components"]}
    for state in ("sent", "delivered", "read", "failed"):
        jsonschema.Draft202012Validator(root).validate(payloads.status(state))
