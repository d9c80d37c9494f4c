from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.email import quote_marks, quotes
from connectors.email.quotes import Hint

NEW = "New words of mine."

# What each client writes above the old message, by language. Below it come quote marks.
ATTRIBUTIONS = [
    ("en Gmail", "On Mon, Mar 2, 2026 at 10:00 AM Support <s@brand.example> wrote:"),
    ("en Gmail, wrapped", "On Mon, Mar 2, 2026 at 10:00 AM The Very Long Named Support Team\n<s@brand.example> wrote:"),
    ("en Apple", "On 2 Mar 2026, at 10:00, Support <s@brand.example> wrote:"),
    ("en Thunderbird", "On 3/2/26 10:00, Support wrote:"),
    ("en Yahoo", "On Monday, March 2, 2026 at 10:00:00 AM GMT+1, Support <s@brand.example> wrote:"),
    ("en Proton", "On Monday, March 2nd, 2026 at 10:00, Support <s@brand.example> wrote:"),
    ("de Gmail", "Am Mo., 2. März 2026 um 10:00 Uhr schrieb Support <s@brand.example>:"),
    ("de Apple", "Am 02.03.2026 um 10:00 schrieb Support <s@brand.example>:"),
    ("de Thunderbird", "Am 02.03.26 um 10:00 schrieb Support:"),
    ("de GMX", "Support schrieb am 02.03.2026 10:00:"),
    ("de web", "Am 02.03.2026 um 10:00 hat Support <s@brand.example> geschrieben:"),
    ("fr Gmail", "Le lun. 2 mars 2026 à 10:00, Support <s@brand.example> a écrit :"),
    ("fr Thunderbird", "Le 02/03/2026 à 10:00, Support a écrit\u00a0:"),
    ("es Gmail", "El lun, 2 mar 2026 a las 10:00, Support (<s@brand.example>) escribió:"),
    ("es Apple", "El 2 mar 2026, a las 10:00, Support <s@brand.example> escribió:"),
    ("it Gmail", "Il giorno lun 2 mar 2026 alle ore 10:00 Support <s@brand.example> ha scritto:"),
    ("it Thunderbird", "Il 02/03/26 10:00, Support ha scritto:"),
    ("nl Gmail", "Op ma 2 mrt 2026 om 10:00 schreef Support <s@brand.example>:"),
    ("nl Apple", "Op 2 mrt 2026, om 10:00 heeft Support <s@brand.example> het volgende geschreven:"),
    ("pt Gmail", "Em seg., 2 de mar. de 2026 às 10:00, Support <s@brand.example> escreveu:"),
    ("pt Apple", "No dia 02/03/2026, às 10:00, Support <s@brand.example> escreveu:"),
    ("pl Gmail", "pon., 2 mar 2026 o 10:00 Support <s@brand.example> napisał(a):"),
    ("pl Thunderbird", "W dniu 2.03.2026 o 10:00, Support pisze:"),
    ("sv Gmail", "Den mån 2 mars 2026 kl 10:00 skrev Support <s@brand.example>:"),
    ("da Gmail", "Den man. 2. mar. 2026 kl. 10.00 skrev Support <s@brand.example>:"),
    ("no Gmail", "man. 2. mar. 2026 kl. 10:00 skrev Support <s@brand.example>:"),
    ("no Apple", "2. mar. 2026 kl. 10:00 skrev Support <s@brand.example>:"),
    ("cs Gmail", "po 2. 3. 2026 v 10:00 odesílatel Support <s@brand.example> napsal:"),
    ("cs Thunderbird", "Dne 02. 03. 26 v 10:00 Support napsal(a):"),
    ("tr Gmail", "Support <s@brand.example>, 2 Mar 2026 Pzt, 10:00 tarihinde şunu yazdı:"),
    ("tr Thunderbird", "2.03.2026 10:00 tarihinde Support yazdı:"),
    ("ru Gmail", "пн, 2 мар. 2026 г. в 10:00, Support <s@brand.example>:"),
    ("ru Apple", "2 марта 2026 г., в 10:00, Support <s@brand.example> написал(а):"),
    ("ru mail.ru", "Понедельник, 2 марта 2026, 10:00 +03:00 от Support <s@brand.example>:"),
    ("ru Thunderbird", "02.03.2026 10:00, Support пишет:"),
    ("uk Gmail", "пн, 2 бер. 2026 р. о 10:00 Support <s@brand.example> пише:"),
    ("ja Gmail", "2026年3月2日(月) 10:00 Support <s@brand.example>:"),
    ("ja Apple", "2026/03/02 10:00、Support <s@brand.example>のメール:"),
    ("ja Thunderbird", "On 2026/03/02 10:00, Support wrote:"),
    ("zh Gmail", "Support <s@brand.example> 于2026年3月2日周一 10:00写道："),
    ("zh Apple", "在 2026年3月2日，10:00，Support <s@brand.example> 写道："),
    ("zh-TW Gmail", "Support <s@brand.example> 於 2026年3月2日 週一 上午10:00寫道："),
    ("ko Gmail", "2026년 3월 2일 (월) 오전 10:00, Support <s@brand.example>님이 작성:"),
    (
        "ar Gmail",
        (
            "\u202bفي الاثنين، 2 مارس 2026 في 10:00 ص تمت كتابة ما يلي بواسطة"
            " \u202aSupport\u202c\u200f <\u202as@brand.example\u202c\u200f>:\u202c"
        ),
    ),
    ("ar Thunderbird", "في 2026/03/02 10:00، كتب Support:"),
    (
        "he Gmail",
        (
            "\u202bבתאריך יום ב׳, 2 במרץ 2026 ב-10:00 מאת"
            " \u202aSupport\u202c\u200f <\u202as@brand.example\u202c\u200f>:\u202c"
        ),
    ),
    ("he Apple", "ב-2 במרץ 2026, בשעה 10:00, Support <s@brand.example> כתב/ה:"),
    ("fi", "ma 2. maalisk. 2026 klo 10.00 Support <s@brand.example> kirjoitti:"),
    ("hu", "Support <s@brand.example> ezt írta (időpont: 2026. márc. 2., H, 10:00):"),
]


