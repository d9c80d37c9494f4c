"""What a reply should not tell the whole world: card and account numbers, addresses, the customer's telephone number.

Only what can be checked is found (Luhn's sum, the sum of an IBAN), so that the question is asked seldom and taken
seriously. Whether it may be posted all the same is for the person who writes to say.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import wording
from inbox.errors import InboxError
from inbox.models import Channel, Identity, Ticket

CARD = re.compile(r"(?<![\d.,])[2-6](?:[ -]?\d){12,18}(?!\d)")
IBAN = re.compile(r"(?<![A-Z0-9])(?=(([A-Z]{2})\d{2}(?:[ -]?[A-Z0-9]){11,40}))", re.IGNORECASE)
# https://www.swift.com/standards/data-standards/iban-international-bank-account-number
IBANS = """
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27
GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27
MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23
TN24 TR26 UA29 VA22 VG24 XK20
"""
LENGTHS = {entry[:2]: int(entry[2:]) for entry in IBANS.split()}
ADDRESS = re.compile(r"(?<![\w.+@-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w])\+?\(?\d(?:[ ()/.-]{0,2}\d){6,14}(?!\d)")
SAME = 7  # digits at the end by which a national and an international spelling are known for one number
NAMES = {
    "card": gettext_noop("a card number"),
    "account": gettext_noop("an account number"),
    "address": gettext_noop("an e-mail address"),
    "telephone": gettext_noop("the customer's telephone number"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """``kind`` is a key of NAMES; ``text`` shows the agent which one is meant."""

    kind: str
    text: str


def check(text: str, ticket: Ticket) -> None:
    """Raises InboxError 409 ``personal_data`` that names what would be posted in public."""
    found = find(text, ticket)
    if not found:
        return
    words = wording.listed(f"{_(NAMES[one.kind])} ({one.text})" for one in found)
    raise InboxError(
        "personal_data",
        _("You are about to post {what} in public.").format(what=words),
        409,
        data={"found": [dataclasses.asdict(one) for one in found]},
    )


def find(text: str, ticket: Ticket) -> list[Finding]:
    """Each once, in the order of the text by kind; our own addresses are no secret."""
    found = [*_cards(text), *_accounts(text), *_addresses(text), *_phones(text, ticket)]
    return list(dict.fromkeys(found))


def _cards(text: str) -> Iterator[Finding]:
    for match in CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _luhn(digits):
            yield Finding("card", f"… {digits[-4:]}")


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _accounts(text: str) -> Iterator[Finding]:
    for match in IBAN.finditer(text):
        length = LENGTHS.get(match[2].upper(), 0)
        number = re.sub(r"[ -]", "", match[1]).upper()[:length]
        if length and len(number) == length and _remainder(number) == 1:
            yield Finding("account", f"{number[:4]} … {number[-4:]}")


def _remainder(iban: str) -> int:
    """ISO 13616: the first four characters at the end, letters as numbers from 10, modulo 97."""
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97


def _addresses(text: str) -> Iterator[Finding]:
    found = [match[0] for match in ADDRESS.finditer(text)]
    ours = {address.lower() for address in Channel.objects.values_list("address", flat=True)} if found else set()
    for address in found:
        if address.lower() not in ours:
            yield Finding("address", address)


def _phones(text: str, ticket: Ticket) -> Iterator[Finding]:
    written = [match[0] for match in PHONE.finditer(text)]
    if not written:
        return
    handles = Identity.objects.filter(contact_id=ticket.contact_id, handle__regex=r"^\+?[0-9]{7,15}$")
    theirs = {handle[-SAME:] for handle in handles.values_list("handle", flat=True)}
    for number in written:
        if re.sub(r"\D", "", number)[-SAME:] in theirs:
            yield Finding("telephone", number)
