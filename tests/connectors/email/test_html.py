from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.email import html
from tests.connectors.email.letters import mail, read

# Nested, unclosed, mutating, encoded: each must come out with nothing that runs, loads or leaves.
EVIL = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script/x>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    '<img """><script>alert(1)</script>">',
    "<img src='x' oNlOaD='alert(1)'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi><table><mi><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src=1>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<listing>&lt;img onerror=alert(1) src=x&gt;</listing>",
    "<xmp><p title='</xmp><script>alert(1)</script>'></xmp>",
    "<template><script>alert(1)</script></template>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<plaintext><script>alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61vascript&colon;alert(1)'>x</a>",
    "<a href='javascript&Tab;:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.example/x'>x</a>",
    "<a href='/api/v1/tickets'>x</a>",
    "<a href='cid:x'>x</a>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img src='data:text/html,x'>",
    "<img src='//evil.example/x.png'>",
    "<img src='/media/x.png'>",
    "<img src=x srcset='https://evil.example/x.png 2x'>",
    "<img src='http://evil.example/x.gif'>",
    "<img lowsrc='http://evil.example/x' dynsrc='http://evil.example/x'>",
    "<picture><source srcset='https://evil.example/x.png'></picture>",
    "<video src='https://evil.example/v' poster='https://evil.example/p'></video>",
    "<audio src='https://evil.example/v'></audio>",
    "<input type=image src='https://evil.example/x'>",
    "<table background='https://evil.example/x'><tr><td background='https://evil.example/x'>x</table>",
    "<body background='https://evil.example/x' onload=alert(1)>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>body{background:url(https://evil.example/x)}</style>",
    "<div style='background:url(https://evil.example/x)'>x</div>",
    "<div style='background-image:url(https://evil.example/x)'>x</div>",
    "<div style='background-color:red;background:u\\72l(https://evil.example/x)'>x</div>",
    "<div style='list-style:url(https://evil.example/x)'>x</div>",
    "<div style='border-image:url(https://evil.example/x)'>x</div>",
    "<div style='cursor:url(https://evil.example/x),auto'>x</div>",
    "<div style='color:red;width:image-set(\"https://evil.example/x\" 1x)'>x</div>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999'>cover</div>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<iframe src='https://evil.example/'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='https://evil.example/x.swf'></object><embed src='https://evil.example/x.swf'>",
    "<applet code=x archive='https://evil.example/x'></applet>",
    "<form action='https://evil.example/'><input name=password><button>ok</button></form>",
    "<button formaction='javascript:alert(1)'>x</button>",
    "<isindex action='javascript:alert(1)'>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<details open ontoggle=alert(1)>x</details>",
    "<p id=location name=cookie>clobber</p><form id=x><input name=attributes></form>",
    "<div data-quoted>pretend</div><div data-remote-src='https://evil.example/x'>x</div>",
    "<img data-remote-src='javascript:alert(1)'>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<a title='<img src=x onerror=alert(1)>' href='https://ok.example'>x</a>",
    "<a title='\"><img src=x onerror=alert(1)>'>x</a>",
    "<a title='x id=' lang='y onmouseover=alert(1)'>x</a>",
    "<img alt=\"`onerror=alert(1)\" src='cid:x'>",
    "<p style='color:red\"onmouseover=alert(1)'>x</p>",
    "\x00<scr\x00ipt>alert(1)</script>",
    "<ſcript>alert(1)</ſcript>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
]

TAGS = html._TAGS
ATTRIBUTES = set().union(*html._ATTRIBUTES.values()) - {"class", "id"} | {"rel", "data-remote-src", "data-cid"}


