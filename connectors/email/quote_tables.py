"""What mail programs write around quotations and under messages, by language. Add a language: add a row.

``wrote``: how the line above a quotation ends or what it contains; matched on one to four joined lines.
``labels``: the header block that Outlook and its kin put above the old message: from, date, to, copy, subject.
"""

from __future__ import annotations

from typing import NamedTuple


class Labels(NamedTuple):
    sender: str
    date: str
    to: str
    copy: str
    subject: str


LABELS = {
    "en": Labels("from|reply from", "sent|date|sent on", "to", "cc", "subject"),
    "de": Labels("von", "gesendet|datum|gesendet am", "an", "cc|kopie", "betreff"),
    "fr": Labels("de|expéditeur", "envoyé|date|envoyé le", "à|a|pour", "cc|copie", "objet"),
    "es": Labels("de", "enviado|enviado el|fecha|enviada", "para", "cc", "asunto"),
    "it": Labels("da", "inviato|data|inviata", "a", "cc", "oggetto"),
    "nl": Labels("van", "verzonden|datum", "aan", "cc", "onderwerp"),
    "pt": Labels("de", "enviado|enviada|enviada em|enviado em|data", "para", "cc", "assunto"),
    "pl": Labels("od|nadawca", "wysłano|data|wysłane", "do|adresat", "dw|kopia", "temat"),
    "sv": Labels("från", "skickat|datum", "till", "kopia|cc", "ämne"),
    "da": Labels("fra", "sendt|dato", "til", "cc|kopi", "emne"),
    "cs": Labels("od", "odesláno|datum", "komu", "kopie", "předmět"),
    "tr": Labels(
        "kimden|gönderen", "gönderildi|tarih|gönderme tarihi|gönderim tarihi", "kime|alıcı", "bilgi|cc", "konu"
    ),
    "ru": Labels("от|от кого|отправитель", "отправлено|дата|отправлен", "кому|получатель", "копия", "тема"),
    "uk": Labels("від|від кого", "надіслано|дата", "кому", "копія", "тема"),
    "ja": Labels("差出人|送信者|from", "送信日時|日時|日付|送信日|sent|date", "宛先|to", "cc", "件名|subject"),
    "zh": Labels(
        "发件人|寄件者|寄件人|發件人",
        "发送时间|发送日期|日期|傳送時間|寄件日期|發送時間|时间",
        "收件人|收件者",
        "抄送|副本",
        "主题|主旨|主題",
    ),
    "ko": Labels("보낸 사람|보낸사람", "보낸 날짜|날짜|보낸날짜", "받는 사람|받는사람", "참조", "제목"),
    "ar": Labels("من", "تاريخ الإرسال|التاريخ|تم الإرسال|أرسلت", "إلى", "نسخة", "الموضوع"),
    "he": Labels("מאת", "נשלח|תאריך|נשלח בתאריך", "אל|לכבוד", "עותק", "נושא"),
    "fi": Labels("lähettäjä", "lähetetty|päiväys|päivämäärä", "vastaanottaja", "kopio", "aihe"),
    "hu": Labels("feladó", "elküldve|dátum|küldve", "címzett", "másolatot kap", "tárgy"),
    "ro": Labels("de la|expeditor", "trimis|data|dată", "către", "cc", "subiect"),
    "el": Labels("από", "στάλθηκε|ημερομηνία|απεσταλμένα", "προς", "κοιν.", "θέμα"),
}

