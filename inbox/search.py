"""Find tickets by what is typed: number, words, names; and by filters such as ``is:open label:refund from:ada``.

``filters.py`` reads the filters; the rest are words, and ``"two words"`` in quotes stand one after the other.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Case, F, Max, Q, QuerySet, When
from django.db.models.functions import Left

from inbox import conditions, filters
from inbox.models import Contact, Identity, Message, Said, Ticket, User
from inbox.models.tickets import SUBJECT_WORDS

NUMBER = re.compile(r"(?:hd-?|#)?(\d{3,18})", re.IGNORECASE)
MOST = 1000  # tickets of one kind of hit; a search that finds more needs another word
WINDOWS = (20_000, 100_000)  # of the last rows written, which a search looks at first
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
    query = query_of(asked.words)
    if query is None:
        return rows
    plain = asked.words.replace('"', "")
    handles = Identity.objects.filter(handle__icontains=plain).values_list("contact_id", flat=True)[:MOST]
    named = Contact.objects.filter(name__icontains=plain).values_list("id", flat=True)[:MOST]
    said = _newest(Said.objects.filter(words=query, deleted_at__isnull=True, ticket__in=rows), "ticket_id")
    titled = _newest(rows.alias(words=SUBJECT_WORDS).filter(words=query), "pk")
    theirs = rows.filter(Q(contact_id__in=handles) | Q(contact_id__in=named)).order_by("-pk")
    return rows.filter(pk__in={*said, *titled, *theirs.values_list("pk", flat=True)[:MOST]})


def _newest(found: QuerySet[Any], ticket: str) -> list[int]:
    """The MOST tickets of the newest rows that match: first among the last rows written, then further back.

    So a word of every second message is looked up in few of them, and a rare one by its index. Grouped, for PostgreSQL
    would rather walk back through all messages by their ids than sort what an index of words gives.
    """
    last = found.model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    hits: list[int] = []
    for window in (*WINDOWS, last):
        near = found.filter(pk__gt=last - window) if window < last else found
        newest = near.order_by().values(ticket).annotate(newest=Max("pk")).order_by("-newest")
        hits = list(newest.values_list(ticket, flat=True)[:MOST])
        if len(hits) == MOST or window >= last:
            break
    return hits


def hits(shown: list[Ticket], q: str, *, user: User | None = None) -> dict[int, Hit]:
    """Of the few tickets of a page: the newest message that holds the words, and its words around them."""
    query = query_of(filters.read(q, user=user).words)
    if query is None or not shown:
        return {}
    new = Case(When(reply_text="", then=F("body_text")), default=F("reply_text"))
    shape: dict[str, Any] = {"start_sel": START, "stop_sel": STOP, "max_words": 24, "min_words": 12, "max_fragments": 1}
    headline = SearchHeadline(Left(new, LONGEST), query, config="simple", **shape)
    said = Said.objects.filter(words=query, deleted_at__isnull=True, ticket__in=shown)
    newest = said.order_by("ticket_id", "-sent_at", "-id").distinct("ticket_id").values("pk")
    found = Message.objects.filter(pk__in=newest).annotate(snippet=headline).values_list("ticket_id", "pk", "snippet")
    return {ticket_id: Hit(pk, " ".join(snippet.split())) for ticket_id, pk, snippet in found}


def query_of(text: str) -> SearchQuery | None:
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
