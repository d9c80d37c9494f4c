"""Find tickets by what is typed: number, words, names; and by filters such as ``is:open label:refund from:ada``.

``filters.py`` reads the filters; the rest are words, and ``"two words"`` in quotes stand one after the other.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Left

from inbox import conditions, filters
from inbox.models import Contact, Identity, Message, Ticket, User
from inbox.models.messages import BODY_WORDS
from inbox.models.tickets import SUBJECT_WORDS

NUMBER = re.compile(r"(?:hd-?|#)?(\d{3,18})", re.IGNORECASE)
MOST = 2000  # of one kind of hit; a search that finds more needs another word
WORDS = 12
LONGEST = 20_000  # characters of a message that a snippet is looked for in
START, STOP = "\u0002", "\u0003"  # around what matched; a snippet is text and never HTML


@dataclasses.dataclass(frozen=True)
class Hit:
    """Where in a ticket the words were found: in ``snippet``, between START and STOP."""

    message_id: int
    snippet: str


def tickets(rows: QuerySet[Ticket], q: str, *, user: User | None = None) -> QuerySet[Ticket]:
    """Narrow ``rows`` (already limited to what the caller may see) to those that match ``q``.

    Words match whole, the last one by its beginning, as one types; all must match.
    """
    asked = filters.read(q, user=user)
    rows = rows.filter(conditions.filtering(asked.tree), *asked.others)
    number = NUMBER.fullmatch(asked.words)
    if number:
        exact = rows.filter(number=int(number[1]))
        if exact.exists():
            return exact
    query = _query(asked.words)
    if query is None:
        return rows
    said = Message.objects.alias(words=BODY_WORDS).filter(words=query, deleted_at__isnull=True, ticket__in=rows)
    plain = asked.words.replace('"', "")
    handles = Identity.objects.filter(handle__icontains=plain).values("contact_id")
    named = Contact.objects.filter(name__icontains=plain).values("id")
    return rows.alias(words=SUBJECT_WORDS).filter(
        Q(words=query)
        | Q(id__in=said.order_by("-id").values("ticket_id")[:MOST])
        | Q(contact_id__in=handles[:MOST])
        | Q(contact_id__in=named[:MOST])
    )


def hits(shown: list[Ticket], q: str, *, user: User | None = None) -> dict[int, Hit]:
    """Of the few tickets of a page: the newest message that holds the words, and its words around them."""
    query = _query(filters.read(q, user=user).words)
    if query is None or not shown:
        return {}
    new = Case(When(reply_text="", then=F("body_text")), default=F("reply_text"))
    shape: dict[str, Any] = {"start_sel": START, "stop_sel": STOP, "max_words": 24, "min_words": 12, "max_fragments": 1}
    headline = SearchHeadline(Left(new, LONGEST), query, config="simple", **shape)
    said = Message.objects.alias(words=BODY_WORDS).filter(words=query, deleted_at__isnull=True, ticket__in=shown)
    newest = said.order_by("ticket_id", "-sent_at", "-id").distinct("ticket_id").values("pk")
    found = Message.objects.filter(pk__in=newest).annotate(snippet=headline).values_list("ticket_id", "pk", "snippet")
    return {ticket_id: Hit(pk, " ".join(snippet.split())) for ticket_id, pk, snippet in found}


def _query(text: str) -> SearchQuery | None:
    """None: there are no words."""
    parts: list[str] = []
    for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', text):
        lexemes = [_quoted(lexeme) for lexeme in re.findall(r"[\w@.+-]+", phrase or word)]
        if lexemes:
            parts.append(f"({' <-> '.join(lexemes)})" if phrase else " & ".join(lexemes))
    if not parts:
        return None
    typing = "" if text.rstrip().endswith('"') else ":*"
    return SearchQuery(" & ".join(parts[:WORDS]) + typing, search_type="raw", config="simple")


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''").replace("\\", "\\\\") + "'"
