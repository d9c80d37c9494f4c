"""What a console holds, and the rules by which it takes in what is pushed; they are the console's own (patch.ts)."""

from __future__ import annotations

import copy
from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from inbox import access, reports
from inbox.api.directory import contact_rows, team_rows, user_rows
from inbox.api.rows import message_rows, ticket_rows, timeline_entries
from inbox.models import Message, User

Row = dict[str, Any]


class Copy:
    """Everything that one person may see, by id."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.tickets = _by_id(ticket_rows(access.tickets(user)))
        self.messages = _by_id(message_rows(access.messages(user)))
        self.contacts = _by_id(contact_rows(access.contacts(user)))
        self.users = _by_id(user_rows(access.users(user)))
        self.teams = _by_id(team_rows(access.teams(user)))
        self.entries: defaultdict[int, dict[int, Row]] = defaultdict(dict)
        for event in access.events(user).filter(ticket__isnull=False, user__isnull=True):
            (entry,) = timeline_entries([event])
            self.entries[event.ticket_id or 0][event.pk] = entry
        self.read = access.read_marks(user, list(self.tickets))
        self.counts = reports.counts(user)

    def state(self) -> Row:
        return {name: value for name, value in vars(self).items() if name != "user"}

    def apply(self, frame: Row) -> None:
        if frame["type"] == "counts":
            self.counts = frame["data"]
        elif frame["type"] == "event":
            self._event(frame["kind"], copy.deepcopy(frame["data"]))

    def _event(self, kind: str, data: Row) -> None:
        if ticket := data.get("ticket"):
            if ticket["version"] >= _version(self.tickets.get(ticket["id"])):
                self.tickets[ticket["id"]] = ticket
            if entry := data.get("entry"):
                self.entries[ticket["id"]][entry["id"]] = entry
            if kind == "ticket.merged":  # what was said there moved: those messages are fetched
                self._fetch(access.messages(self.user).filter(ticket=ticket["merged_into_id"] or ticket["id"]))
        if (message := data.get("message")) and message["version"] > _version(self.messages.get(message["id"])):
            self.messages[message["id"]] = message
        if (contact := data.get("contact")) and contact["version"] >= _version(self.contacts.get(contact["id"])):
            self.contacts[contact["id"]] = contact
            for row in self.tickets.values():
                if row["contact"]["id"] == contact["id"]:
                    row["contact"]["name"] = contact["name"]
        if user := data.get("user"):
            self.users[user["id"]] = user
        if team := data.get("team"):
            self.teams[team["id"]] = team
        if read := data.get("read"):
            self.read[read["ticket_id"]] = read["message_id"]

    def _fetch(self, messages: QuerySet[Message]) -> None:
        self.messages.update(_by_id(message_rows(messages)))


def _by_id(rows: list[Row]) -> dict[int, Row]:
    return {row["id"]: row for row in rows}


def _version(row: Row | None) -> int:
    return 0 if row is None else int(row["version"])