@pytest.mark.parametrize(("client", "line"), ATTRIBUTIONS, ids=[client for client, _ in ATTRIBUTIONS])
def test_a_quotation_with_marks_is_folded(client: str, line: str) -> None:
    text = f"{NEW}\n\n{line}\n\n> Old words.\n>\n> More.\n"
    assert quotes.reply_text(text) == NEW


@pytest.mark.parametrize(("client", "line"), ATTRIBUTIONS, ids=[client for client, _ in ATTRIBUTIONS])
def test_an_answer_below_the_quotation_is_what_is_new(client: str, line: str) -> None:
    assert quotes.reply_text(f"{line}\n> Old words.\n>\n> More.\n\n{NEW}\n") == NEW


HEADER_BLOCKS = [
    ("en", "From: Support <s@brand.example>\nSent: Monday, March 2, 2026 10:00 AM\nTo: Ada\nSubject: Re: A"),
    ("en Mac", "From: Support <s@brand.example>\nDate: Monday, 2 March 2026 at 10:00\nTo: Ada\nSubject: Re: A"),
    ("en bold", "*From:* Support <s@brand.example>\n*Sent:* Monday\n*To:* Ada\n*Subject:* Re: A"),
    ("de", "Von: Support\nGesendet: Montag, 2. März 2026 10:00\nAn: Ada\nCc: Bob\nBetreff: AW: A"),
    ("fr", "De : Support\nEnvoyé : lundi 2 mars 2026 10:00\nÀ : Ada\nObjet : RE: A"),
    ("es", "De: Support\nEnviado el: lunes, 2 de marzo de 2026 10:00\nPara: Ada\nAsunto: RE: A"),
    ("it", "Da: Support\nInviato: lunedì 2 marzo 2026 10:00\nA: Ada\nOggetto: R: A"),
    ("nl", "Van: Support\nVerzonden: maandag 2 maart 2026 10:00\nAan: Ada\nOnderwerp: RE: A"),
    ("pt", "De: Support\nEnviada em: segunda-feira, 2 de março de 2026 10:00\nPara: Ada\nAssunto: RES: A"),
    ("pl", "Od: Support\nWysłano: poniedziałek, 2 marca 2026 10:00\nDo: Ada\nTemat: Odp: A"),
    ("sv", "Från: Support\nSkickat: den 2 mars 2026 10:00\nTill: Ada\nÄmne: SV: A"),
    ("da", "Fra: Support\nSendt: 2. marts 2026 10:00\nTil: Ada\nEmne: SV: A"),
    ("cs", "Od: Support\nOdesláno: pondělí 2. března 2026 10:00\nKomu: Ada\nPředmět: RE: A"),
    ("tr", "Kimden: Support\nGönderildi: 2 Mart 2026 Pazartesi 10:00\nKime: Ada\nKonu: YNT: A"),
    ("ru", "От: Support\nОтправлено: 2 марта 2026 г. 10:00\nКому: Ada\nТема: RE: A"),
    ("ja", "差出人: Support\n送信日時: 2026年3月2日 10:00\n宛先: Ada\n件名: RE: A"),
    ("zh", "发件人: Support\n发送时间: 2026年3月2日 10:00\n收件人: Ada\n主题: 回复: A"),
    ("zh-TW", "寄件者： Support\n寄件日期： 2026年3月2日 10:00\n收件者： Ada\n主旨： 回覆: A"),
    ("ko", "보낸 사람: Support\n보낸 날짜: 2026년 3월 2일 10:00\n받는 사람: Ada\n제목: 답장: A"),
    ("ar", "من: Support\nتاريخ الإرسال: 2 مارس 2026 10:00\nإلى: Ada\nالموضوع: رد: A"),
    ("he", "מאת: Support\nנשלח: 2 במרץ 2026 10:00\nאל: Ada\nנושא: תשובה: A"),
]


