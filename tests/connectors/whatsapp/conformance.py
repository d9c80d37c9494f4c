from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inbox.envelope import ReceiptState
from inbox.models import Channel
from tests.connectors.conformance.case import Item
from tests.connectors.graph.case import GraphCase
from tests.servers.answers import Answers, Reply

PEOPLE = (("16505551234", "US.13491208655302741918", "Sheena"), ("4915112345678", "DE.9921", "Bo"))


class WhatsAppCase(GraphCase):
    kind = "whatsapp"
    surface = "chat"
    lacks = {"stale": GraphCase.no_time, "poll": GraphCase.no_poll, "token": GraphCase.no_renewal}

    def settings(self) -> dict[str, Any]:
        return {**super().settings(), "waba_id": "419561257915477"}

    def address(self, number: int) -> str:
        """Part of the path of every call."""
        address = str(106540352242000 + number)
        self.sends = ("POST", f"/v25.0/{address}/messages")
        return address

    def envelope(self, channel: Channel, items: Sequence[Item]) -> dict[str, Any]:
        """One change for each item, as a batch of Meta's may look."""
        metadata = {"display_phone_number": "15550783881", "phone_number_id": channel.address}
        contacts = [{"profile": {"name": name}, "wa_id": phone, "user_id": user} for phone, user, name in PEOPLE]
        changes = [
            {
                "field": field,
                "value": {"messaging_product": "whatsapp", "metadata": metadata, "contacts": contacts, **part},
            }
            for field, part in items
        ]
        entry = {"id": self.settings()["waba_id"], "changes": changes}
        return {"object": "whatsapp_business_account", "entry": [entry]}

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        return self._said(number, sender, type="text", text={"body": text})

    def external_id(self, channel: Channel, number: int) -> str:
        return f"wamid.IN{number}"

    def poison(self, channel: Channel) -> Item:
        return ("messages", {"messages": [{"from": PEOPLE[0][0], "type": "text", "text": {"body": "No id."}}]})

    def unknown(self, channel: Channel) -> Item:
        return self._said(900, 0, type="hologram", hologram={"body": "What a customer said."})

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Item:
        new = {
            "original_message_id": self.external_id(channel, number),
            "message": {"type": "text", "text": {"body": text}},
        }
        return self._said(100 + revision, 0, type="edit", edit=new)

    def deletion(self, channel: Channel, number: int) -> Item:
        gone = {"original_message_id": self.external_id(channel, number)}
        return self._said(200, 0, type="revoke", revoke=gone)

    def status(self, channel: Channel, external_id: str, state: ReceiptState) -> Item:
        phone, user, _ = PEOPLE[0]
        row: dict[str, Any] = {
            "id": external_id,
            "status": state.value,
            "timestamp": self._time(300),
            "recipient_id": phone,
        }
        row["recipient_user_id"] = user
        if state is ReceiptState.FAILED:
            row["errors"] = [{"code": 131026, "title": "Message undeliverable"}]
        return ("messages", {"statuses": [row]})

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Item:
        """Of what left by the API, the first status brings our key back; what was typed in the app comes whole."""
        if key:
            field, part = self.status(channel, external_id, ReceiptState.SENT)
            part["statuses"][0]["biz_opaque_callback_data"] = f"janice:{key}"
            return (field, part)
        phone, user, _ = PEOPLE[0]
        row = {"id": external_id, "from": "15550783881", "to": phone, "to_user_id": user, "timestamp": self._time(300)}
        return ("smb_message_echoes", {"message_echoes": [row | {"type": "text", "text": {"body": text}}]})

    def media_ref(self, channel: Channel, url: str, peer: Answers) -> str:
        peer.on("GET", "/v25.0/5550001", Reply(json={"id": "5550001", "url": url, "mime_type": "image/png"}))
        return "5550001"

    def accepted(self, channel: Channel, number: int) -> Reply:
        sent = {"messaging_product": "whatsapp", "messages": [{"id": self.sent_id(channel, number)}]}
        return Reply(json=sent)

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"wamid.OUT{number}"

    def _said(self, number: int, sender: int, **content: Any) -> Item:
        phone, user, _ = PEOPLE[sender]
        row = {"id": f"wamid.IN{number}", "from": phone, "from_user_id": user, "timestamp": self._time(number)}
        return ("messages", {"messages": [row | content]})

    def _time(self, number: int) -> str:
        return str(int(self.at(number).timestamp()))


case = WhatsAppCase()
