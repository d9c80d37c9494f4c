"""Our check of Twilio's signature agrees with Twilio's own library, in both directions."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from connectors.base import HookRequest
from connectors.twilio import signature
from tests.connectors.twilio.accounts import TOKEN

FORM = {"MessageSid": "SM1", "Body": "Grüße 👩‍👩‍👧 & more = less", "From": "+15551230000", "Empty": ""}
URLS = [
    "https://help.example.org/hooks/sms/3f1c",
    "https://help.example.org:8443/hooks/sms/3f1c",
    "http://help.example.org/hooks/sms/3f1c?a=1&b=%20",
]


def request(url: str, body: bytes, theirs: str) -> HookRequest:
    return HookRequest(method="POST", url=url, headers={signature.HEADER: theirs}, query={}, body=body)


@pytest.mark.parametrize("url", URLS)
def test_what_twilios_library_signs_is_genuine(url: str) -> None:
    theirs = RequestValidator(TOKEN).compute_signature(url, FORM)
    assert signature.refusal(request(url, urlencode(FORM).encode(), theirs), {"auth_token": TOKEN}) is None


@pytest.mark.parametrize("port", ["", ":443"])
def test_the_port_may_be_signed_or_not(port: str) -> None:
    theirs = RequestValidator(TOKEN).compute_signature(f"https://help.example.org{port}/hooks/sms/x", FORM)
    asked = request("https://help.example.org/hooks/sms/x", urlencode(FORM).encode(), theirs)
    assert signature.refusal(asked, {"auth_token": TOKEN}) is None


def test_fields_that_come_twice_are_signed_as_twilios_library_does() -> None:
    class Form(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return [value for key, value in pairs if key == name]

    pairs = [("MediaUrl", "b"), ("MediaUrl", "a"), ("MediaUrl", "a")]
    theirs = RequestValidator(TOKEN).compute_signature(URLS[0], Form(pairs))
    assert signature.refusal(request(URLS[0], urlencode(pairs).encode(), theirs), {"auth_token": TOKEN}) is None


@pytest.mark.parametrize(
    ("body", "url", "token"),
    [
        (urlencode(FORM | {"Body": "other"}).encode(), URLS[0], TOKEN),
        (urlencode(FORM).encode(), URLS[0] + "x", TOKEN),
        (urlencode(FORM).encode(), URLS[0], "another token"),
    ],
)
def test_a_changed_word_a_changed_url_and_another_token_are_refused(body: bytes, url: str, token: str) -> None:
    theirs = RequestValidator(TOKEN).compute_signature(URLS[0], FORM)
    assert signature.refusal(request(url, body, theirs), {"auth_token": token}) is not None


def test_a_call_without_a_signature_is_refused_also_when_no_token_is_set() -> None:
    assert signature.refusal(request(URLS[0], b"", ""), {"auth_token": TOKEN}) is not None
    assert signature.refusal(request(URLS[0], b"", "x"), {}) is not None


def test_the_token_before_counts_while_it_is_changed() -> None:
    theirs = RequestValidator("old").compute_signature(URLS[0], FORM)
    asked = request(URLS[0], urlencode(FORM).encode(), theirs)
    assert signature.refusal(asked, {"auth_token": "new", "auth_token_before": "old"}) is None


def test_bytes_that_are_no_form_are_refused_and_not_a_crash() -> None:
    assert signature.refusal(request(URLS[0], b"a=\xff%ff", "x"), {"auth_token": TOKEN}) is not None
