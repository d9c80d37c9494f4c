"""In which language a customer writes, where that is sure.

The model is loaded by the first process that has to know, 0.8 s once; only workers take in messages. A short text, or
one that could be of several languages, says nothing: what was known before stays.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from django.utils import translation

from inbox.models import Contact, Message, Organisation, Ticket, User

# In which Janice itself speaks to customers, each by its own name; the words are in locale/, English in the code.
SPOKEN = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "ar": "العربية"}
CODES = sorted(SPOKEN)
ENOUGH = 20  # letters; of scripts that are not Latin, a third
SURE = 0.85
READ = 2000  # characters
NOISE = re.compile(r"https?://\S+|\S+@\S+|[#@]\w+|\w*\d\w*")
NONE = "zxx"  # the model's word for no language


def hear(ticket: Ticket, message: Message, *, given: str = "") -> None:
    """The ticket's language, in memory, and the contact's become those of what the customer has just said.

    ``given`` is what the network says; else it is guessed.
    """
    code = given or guess(message.reply_text or message.body_text)
    if not code:
        return
    ticket.language = code[:20]
    Contact.objects.filter(pk=ticket.contact_id).exclude(language=ticket.language).update(language=ticket.language)


def of(user: User) -> str:
    """In which we write to a colleague who is not here: their own, else the organisation's."""
    if user.language in SPOKEN:
        return user.language
    ours = Organisation.objects.values_list("language", flat=True).first()
    return ours if ours in SPOKEN else "en"


def of_reader(user: User) -> str:
    """In which somebody reads what they ask for now: their own language, else that of the request."""
    spoken = (translation.get_language() or "").partition("-")[0]
    return next((code for code in (user.language, spoken) if code in SPOKEN), "en")


def guess(text: str) -> str:
    """ISO 639-1 code, or nothing."""
    words = NOISE.sub(" ", text[:READ])
    letters = [letter for letter in words if letter.isalpha()]
    foreign = sum(ord(letter) > 0x24F for letter in letters)
    if len(letters) + 2 * foreign < ENOUGH:
        return ""
    code, sure = _model().classify(words)
    return "" if sure < SURE or code == NONE else str(code)


@functools.cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
