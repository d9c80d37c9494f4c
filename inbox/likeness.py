"""Who may be the same person, with reasons that an agent can judge. Nothing is merged here."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from inbox import contacts_apart
from inbox.models import Contact, Identity, Message, Ticket

ADDRESS = re.compile(r"[^\s@<>,;:\"'()\[\]]+@[^\s@<>,;:\"'()\[\]]+\.[A-Za-z]{2,}")
NUMBER = re.compile(r"\+?\d[\d\s()./-]{6,22}\d")
CANDIDATES = 50  # at most, for one reason
MOST_HANDLES = 20  # are looked up
TICKETS = 50  # whose forms are looked into
SHOWN = 10
NEWEST = 5  # messages that are compared
NEIGHBOURS = 500  # rows before and after one of them
MINUTES = dt.timedelta(minutes=15)
# Where an address says nothing about whom somebody works for.
PROVIDERS = frozenset(
    """
    aol.com fastmail.com gmail.com gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com mail.com mail.ru
    me.com msn.com outlook.com posteo.de proton.me protonmail.com qq.com t-online.de web.de yahoo.com yandex.ru
    """.split()  # noqa: SIM905 (a list of words)
)


class Strength(enum.IntEnum):
    WEAK = 1
    POSSIBLE = 2
    LIKELY = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Suggestion:
    contact_id: int
    strength: Strength
    reasons: list[str]


def suggestions(contact: Contact, among: QuerySet[Contact]) -> list[Suggestion]:
    """Others out of ``among`` who may be this person, the most likely first; never whom somebody set apart."""
    found: dict[int, list[tuple[Strength, str]]] = {}
    identities = list(contact.identities.order_by("pk"))
    for pk, strength, reason in (
        *_same_address(contact, identities),
        *_same_number(contact, identities),
        *_same_handle(identities),
        *_same_name(contact, identities),
        *_same_words(contact),
    ):
        if reason not in [said for _, said in found.setdefault(pk, [])]:
            found[pk].append((strength, reason))
    allowed = among.filter(pk__in=found.keys() - contacts_apart.parted_from(contact.pk) - {contact.pk})
    known = set(allowed.values_list("pk", flat=True))
    made = [
        Suggestion(
            pk, max(strength for strength, _ in reasons), [reason for _, reason in sorted(reasons, reverse=True)]
        )
        for pk, reasons in found.items()
        if pk in known
    ]
    return sorted(made, key=lambda each: (-each.strength, -len(each.reasons), each.contact_id))[:SHOWN]


Found = Iterable[tuple[int, Strength, str]]


def _same_address(contact: Contact, identities: list[Identity]) -> Found:
    """An address of theirs as anybody's handle, or what one wrote into a form as the other's."""
    own = {each.handle.casefold() for each in identities if ADDRESS.fullmatch(each.handle)}
    told = {address.casefold() for address in ADDRESS.findall(_told(contact))} - own
    for other in _with_handles(own | told, contact):
        where = "both profiles" if other.handle.casefold() in own else "the form and the profile"
        yield other.contact_id, Strength.LIKELY, f"Same e-mail address in {where}: {other.handle}"
    for pk, address in _who_told(contact, own):
        yield pk, Strength.LIKELY, f"Same e-mail address in the notes and the profile: {address}"


def _same_number(contact: Contact, identities: list[Identity]) -> Found:
    own = {found for each in identities if (found := digits(each.handle))}
    told = {found for number in NUMBER.findall(_told(contact)) if (found := digits(number))}
    spelt = {spelling for number in own | told for spelling in (number, f"+{number}")}
    for other in _with_handles(spelt, contact):
        yield other.contact_id, Strength.LIKELY, f"Same phone number: {other.handle}"


def _same_handle(identities: list[Identity]) -> Found:
    """The same name on two networks is often, and not always, one person."""
    names = {each.handle.casefold().lstrip("@") for each in identities if not ADDRESS.fullmatch(each.handle)}
    names = {name for name in names if len(name) >= 5 and not digits(name)}
    if not names:
        return
    own = {each.pk for each in identities}
    networks = {each.network for each in identities}
    spelt = {spelling for name in names for spelling in (name, f"@{name}")}
    rows = Identity.objects.filter(_spelt(spelt)).exclude(pk__in=own).exclude(network__in=networks)
    for other in rows[:CANDIDATES]:
        yield other.contact_id, Strength.POSSIBLE, f"Same handle on another network: {other.handle}"


def _same_name(contact: Contact, identities: list[Identity]) -> Found:
    """With the same company behind the address it means something; alone, little."""
    if len(contact.name.split()) < 2:
        return
    domains = _companies(identities)
    same = Contact.objects.filter(name__iexact=contact.name, merged_into=None).exclude(pk=contact.pk)
    for other in same.prefetch_related("identities")[:CANDIDATES]:
        shared = domains & _companies(other.identities.all())
        if shared:
            yield other.pk, Strength.LIKELY, f"Same name and company: {contact.name}, {min(shared)}"
        else:
            yield other.pk, Strength.WEAK, f"Same name: {contact.name}"


def _same_words(contact: Contact) -> Found:
    """The same text within minutes, on another way in."""
    mine = Message.objects.filter(author_identity__contact=contact, direction=Message.Direction.INBOUND)
    for message in mine.exclude(fingerprint="").order_by("-pk")[:NEWEST]:
        near = (message.sent_at - MINUTES, message.sent_at + MINUTES)
        beside = Message.objects.filter(pk__range=(message.pk - NEIGHBOURS, message.pk + NEIGHBOURS))
        others = beside.filter(sent_at__range=near, fingerprint=message.fingerprint, author_identity__isnull=False)
        others = others.exclude(author_identity__contact=contact)
        for pk in others.values_list("author_identity__contact_id", flat=True)[:CANDIDATES]:
            yield pk, Strength.POSSIBLE, "Wrote the same words within minutes"


def _told(contact: Contact) -> str:
    """What stands in their profile and in the forms that they filled in."""
    forms = Ticket.objects.filter(contact=contact).exclude(custom={}).order_by("-pk").values_list("custom", flat=True)
    values = [value for form in (contact.custom, *forms[:TICKETS]) for value in form.values()]
    return "\n".join((contact.notes, *(str(value) for value in values if isinstance(value, str | int))))


def _who_told(contact: Contact, addresses: set[str]) -> Iterable[tuple[int, str]]:
    """Others in whose notes one of the addresses stands."""
    for address in sorted(addresses)[:MOST_HANDLES]:
        rows = Contact.objects.filter(notes__icontains=address, merged_into=None)
        for pk in rows.exclude(pk=contact.pk).values_list("pk", flat=True)[:CANDIDATES]:
            yield pk, address


def _with_handles(handles: set[str], contact: Contact) -> list[Identity]:
    if not handles:
        return []
    return list(Identity.objects.filter(_spelt(handles)).exclude(contact=contact)[:CANDIDATES])


def _spelt(handles: set[str]) -> Q:
    """Any of them, in whatever case: each by the index of handles."""
    wanted = Q(pk__in=())
    for handle in sorted(handles)[:MOST_HANDLES]:
        wanted |= Q(handle__iexact=handle)
    return wanted


def _companies(identities: Iterable[Identity]) -> set[str]:
    domains = {each.handle.rpartition("@")[2].casefold() for each in identities if ADDRESS.fullmatch(each.handle)}
    return domains - PROVIDERS


def digits(text: str) -> str:
    """The digits of a phone number with its country; nothing for what is none."""
    if not NUMBER.fullmatch(text.strip()):
        return ""
    found = re.sub(r"\D", "", text).removeprefix("00")
    return found if 8 <= len(found) <= 15 else ""