class Judge(HTMLParser):
    """An independent parser that knows only what is allowed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        for name, text in attrs:
            value = "".join((text or "").split()).lower()
            wrapper = tag == "div" and name == "data-quoted"
            if not wrapper and name not in ATTRIBUTES:
                self.wrong.append(f"{tag} {name}")
            if name == "href" and not value.startswith(("http://", "https://", "mailto:", "tel:")):
                self.wrong.append(f"href {value}")
            if name == "src" and not value.startswith("data:image/"):
                self.wrong.append(f"src {value}")
            if name == "data-remote-src" and not value.startswith(("http://", "https://")):
                self.wrong.append(f"remote {value}")
            if name == "style" and re.search(r"url|expression|position|@|\\|image", value):
                self.wrong.append(f"style {value}")
        if tag == "a" and dict(attrs).get("rel") != "noopener noreferrer nofollow ugc":
            self.wrong.append("link without rel")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("instruction")


def judged(source: str) -> list[str]:
    judge = Judge()
    judge.feed(source)
    judge.close()
    return judge.wrong


@pytest.mark.parametrize("source", EVIL)
def test_nothing_in_a_stranger_s_html_runs_loads_or_leaves(source: str) -> None:
    for wrapped in (source, f"<div>before{source}after</div>", f"<table><tr><td>{source}", source * 3):
        cleaned = html.clean(wrapped)
        assert judged(cleaned.html) == []
        assert html.clean(cleaned.html).html.count("<script") == 0


@given(
    st.lists(
        st.sampled_from([*EVIL, "<p>", "</p>", "<b>", "text", "<blockquote>", "</div>", '"', "'", ">"]), max_size=8
    )
)
def test_no_mixture_of_them_does_either(pieces: list[str]) -> None:
    assert judged(html.clean("".join(pieces)).html) == []


@given(st.text(alphabet="<>/='\" abpdivscriptonhref:&#;!-\n\t", max_size=200))
def test_no_soup_of_tags_does_either(source: str) -> None:
    assert judged(html.clean(source).html) == []


@given(
    st.lists(
        st.sampled_from([*EVIL, "x<br>", "<p>On 2026-03-03 10:00, S wrote:</p>", "<blockquote type=cite>q"]), max_size=6
    )
)
def test_cleaning_twice_changes_only_where_images_and_folds_are_marked(pieces: list[str]) -> None:
    once = html.clean("".join(pieces)).html
    again = html.clean(once).html
    marks = re.compile(r' data-(?:remote-src|cid)="[^"]*"|<div data-quoted>|</?div>|\n')
    assert marks.sub("", again) == marks.sub("", once)


def test_images_wait_until_they_are_asked_for() -> None:
    source = (
        '<img src="https://x.example/p.gif?a=1&amp;b=2" alt="Logo"><img src="cid:a@b"><img'
        ' src="data:image/png;base64,AA==">'
    )
    cleaned = html.clean(source)
    assert 'data-remote-src="https://x.example/p.gif?a=1&amp;b=2"' in cleaned.html
    assert 'data-cid="a@b"' in cleaned.html
    assert 'src="data:image/png;base64,AA=="' in cleaned.html
    assert cleaned.cids == {"a@b"}
    assert re.findall(r'\ssrc="http', cleaned.html) == []


def test_links_open_without_telling_where_they_come_from() -> None:
    cleaned = html.clean('<a href="https://x.example/?a=1&b=2" target="_top">x</a> <a href="tel:+49">call</a>')
    assert cleaned.html.count('rel="noopener noreferrer nofollow ugc"') == 2
    assert "target" not in cleaned.html


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("a   b\n\tc", "a b c"),
        ("<b>bold</b><i>er</i> text", "bolder text"),
        ("x &amp; y &lt; z &euro; &nbsp;!", "x & y < z € !"),
        ("<ul><li>a<li>b</ul><ol><li>x<li>y</ol>", "- a\n- b\n\n1. x\n2. y"),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a\tb\nc\td"),
        ("<h1>Title</h1>text", "Title\n\ntext"),
        ("<pre>keep   this\n  so</pre>", "keep   this\n  so"),
        ("<a href='https://x.example/a'>here</a>", "here <https://x.example/a>"),
        ("<a href='https://x.example/'>x.example</a>", "x.example"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
        ("<a href='https://x.example'><img src='cid:x' alt='Logo'></a>", "[Logo] <https://x.example>"),
        ("<p>a</p><blockquote type=cite><p>q1</p><p>q2</p></blockquote><p>b</p>", "a\n\n> q1\n>\n> q2\n\nb"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n>> b"),
        ("<blockquote style='margin:0 0 0 40px;border:none'>indented</blockquote>", "indented"),
        ("<style>p{}</style><script>x</script><title>t</title>only", "only"),
        ("", ""),
    ],
)
def test_html_reads_as_text(source: str, text: str) -> None:
    assert html.clean(source).text == text


GMAIL = (
    '<div dir="ltr">New words</div><br><div class="gmail_quote gmail_quote_container"><div'
    ' dir="ltr" class="gmail_attr">'
    'On Mon, Mar 2, 2026 at 10:00 AM Support &lt;<a href="mailto:s@b.example">s@b.example</a>&gt; wrote:<br></div>'
    '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid">Old words</blockquote></div>'
)
OUTLOOK = (
    "<div class=WordSection1><p class=MsoNormal>New words</p><div><div"
    " style='border:none;border-top:solid #E1E1E1 1.0pt'>"
    "<p class=MsoNormal><b>Von:</b> Support &lt;s@b.example&gt;<br><b>Gesendet:</b> Montag, 2. März 2026 10:00<br>"
    "<b>An:</b> Ada<br><b>Betreff:</b> AW: Frage</p></div></div><p class=MsoNormal>Old"
    " words</p><table><tr><td>Old words"
    "</td></tr></table></div>"
)
OUTLOOK_WEB = (
    '<div>New words</div><div id="appendonsend"></div><hr'
    ' style="display:inline-block;width:98%"><div id="divRplyFwdMsg">'
    "<b>From:</b> Support<br><b>Sent:</b> Monday<br><b>Subject:</b> Re</div><div>Old words</div>"
)
APPLE = (
    "<div>New words</div><div><br><blockquote type='cite'><div>On 2 Mar 2026, at 10:00, Support"
    " &lt;s@b.example&gt; wrote:</div>"
    "<div>Old words</div></blockquote></div>"
)
THUNDERBIRD = (
    '<p>New words</p><div class="moz-cite-prefix">Am 02.03.26 um 10:00 schrieb Support:<br></div>'
    '<blockquote type="cite" cite="mid:x"><p>Old words</p></blockquote><div class="moz-signature">-- <br>Ada</div>'
)
YAHOO = (
    '<div class="ydp1">New words</div><div id="ydp2yahoo_quoted_123"'
    ' class="ydp2yahoo_quoted"><div>On Monday, March 2, 2026 at'
    " 10:00:00 AM GMT+1, Support &lt;s@b.example&gt; wrote:</div><div>Old words</div></div>"
)
PROTON = (
    '<div>New words</div><div class="protonmail_signature_block">Sent with Proton Mail.</div>'
    '<div class="protonmail_quote">On Monday, 2 March 2026 at 10:00, Support wrote:<blockquote>Old'
    " words</blockquote></div>"
)
PLAIN_IN_HTML = "<pre>New words\n\nOn 2026-03-02 10:00, Support wrote:\n&gt; Old words\n</pre>"


@pytest.mark.parametrize("source", [GMAIL, OUTLOOK, OUTLOOK_WEB, APPLE, THUNDERBIRD, YAHOO, PROTON, PLAIN_IN_HTML])
def test_every_client_s_quotation_is_folded_and_still_there(source: str) -> None:
    cleaned = html.clean(source)
    assert judged(cleaned.html) == []
    outside = _outside(cleaned.html)
    assert "New words" in outside
    assert "Old words" not in outside
    assert "Support" not in outside
    assert cleaned.html.count("Old words") == source.count("Old words")
    assert cleaned.html.count("<div") == cleaned.html.count("</div>")


def test_a_forward_is_shown_unfolded() -> None:
    cleaned = html.clean(OUTLOOK, forward=True)
    assert "data-quoted" not in cleaned.html


def test_answers_between_quotations_stay_visible() -> None:
    source = (
        '<div class="gmail_quote"><div class="gmail_attr">On Mon, 2 Mar 2026 at 10:00, S'
        " &lt;s@b.example&gt; wrote:</div>"
        '<blockquote class="gmail_quote">First question?</blockquote><div>First answer</div>'
        '<blockquote class="gmail_quote">Second question?</blockquote><div>Second answer</div></div>'
    )
    outside = _outside(html.clean(source).html)
    assert "First answer" in outside
    assert "Second answer" in outside
    assert "question" not in outside


def test_a_wrapper_never_stands_where_a_table_would_throw_it_out() -> None:
    wrote = "<p>On 2026-03-02 10:00, S &lt;s@b.example&gt; wrote:</p>"
    source = f"<p>New</p>{wrote}<table><tr><td>Old</td></tr></table><ul><li>Old</ul>"
    cleaned = html.clean(source)
    assert html.clean(cleaned.html).html.count("<table") == 1
    assert "<table><div" not in cleaned.html
    assert "Old" not in _outside(cleaned.html)


def test_html_nested_without_end_is_read_as_text() -> None:
    cleaned = html.clean("<div>" * 50_000 + "deep")
    assert cleaned.text == "deep"
    assert cleaned.notes


def test_a_mail_with_only_html_has_a_text() -> None:
    message = read(mail(GMAIL, content_type="text/html; charset=utf-8"))
    assert message.body_text.startswith("New words")
    assert message.reply_text == "New words"
    assert "data-quoted" in message.body_html


def _outside(source: str) -> str:
    """The HTML without what is folded, by counting divs."""
    out, depth = [], 0
    for token in re.split(r"(<div[^>]*>|</div>)", source):
        if token == "<div data-quoted>" or (depth and token.startswith("<div")):
            depth += 1
        elif depth and token == "</div>":
            depth -= 1
        elif not depth:
            out.append(token)
    return "".join(out)