@pytest.mark.parametrize(("language", "block"), HEADER_BLOCKS, ids=[language for language, _ in HEADER_BLOCKS])
@pytest.mark.parametrize("above", ["", "________________________________\n", "-----Original Message-----\n"])
def test_outlook_s_header_block_starts_the_old_message(language: str, block: str, above: str) -> None:
    assert quotes.reply_text(f"{NEW}\n\n{above}{block}\n\nOld words.\n\n{NEW}\n") == NEW


@pytest.mark.parametrize(("language", "block"), HEADER_BLOCKS, ids=[language for language, _ in HEADER_BLOCKS])
def test_the_same_block_is_content_in_a_forward(language: str, block: str) -> None:
    text = f"{NEW}\n\n{block}\n\nForwarded words.\n"
    assert "Forwarded words." in quotes.reply_text(text, forward=True)


@pytest.mark.parametrize(
    "subject",
    [
        "Fwd: x",
        "FW: x",
        "WG: x",
        "TR : x",
        "RV: x",
        "I: x",
        "ENC: x",
        "PD: x",
        "VB: x",
        "Пересл: x",
        "転送: x",
        "转发：x",
        "İLT: x",
    ],
)
def test_forwards_are_known_by_their_subject(subject: str) -> None:
    assert quote_marks.is_forward(subject)
    assert not quote_marks.is_forward(f"Re: {subject}")


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Forwarded Message --------",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Message transféré ---------",
        "Anfang der weitergeleiteten Nachricht:",
        "-------- Пересылаемое сообщение --------",
        "---------- 转发的邮件 ----------",
    ],
)
def test_what_was_forwarded_stays_whole(mark: str) -> None:
    text = f"{NEW}\n\n{mark}\nFrom: X <x@y.example>\nDate: Mon\nSubject: S\nTo: me\n\n> quoted there\nwords"
    assert quotes.reply_text(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from my Galaxy",
        "Sent from Outlook for Android<https://aka.ms/x>",
        "Get Outlook for iOS<https://aka.ms/x>",
        "Sent from Yahoo Mail on Android",
        "Sent with Proton Mail secure email.",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Enviado do meu iPhone",
        "Wysłane z iPhone'a",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Odesláno z iPhonu",
        "iPhone'umdan gönderildi",
        "Отправлено с iPhone",
        "iPhoneから送信",
        "发自我的iPhone",
        "從我的 iPhone 傳送",
        "나의 iPhone에서 보냄",
        "أُرسلت من الـ iPhone",
        "נשלח מה-iPhone שלי",
    ],
)
def test_the_last_line_of_a_telephone_is_folded(line: str) -> None:
    assert quotes.reply_text(f"{NEW}\n\n{line}\n") == NEW
    assert quotes.reply_text(f"{NEW}\n\n{line}\n\n> Old words\n") == NEW
    assert (
        quotes.reply_text(f"{NEW}\n\n{line}\n\nOn Mon, Mar 2, 2026 at 10:00, S <s@b.example> wrote:\n\n> Old\n") == NEW
    )


def test_a_complaint_may_begin_like_a_telephone_s_last_line() -> None:
    text = "Sent from my address on Monday, never arrived.\n\nWhere is it?"
    assert quotes.reply_text(text) == text


