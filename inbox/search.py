"""Find tickets by number, subject, words said, or the customer's name and handles."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from inbox.models import Contact, Identity, Message, Ticket
from inbox.models.messages import BODY_WORDS
from inbox.models.tickets import SUBJECT_WORDS

NUMBER = re.compile(r"(?:hd-?|#)?(\d{3,18})", re.IGNORECASE)
MOST = 2000  # of one kind of hit; a search that finds more needs another word


def tickets(rows: QuerySet[Ticket], q: str) -> QuerySet[Ticket]:
    """Narrow ``rows`` (already limited to what the caller may see) to those that match ``q``.

    Words match whole, the last one by its beginning, as one types; all must match.
    """
    words = re.findall(r"[\w@.+-]+", q.strip())[:12]
    if not words:
        return rows
    number = NUMBER.fullmatch(q.strip())
    if number:
        exact = rows.filter(number=int(number[1]))
        if exact.exists():
            return exact
    query = _query(words)
    said = Message.objects.alias(words=BODY_WORDS).filter(words=query, deleted_at__isnull=True, ticket__in=rows)
    handles = Identity.objects.filter(handle__icontains=q.strip()).values("contact_id")
    named = Contact.objects.filter(name__icontains=q.strip()).values("id")
    return rows.alias(words=SUBJECT_WORDS).filter(
        Q(words=query)
        | Q(id__in=said.order_by("-id").values("ticket_id")[:MOST])
        | Q(contact_id__in=handles[:MOST])
        | Q(contact_id__in=named[:MOST])
    )


def _query(words: list[str]) -> SearchQuery:
    quoted = ["'" + word.replace("'", "''").replace("\\", "\\\\") + "'" for word in words]
    return SearchQuery(" & ".join(quoted) + ":*", search_type="raw", config="simple")
