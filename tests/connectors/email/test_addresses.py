from __future__ import annotations

import email.headerregistry

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.email import addresses

READ = [
    ("Ada <ada@Example.ORG>", [("ada@example.org", "Ada")]),
    ("ada@example.org", [("ada@example.org", "")]),
    ("<ada@example.org>", [("ada@example.org", "")]),
    ("ada@example.org <ada@example.org>", [("ada@example.org", "")]),
    ('"Lovelace, Ada" <a@b.example>, x@y.example', [("a@b.example", "Lovelace, Ada"), ("x@y.example", "")]),
    ("Lovelace, Ada <a@b.example>", [("a@b.example", "Lovelace, Ada")]),
    ("a@b.example; x@y.example", [("a@b.example", ""), ("x@y.example", "")]),
    ("undisclosed-recipients:;", []),
    ('Friends: a@b.example, "D" <d@e.example>;', [("a@b.example", ""), ("d@e.example", "D")]),
    ("a@b.example (Ada)", [("a@b.example", "Ada")]),
    ('"quoted local"@b.example', [('"quoted local"@b.example', "")]),
    ("=?utf-8?Q?M=C3=BCller=2C_Max?= <m@b.example>", [("m@b.example", "Müller, Max")]),
    ('"=?utf-8?Q?M=C3=BCller?=" <m@b.example>', [("m@b.example", "Müller")]),
    ("Müller <m@b.example>", [("m@b.example", "Müller")]),
    ("Max @ Home <a@b.example>", [("a@b.example", "Max @ Home")]),
    ('"unclosed <a@b.example>', [("a@b.example", "unclosed")]),
    ("Ada [x] <a@b.example>", [("a@b.example", "Ada [x]")]),
    ("'a@b.example' <a@b.example>", [("a@b.example", "")]),
    ("Ada Lovelace a@b.example", [("a@b.example", "Ada Lovelace")]),
    ("a..b.@docomo.example", [("a..b.@docomo.example", "")]),
    ("a@exämple.org", [("a@xn--exmple-cua.org", "")]),
    ("a@XN--EXMPLE-CUA.org", [("a@xn--exmple-cua.org", "")]),
    ("用户@例子.广告", [("用户@xn--fsqu00a.xn--4rr70v", "")]),
    ("a@[127.0.0.1]", [("a@[127.0.0.1]", "")]),
    ("a@b.example.", [("a@b.example", "")]),
    ("o'neil+tag@b.example", [("o'neil+tag@b.example", "")]),
    ("a@b.example, A <a@b.example>, a@b.example", [("a@b.example", ""), ("a@b.example", "A")]),
]


@pytest.mark.parametrize(("source", "expected"), READ)
def test_addresses_are_read_as_mail_programs_read_them(source: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.handle, found.name) for found in addresses.parse(source)] == expected


@pytest.mark.parametrize(
    "source",
    [
        "",
        "nobody",
        "Ada <ada>",
        "a@b@c.example",
        "<>",
        "@b.example",
        "a@",
        "x@y.example <a@b.example",
        "a b@c.example d",
        "a@-bad.example",
        "a@b\x00c.example",
    ],
)
def test_what_is_not_clearly_an_address_is_none(source: str) -> None:
    assert addresses.parse(source) == ()


@pytest.mark.parametrize(
    "source",
    [
        "=?utf-8?Q?boss=40bank=2Eexample_=3Cboss=40bank=2Eexample=3E?= <real@evil.example>",
        '"boss@bank.example" <real@evil.example>',
        "boss@bank.example <real@evil.example>",
        "<boss@bank.example> <real@evil.example>",
        "(boss@bank.example) real@evil.example",
    ],
)
def test_a_display_name_never_becomes_the_address(source: str) -> None:
    assert "boss@bank.example" not in {found.handle for found in addresses.parse(source)}


def test_a_decision_needs_exactly_one_address() -> None:
    assert addresses.single("a@b.example, c@d.example") is None
    found = addresses.single("A <a@b.example>")
    assert found is not None
    assert found.handle == "a@b.example"


@given(
    st.from_regex(r"[a-z0-9][a-z0-9.+_-]{0,20}[a-z0-9]", fullmatch=True).filter(lambda local: ".." not in local),
    st.from_regex(r"[a-z0-9]{1,10}(\.[a-z]{2,6}){1,3}", fullmatch=True),
    st.text(alphabet=st.characters(codec="ascii", exclude_characters='"\\\r\n', categories=["L", "N", "P", "Zs"])),
)
def test_the_short_cut_agrees_with_the_standard_library(local: str, domain: str, name: str) -> None:
    source = str(email.headerregistry.Address(display_name=name.strip(), addr_spec=f"{local}@{domain}"))
    found = addresses.parse(source)
    assert [address.handle for address in found] == [f"{local}@{domain}"]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader_and_every_result_is_an_address(source: str) -> None:
    for found in addresses.parse(source):
        assert found.handle.count("@") >= 1
        assert found.handle == found.handle.lower()
        assert not set(found.handle) & set("<>\r\n\x00,")


def test_a_list_without_end_is_cut() -> None:
    source = ", ".join(f"a{number}@b.example" for number in range(5_000))
    assert len(addresses.parse(source)) == addresses.MAX_ADDRESSES
