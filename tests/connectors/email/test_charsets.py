from __future__ import annotations

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.email import charsets
from tests.connectors.email.letters import mail, read

LABELLED = [
    ("utf-8", "utf-8", "Grüße €"),
    ("UTF8", "utf-8", "Grüße €"),
    ("utf8mb4", "utf-8", "Grüße"),
    ("us-ascii", "utf-8", "Grüße sagen ASCII"),
    ("iso-8859-1", "cp1252", "“smart” – quotes and 10 €"),
    ("latin1", "latin-1", "café"),
    ("iso-8859-1", "utf-8", "UTF-8 labelled Latin-1: ä ö ü ß"),
    ("windows-1252", "cp1252", "€ café"),
    ("iso-8859-15", "iso-8859-15", "10 €"),
    ("iso-8859-2", "iso-8859-2", "Zażółć gęślą jaźń"),
    ("windows-1250", "cp1250", "Příliš žluťoučký kůň"),
    ("iso-8859-9", "cp1254", "İstanbul şehri"),
    ("windows-1254", "cp1254", "ğüşıöç"),
    ("koi8-r", "koi8-r", "Здравствуйте"),
    ("koi8-u", "koi8-u", "Привіт, їжак"),
    ("windows-1251", "cp1251", "Здравствуйте"),
    ("cp1251", "cp1251", "Здравствуйте"),
    ("gb2312", "gb18030", "朱镕基 和 喆"),
    ("GBK", "gbk", "你好，世界"),
    ("gb18030", "gb18030", "𠀀你好"),
    ("big5", "cp950", "繁體中文"),
    ("shift_jis", "cp932", "①髙﨑さん"),
    ("iso-2022-jp", "iso2022_jp", "日本語のメール"),
    ("euc-jp", "euc_jp", "日本語"),
    ("euc-kr", "cp949", "안녕하세요 똠방각하"),
    ("ks_c_5601-1987", "cp949", "안녕하세요"),
    ("windows-1255", "cp1255", "שלום"),
    ("iso-8859-8-i", "iso-8859-8", "שלום"),
    ("windows-1256", "cp1256", "مرحبا"),
    ("iso-8859-6", "iso-8859-6", "مرحبا"),
    ("windows-1253", "cp1253", "Γειά σου"),
    ("tis-620", "cp874", "สวัสดี"),
    ("utf-7", "utf-7", "Grüße + mehr"),
    ("unicode-1-1-utf-7", "utf-7", "été"),
    ("utf-16", "utf-16", "wide ü"),
    ("utf-16le", "utf-16-le", "wide ü"),
    ("macintosh", "mac-roman", "naïve"),
    ('"windows-1252"', "cp1252", "naïve"),
]


@pytest.mark.parametrize(("label", "codec", "text"), LABELLED)
def test_text_is_read_in_the_charset_it_was_written_in(label: str, codec: str, text: str) -> None:
    assert charsets.decode(text.encode(codec), label) == text


@pytest.mark.parametrize(("label", "codec", "text"), LABELLED)
def test_every_charset_survives_a_whole_mail(label: str, codec: str, text: str) -> None:
    raw = mail(
        base64.encodebytes(text.encode(codec)),
        content_type=f"text/plain; charset={label}",
        content_transfer_encoding="base64",
    )
    assert read(raw).body_text == text


UNLABELLED = [
    ("utf-8", "Grüße aus Köln"),
    ("cp1252", "Grüße aus Köln, 10 €"),
    ("cp1251", "Здравствуйте, где мой заказ? Жду ответа уже неделю."),
    ("koi8-r", "Здравствуйте, где мой заказ? Жду ответа уже неделю."),
    ("gb18030", "您好，我的订单在哪里？我已经等了一个星期了。"),
    ("cp950", "您好，我的訂單在哪裡？我已經等了一個星期了。"),
    ("cp932", "こんにちは、注文した商品がまだ届いていません。"),
    ("euc_jp", "こんにちは、注文した商品がまだ届いていません。"),
    ("iso2022_jp", "こんにちは、注文した商品がまだ届いていません。"),
    ("cp949", "안녕하세요, 주문한 상품이 아직 도착하지 않았습니다."),
    ("cp1253", "Καλημέρα, πού είναι η παραγγελία μου;"),
    ("cp1255", "שלום, איפה ההזמנה שלי? אני מחכה כבר שבוע."),
]


@pytest.mark.parametrize(("codec", "text"), UNLABELLED)
@pytest.mark.parametrize("label", ["", "x-unknown", "no-such-charset"])
def test_eight_bit_text_without_a_usable_label_is_recognised(codec: str, text: str, label: str) -> None:
    assert charsets.decode(text.encode(codec), label) == text


def test_utf8_with_one_broken_byte_stays_utf8() -> None:
    assert charsets.decode("Grüße aus Köln und schöne Tage".encode() + b"\xff", "utf-8").startswith("Grüße aus Köln")


def test_a_wrong_label_never_hides_utf8() -> None:
    assert charsets.decode("日本語".encode(), "iso-2022-jp") == "日本語"


def test_html_names_its_own_charset_when_the_header_does_not() -> None:
    body = "<html><head><meta charset=windows-1251></head><p>Да</p>".encode("cp1251")
    assert read(mail(body, content_type="text/html")).body_text == "Да"


@pytest.mark.parametrize("codec", ["rot13", "base64", "idna", "punycode", "unicode_escape", "undefined", "zlib"])
def test_codecs_that_are_no_charsets_are_not_used(codec: str) -> None:
    assert charsets.decode(b"caf\xc3\xa9", codec) == "café"


@given(st.binary(max_size=400), st.sampled_from([label for label, _, _ in LABELLED] + ["", "x", "\x00", "utf-32"]))
def test_any_bytes_under_any_label_become_storable_text(data: bytes, label: str) -> None:
    text = charsets.decode(data, label)
    assert "\x00" not in text
    text.encode("utf-8")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200))
def test_quoted_printable_utf8_comes_back_whole(text: str) -> None:
    raw = mail(
        quopri.encodestring(("x" + text + "x").encode()),
        content_type="text/plain; charset=utf-8",
        content_transfer_encoding="quoted-printable",
    )
    assert read(raw).body_text == ("x" + text + "x").replace("\r\n", "\n").replace("\r", "\n")
