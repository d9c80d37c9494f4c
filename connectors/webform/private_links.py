"""Links to a ticket's private page, and what having one proves.

Anybody can type anybody's address into a form. So the link on the thank-you page, the *typed* one, proves only that its
holder sent that form. A *mailed* link carries a signature besides and proves that its holder reads the customer's
mail. The typed one opens the page as long as nothing was said there that only the owner of the address may know.
"""

from __future__ import annotations

import dataclasses

from django.conf import settings as site
from django.core import signing
from django.urls import reverse

from connectors.webform.submission import TYPED
from inbox.models import Message, Ticket

SALT = "webform.mailed"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """The ticket a link is for. ``proven``: it was mailed to the customer."""

    ticket: Ticket
    proven: bool


def typed(ticket: Ticket) -> str:
    return ticket.customer_token


def mailed(ticket: Ticket) -> str:
    """Only for mails that go to the ticket's contact and to nobody else."""
    return _signer(ticket).sign(ticket.customer_token)


def url(token: str) -> str:
    return f"{site.PUBLIC_URL}{reverse('webform:ticket', args=[token])}"


def follow(token: str) -> Followed | None:
    """A mailed link whose signature got lost or spoilt still proves what a typed one does."""
    ticket = (
        Ticket.objects.select_related("channel", "contact")
        .filter(customer_token=token.partition(".")[0], channel__kind="webform", removed_at__isnull=True)
        .first()
    )
    return None if ticket is None else Followed(ticket=ticket, proven=_is_signed(token, ticket))


def outgrown(ticket: Ticket, shown: Ticket) -> bool:
    """Whether a typed link opens this page no more: somebody has proved their address since and written on, or other
    requests are shown here too, which others may have sent.

    Ask after reading what is to be shown: a mail that comes in between must not be on the page.
    """
    if shown.pk != ticket.pk or shown.merged.exists():
        return True
    said = Message.objects.filter(ticket=shown, direction=Message.Direction.INBOUND)
    return said.exclude(channel__kind="webform", external_id__startswith=TYPED).exists()


def _signer(ticket: Ticket) -> signing.Signer:
    return signing.Signer(salt=f"{SALT}:{ticket.pk}:{ticket.contact_id}", sep=".")


def _is_signed(token: str, ticket: Ticket) -> bool:
    try:
        return _signer(ticket).unsign(token) == ticket.customer_token
    except signing.BadSignature:
        return False
