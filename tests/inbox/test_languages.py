from __future__ import annotations

import subprocess
import sys

import pytest

from inbox import languages
from inbox.models import Contact
from tests import office
from tests.office import Office


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mein Wasserkocher ist undicht, was soll ich tun?", "de"),
        ("Hola, mi pedido 48213 no ha llegado todavía. ¿Dónde está?", "es"),
        ("Bonjour, ma bouilloire fuit depuis hier.", "fr"),
        ("私の注文はどこですか", "ja"),
        ("ok", ""),
        ("Danke!", ""),
        ("HD-48213 https://shop.example/orders/48213?ref=mail me@shop.example", ""),
        ("", ""),
    ],
)
def test_a_language_is_named_only_where_it_is_sure(text: str, code: str) -> None:
    assert languages.guess(text) == code


@pytest.mark.django_db
def test_ticket_and_contact_follow_what_the_customer_writes_message_by_message(shop: Office) -> None:
    first = office.receive(shop.channel, office.mail("Mein Wasserkocher ist undicht, was soll ich tun?"))
    assert (first.ticket.language, Contact.objects.get().language) == ("de", "de")
    office.receive(shop.channel, office.follow_up(first, "Danke!"))
    first.ticket.refresh_from_db()
    assert first.ticket.language == "de"
    office.receive(shop.channel, office.follow_up(first, "Bonjour, ma bouilloire fuit depuis hier, que faire ?"))
    first.ticket.refresh_from_db()
    assert (first.ticket.language, Contact.objects.get().language) == ("fr", "fr")


@pytest.mark.django_db
def test_what_the_network_says_needs_no_guess_and_a_machine_says_nothing(shop: Office) -> None:
    given = office.receive(shop.channel, office.mail("Mein Wasserkocher ist undicht, was nun?", language="nl"))
    assert given.ticket.language == "nl"
    text = "Ich bin bis Montag nicht im Büro und antworte danach."
    machine = office.receive(shop.channel, office.mail(text, automated=True, sender="bot@customer.example"))
    assert machine.ticket.language == ""


def test_nobody_pays_for_the_model_who_does_not_read_messages() -> None:
    code = "import django; django.setup(); import helpdesk.asgi, inbox.tasks, sys; sys.exit('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