# Regular expressions, each matched from the start of the joined line(s) to their end, case-insensitively.
# One unbounded ``.`` run each, so that matching stays linear.
WROTE = {
    "en": (r"on\b.{6,400}\b(?:wrote|writes)", r".{3,300}\bwrote(?: on .{4,80})?"),
    "de": (
        r"a[mn]\b.{6,400}\bschrieb\b.{0,200}",
        r".{3,200}\bschrieb (?:am|an)\b.{4,100}",
        r"a[mn]\b.{6,400}\bgeschrieben",
    ),
    "fr": (r"le\b.{6,400}\ba écrit", r".{3,300}\ba écrit(?: le .{4,80})?"),
    "es": (r"el\b.{6,400}\bescribi[óo]", r".{3,300}\bescribi[óo](?: el .{4,80})?"),
    "it": (r"il\b.{6,400}\bha scritto", r".{3,300}\bha scritto(?: il .{4,80})?"),
    "nl": (
        r"op\b.{6,400}\bschreef\b.{0,200}",
        r".{3,200}\bschreef op\b.{4,100}",
        r"op\b.{6,400}\bhet volgende geschreven",
    ),
    "pt": (r"(?:em|a|no dia)\b.{6,400}\bescreveu", r".{3,300}\bescreveu(?: em .{4,80})?"),
    "pl": (r".{3,400}\b(?:napisał(?:\(a\)|a|/a)?|pisze)",),
    "sv": (r"(?:den\b|\w{3}\b).{6,400}\bskrev\b.{0,200}",),
    "da": (r".{3,400}\bskrev følgende\b.{0,100}",),
    "cs": (r".{3,400}\bnapsal(?:\(a\)|a)?",),
    "tr": (r".{3,400}\b(?:şunları? yazdı|şunu yazdı|yazdı)",),
    "ru": (r".{3,400}\b(?:написал(?:\(а\)|а)?|писал(?:\(а\)|а)?|пишет)", r".{6,200}\d{4}.{0,40}\bот\b.{2,200}>"),
    "uk": (r".{3,400}\b(?:написав(?:\(ла\))?|написала|пише)",),
    "ja": (r".{3,400}(?:書きました|のメッセージ|のメール|wrote)", r"\d{4}年\d{1,2}月\d{1,2}日.{3,300}>"),
    "zh": (r".{3,400}(?:写道|寫道|写到|來信|写的)",),
    "ko": (r".{3,400}(?:작성|썼습니다|작성하였습니다|님이 작성)",),
    "ar": (r".{3,400}(?:كتب|كتبت|كتب/ت|بواسطة.{2,200}|كتب ما يلي)", r".{0,20}في\b.{6,300}(?:كتب|كتبت)\b.{0,200}"),
    "he": (r".{3,400}(?:כתב|כתבה|כתב/ה|כתב\(ה\))", r"בתאריך.{6,300}מאת.{2,200}"),
    "fi": (r".{3,400}\bkirjoitti",),
    "hu": (r".{3,400}\bezt írta.{0,100}",),
    "ro": (r".{3,400}\ba scris",),
    "el": (r".{3,400}\bέγραψε",),
}

# Between two runs of dashes (or underscores), or alone on a line in front of a header block.
ORIGINAL = (
    "original message|original email|ursprüngliche nachricht|originalnachricht|original-nachricht|"
    "message d'origine|message original|message initial|mensaje original|messaggio originale|"
    "oorspronkelijk bericht|mensagem original|wiadomość oryginalna|oryginalna wiadomość|"
    "ursprungligt meddelande|originalmeddelande|oprindelig meddelelse|oprindelig besked|"
    "opprinnelig melding|original melding|původní zpráva|původní e-mail|orijinal mesaj|orijinal ileti|"
    "özgün ileti|исходное сообщение|первоначальное сообщение|оригінальне повідомлення|元のメッセージ|"
    "original|原始邮件|原始郵件|原邮件|원본 메시지|الرسالة الأصلية|رسالة أصلية|ההודעה המקורית|"
    "הודעה מקורית|alkuperäinen viesti|eredeti üzenet|mesaj original|αρχικό μήνυμα"
)

FORWARDED = (
    "forwarded message|begin forwarded message|weitergeleitete nachricht|"
    "anfang der weitergeleiteten nachricht|message transféré|message réexpédié|"
    "début du message transféré|début du message réexpédié|mensaje reenviado|"
    "inicio del mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|doorgestuurd bericht|"
    "begin doorgestuurd bericht|mensagem encaminhada|mensagem reencaminhada|"
    "início da mensagem encaminhada|início da mensagem reencaminhada|wiadomość przekazana|"
    "przekazana wiadomość|początek przekazywanej wiadomości|początek przekazanej wiadomości|"
    "vidarebefordrat meddelande|vidarebefordrat brev|videresendt meddelelse|videresendt melding|"
    "videresendt besked|starten på den videresendte meddelelse|start på videresendt besked|"
    "přeposlaná zpráva|začátek přeposílané zprávy|iletilmiş mesaj|iletilen mesaj|yönlendirilen mesaj|"
    "i̇letilen mesajın başlangıcı|пересылаемое сообщение|пересланное сообщение|"
    "начало переадресованного сообщения|переслане повідомлення|転送されたメッセージ|転送メッセージ|"
    "转发的邮件|转发邮件信息|轉寄的郵件|轉寄郵件|开始转发的邮件|下面是被转发的邮件|"
    "以下は転送メッセージです|전달된 메시지|رسالة معاد توجيهها|الرسالة المعاد توجيهها|"
    "رسالة مُعاد توجيهها|הודעה שהועברה|הודעה מועברת"
)

# Subjects of forwards: what follows is why the customer writes.
FORWARD_PREFIXES = (
    "fw|fwd|wg|tr|rv|enc|res-enc|i|inoltra|doorst|pd|vb|vs|vid|videresend|přep|fs|ilt|i̇lt|пер|пересл|"
    "пересылка|転送|转发|轉寄|전달|إعادة توجيه|הועבר"
)

