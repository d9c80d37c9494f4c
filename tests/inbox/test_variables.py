from __future__ import annotations

import pytest

from inbox import variables
from inbox.errors import InboxError
from tests import office
from tests.office import Office


def test_variables_become_words_of_the_ticket(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    values = variables.of(ticket, agent=shop.owner)
    text, missing = variables.fill("Dear {{ customer.first_name }}, {{agent.name}} of {{ brand }}", values, html=False)
    assert text == "Dear Ada, Owner of Shop"
    assert missing == []


def test_what_has_no_value_stays_and_is_named_once(shop: Office) -> None:
    text, missing = variables.fill("{{ agent.name }}, {{ agent.name }}", {}, html=False)
    assert text == "{{ agent.name }}, {{ agent.name }}"
    assert missing == ["agent.name"]


def test_in_html_a_value_cannot_bring_tags() -> None:
    text, _ = variables.fill("<p>{{ customer.name }}</p>", {"customer.name": "<img src=x>"}, html=True)
    assert text == "<p>&lt;img src=x&gt;</p>"


def test_a_value_that_looks_like_a_variable_is_only_text() -> None:
    values = {"customer.name": "{{ agent.name }}", "agent.name": "Grace"}
    assert variables.fill("{{ customer.name }}", values, html=False) == ("{{ agent.name }}", [])


@pytest.mark.parametrize("text", ["{{ custmer.name }}", "{{ customer.name", "{{ 1 + 1 }}", "{{ a|b }}"])
def test_what_is_no_variable_is_refused(text: str) -> None:
    with pytest.raises(InboxError) as refused:
        variables.check(text)
    assert refused.value.code == "unknown_variable"


def test_the_refusal_names_the_nearest_variable() -> None:
    with pytest.raises(InboxError, match=r"did you mean customer\.name"):
        variables.check("Dear {{ custmer.name }}")
    variables.check("Dear {{ customer.name }}, {{answer_by}}")