@pytest.mark.parametrize("dashes", ["-- ", "--", "—"])
def test_a_signature_is_folded_but_a_quotation_below_it_ends_it(dashes: str) -> None:
    assert quotes.reply_text(f"{NEW}\n\n{dashes}\nAda Lovelace\nAnalyst\n") == NEW
    below = f"> Old\n\n{NEW}\n\n{dashes}\nAda\n\nOn 2026-03-02 10:00, S <s@b.example> wrote:\n> Older\n"
    assert quotes.reply_text(below) == NEW


@pytest.mark.parametrize(
    "farewell",
    [
        "Best regards,",
        "Mit freundlichen Grüßen",
        "Cordialement,",
        "Saludos",
        "Pozdrawiam",
        "С уважением,",
        "בברכה,",
        "敬具",
    ],
)
def test_the_card_below_a_farewell_is_folded_and_the_name_kept(farewell: str) -> None:
    card = "Analyst\nEngines Ltd\nTel. +44 20 7946 0000\nwww.engines.example"
    assert quotes.reply_text(f"{NEW}\n\n{farewell}\nAda Lovelace\n\n{card}\n") == f"{NEW}\n\n{farewell}\nAda Lovelace"
    below = f"{NEW}\n\n{farewell}\n\nAda\n{card}\n\nOn Mon, 2 Mar 2026 at 10:00, S <s@b.example> wrote:\n> Old\n"
    assert quotes.reply_text(below) == f"{NEW}\n\n{farewell}\n\nAda"


@pytest.mark.parametrize(
    "text",
    [
        "Thanks\nAda\n\nPS: my number is +44 20 7946 0000",
        "Thanks,\nAda\n\nCan you call me at +44 20 7946 0000?",
        "Thanks\nAda\n\nOne more thing: the lid is broken too.",
        "Thanks!\nAda",
        "Thanks,\nAda\n" + "https://x.example/log line\n" * 20,
    ],
)
def test_words_below_a_farewell_that_are_no_card_stay(text: str) -> None:
    assert quotes.reply_text(text) == text.strip()


def test_a_line_of_dashes_in_a_long_text_is_no_signature() -> None:
    text = "Part one\n--\n" + "\n".join(f"line {number}" for number in range(40))
    assert quotes.reply_text(text) == text


def test_answers_between_quotations_are_all_kept() -> None:
    text = "On 2026-03-02 10:00, S wrote:\n> One?\nAnswer one.\n> Two?\nAnswer two.\n"
    assert quotes.reply_text(text) == "Answer one.\nAnswer two."


@pytest.mark.parametrize(
    "text",
    [
        "Hello,\nFrom: Berlin\nTo: Paris\nwe travelled.",
        "As he wrote:\nnothing happened.",
        "On the road again:\n- one\n- two",
        "The error says:\nTo: must not be empty\nSubject: must not be empty",
        "Am Montag schrieb ich euch:\nkeine Antwort.",
        "a > b and b < c",
        "Hi,\nOn 2026-03-02 at 10:00 your colleague wrote:\nit will come tomorrow.\nIt did not.",
        "----\ntext\n----",
        "Call me at 10:30 or write to me@x.example:\nthanks",
        "",
        "\n\n",
    ],
)
def test_ordinary_words_are_not_folded(text: str) -> None:
    assert quotes.reply_text(text) == text.strip()


def test_a_mail_that_is_only_quotation_is_shown_whole() -> None:
    assert quotes.reply_text("> all\n> of it") == "> all\n> of it"


def test_hints_of_the_html_fold_what_the_words_do_not_tell() -> None:
    lines = ["mine", "theirs", "more", "sig"]
    hints = [Hint.NONE, Hint.QUOTE, Hint.QUOTE, Hint.SIGNATURE]
    (fold,) = quotes.find(lines, hints=hints)
    assert (fold.start, fold.end) == (1, 4)


@given(
    st.lists(
        st.sampled_from(
            [line for _, line in ATTRIBUTIONS] + ["> q", "", "-- ", "text", "From: a", "To: b", "Subject: c"]
        )
    )
)
def test_folds_are_ordered_apart_and_inside(lines: list[str]) -> None:
    text = "\n".join(lines).split("\n")
    position = 0
    for fold in quotes.find(text):
        assert position <= fold.start < fold.end <= len(text)
        position = fold.end
