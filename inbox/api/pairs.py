"""Two people who are one: who may be, what a merge would do, doing it and taking it back."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, contact_pairs, contact_values, contacts_apart, likeness
from inbox.api import directory, pair_rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import pairs as shapes
from inbox.api.shapes.people import ContactRow
from inbox.api.strict import Body, Id
from inbox.models import Contact


class NewMerge(Body):
    source_id = Id(help_text="Who goes into the other.")
    choose = serializers.DictField(
        child=serializers.ChoiceField([(side, side) for side in contact_values.SIDES]),
        required=False,
        default=dict,
        help_text="Whose value wins, by field: name, language, zone, custom.KEY.",
    )


class Parted(Body):
    source_id = Id(help_text="Who was merged into this one.")


class Other(Body):
    other_id = Id()


class ContactSuggestions(APIView):
    @operation("contacts_suggestions", summary="Who may be the same person, and why", returns=shapes.Suggestions)
    def get(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        among = access.contacts(ask.user)
        found = likeness.suggestions(access.contact(ask.user, contact_id), among)
        known = among.in_bulk([each.contact_id for each in found])
        people = {row["id"]: row for row in directory.contact_rows(known.values())}
        return {
            "results": [
                {"contact": people[each.contact_id], "strength": each.strength.name.lower(), "reasons": each.reasons}
                for each in found
            ],
            "next": None,
        }


class ContactMergePreview(APIView):
    @operation("contacts_merge_preview", summary="What a merge would do", returns=shapes.PersonMergePreview)
    def get(self, ask: Ask, contact_id: int, source_id: int) -> dict[str, Any]:
        source, into = _both(ask, source_id, contact_id)
        moving = access.tickets(ask.user).filter(contact=source)
        return pair_rows.preview(source, into, tickets=moving.count())


class ContactMerge(APIView):
    @operation("contacts_merge", summary="They are one person", body=NewMerge, returns=ContactRow)
    def post(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        source, into = _both(ask, ask.body["source_id"], contact_id)
        merged = contact_pairs.merge(source.pk, into.pk, actor=ask.user, choose=ask.body["choose"])
        return directory.contact_rows([merged])[0]


class ContactUnmerge(APIView):
    @operation("contacts_unmerge", summary="They are two after all", body=Parted, returns=ContactRow)
    def post(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        source = access.merged_contact(ask.user, contact_id, ask.body["source_id"])
        return directory.contact_rows([contact_pairs.unmerge(source.pk, actor=ask.user)])[0]


class ContactMerged(APIView):
    @operation("contacts_merged", summary="Who was merged into them, and can be parted", returns=shapes.Merges)
    def get(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        contact = access.contact(ask.user, contact_id)
        return {"results": pair_rows.merges(contact_pairs.absorbed(contact.pk)), "next": None}


class ContactApart(APIView):
    @operation("contacts_keep_apart", summary="They are two people: do not ask again", body=Other)
    def post(self, ask: Ask, contact_id: int) -> None:
        one, other = _both(ask, contact_id, ask.body["other_id"])
        contacts_apart.keep_apart(one.pk, other.pk, actor=ask.user)


class ContactApartFrom(APIView):
    @operation("contacts_may_be_one", summary="Ask again")
    def delete(self, ask: Ask, contact_id: int, other_id: int) -> None:
        one, other = _both(ask, contact_id, other_id)
        contacts_apart.may_be_one(one.pk, other.pk)


def _both(ask: Ask, first: int, second: int) -> tuple[Contact, Contact]:
    return access.contact(ask.user, first), access.contact(ask.user, second)