# The last line that telephones and free services add. Matched from the start of the line.
SENT_FROM = (
    r"sent from (?:my|outlook|yahoo|mail for|the |proton|samsung|gmail|aol|a |blackberry|galaxy|an? |email|windows)",
    r"sent (?:via|with|using) .{2,40}(?:mail|outlook|app|secure email|phone|spark|superhuman|airmail)",
    r"get outlook for|download outlook for|yahoo mail: search",
    r"von meinem .{2,60} gesendet|gesendet (?:von|mit|aus|über) .{2,80}",
    r"diese nachricht wurde von meinem .{2,80}|holen sie sich outlook",
    r"outlook für .{2,20} (?:beziehen|herunterladen|abrufen)",
    r"envoyé (?:de|depuis|à partir de|avec) .{2,80}|obtenez outlook|obtenir outlook|télécharger outlook",
    r"provenance\s*: courrier",
    r"enviado (?:desde|con|do|de|a partir|via) .{2,80}|obtener outlook|obtenha o outlook|obter o outlook",
    r"descargar outlook",
    r"inviat[oa] (?:da|dal|dall'|con) ?.{2,80}|ottieni outlook|scarica outlook",
    r"(?:verstuurd|verzonden) (?:vanaf|via|met|vanuit) .{2,80}|outlook voor .{2,20} downloaden|download outlook voor",
    r"wysłan[eo] (?:z|przy użyciu) .{2,80}|pobierz (?:program )?outlook|pobierz aplikację outlook",
    r"skickat från .{2,80}|skaffa outlook|hämta outlook",
    r"sendt fra .{2,80}|hent outlook|få outlook|skaff outlook",
    r"odesláno z .{2,80}|získejte outlook|získat outlook|stáhnout outlook",
    r".{2,40}(?:'?[dt][ae]n|ımdan|imden|umdan|ümden) gönderildi|outlook for .{2,20} edinin|.{2,30} için outlook",
    r"отправлено (?:с|из|от) .{2,80}|отправлен[оа]? (?:из|с) .{2,80}|скачать outlook|получить outlook",
    r"надіслано з .{2,80}",
    r"(?:.{0,30}iphone|.{0,30}ipad|.{0,30}android|.{0,30}スマートフォン|.{0,30}モバイル|.{0,30}outlook.{0,20})\s?(?:から送信|から送信されました|を入手)",
    r".{0,20}送信元",
    r"(?:发自|發自|来自|來自|從|从|傳送自|发送自).{0,3}(?:我的|我)?.{0,3}(?:iphone|ipad|android|手机|手機|华为|小米|oppo|vivo|qq邮箱|网易|outlook|yahoo).{0,40}",
    r"获取 outlook|取得 outlook",
    r"나의 .{2,30}에서 보냄|내 .{2,30}에서 보냄",
    r"(?:أُرسلت|أرسلت|تم الإرسال|مرسل|أُرسل|مرسلة) من .{2,80}|الحصول على outlook|احصل على outlook",
    r"(?:נשלח|נשלחה) (?:מ|ב).{2,80}|הורד את outlook|קבל את outlook|להורדת outlook",
    r"lähetetty .{2,60}(?:sta|stä|lta|ltä)|hanki outlook",
)

# Words of farewell on a line of their own. Below them comes the name, which is kept, then what a signature holds.
SIGN_OFFS = (
    "best|best regards|kind regards|warm regards|regards|with best regards|with kind regards|many thanks|thanks|"
    "thank you|thanks in advance|cheers|sincerely|yours sincerely|yours faithfully|best wishes|all the best|"
    "mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|freundliche grüße|viele grüße|"
    "beste grüße|liebe grüße|herzliche grüße|mit besten grüßen|grüße|gruß|mfg|vg|lg|danke|vielen dank|"
    "cordialement|bien cordialement|salutations|meilleures salutations|bien à vous|merci|sincères salutations|"
    "saludos|un saludo|atentamente|saludos cordiales|gracias|cordialmente|cordiali saluti|distinti saluti|saluti|"
    "grazie|met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|groeten|groet|mvg|bedankt|"
    "atenciosamente|cumprimentos|com os melhores cumprimentos|obrigado|obrigada|abraços|abraço|pozdrawiam|"
    "z poważaniem|pozdrowienia|dziękuję|vänliga hälsningar|med vänliga hälsningar|mvh|hälsningar|tack|"
    "med venlig hilsen|venlig hilsen|med vennlig hilsen|vennlig hilsen|hilsen|tak|takk|s pozdravem|děkuji|díky|"
    "saygılarımla|iyi çalışmalar|teşekkürler|selamlar|с уважением|с наилучшими пожеланиями|спасибо|з повагою|"
    "よろしくお願いいたします|よろしくお願いします|以上、よろしくお願いいたします|敬具|此致|敬礼|谢谢|祝好|顺祝商祺|"
    "مع خالص التحية|تحياتي|مع التحية|شكرا|בברכה|תודה|ystävällisin terveisin|üdvözlettel|cu stimă|με εκτίμηση"
)
