"""Slack's markup, both ways."""

from __future__ import annotations

import pytest

from connectors.slack import mrkdwn, writer


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<https://shop.example/a?b=1&amp;c=2>", "https://shop.example/a?b=1&c=2"),
        ("<https://shop.example|the shop>", "the shop (https://shop.example)"),
        ("<https://shop.example|shop.example>", "https://shop.example"),
        ("<mailto:ada@shop.example|ada@shop.example>", "ada@shop.example"),
        ("<@U0ADA|ada> in <#C01|help>, <!here>, <!subteam^S1|@crew>", "@ada in #help, @here, @crew"),
        ("<!date^1392734382^{date}|Feb 18, 2014>", "Feb 18, 2014"),
        ("2 < 3", "2 < 3"),
        ("مرحبا 👩‍👩‍👧 你好", "مرحبا 👩‍👩‍👧 你好"),
    ],
)
def test_a_message_is_read_as_people_see_it(source: str, text: str) -> None:
    assert mrkdwn.to_text(source) == text


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("plain &lt;b&gt;", ""),
        ("*bold* _it_ ~no~ `x*y*` 2*3*4", "<b>bold</b> <i>it</i> <s>no</s> <code>x*y*</code> 2*3*4"),
        ("```a &lt; b\n*c*```", "<pre>a &lt; b<br>*c*</pre>"),
        (
            "<https://shop.example/a_b_c|*x* &amp; y>",
            '<a href="https://shop.example/a_b_c" rel="noopener noreferrer nofollow">*x* &amp; y</a>',
        ),
        ("*x* <javascript:alert(1)|click>", "<b>x</b> click (javascript:alert(1))"),
        ("*x* &lt;script&gt;", "<b>x</b> &lt;script&gt;"),
        (
            '<https://x.example/"onclick="|y>',
            '<a href="https://x.example/&quot;onclick=&quot;" rel="noopener noreferrer nofollow">y</a>',
        ),
    ],
)  # fmt: skip
def test_formatting_is_html_in_which_nothing_can_be_smuggled(source: str, html: str) -> None:
    assert mrkdwn.to_html(source) == html


@pytest.mark.parametrize(
    ("html", "source"),
    [
        ("<p>Hello &amp; <b>welcome</b></p><p>Bye</p>", "Hello &amp; *welcome*\n\nBye"),
        (
            '<p>See <a href="https://shop.example/?a=1&amp;b=2">here</a></p>',
            "See <https://shop.example/?a=1&amp;b=2|here>",
        ),
        ("<ul><li>one</li><li><i>two</i></li></ul>", "- one\n- _two_"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("<pre>a &lt;\n  b</pre>", "```a &lt;\n  b```"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<p>&lt;!channel&gt;</p>", "&lt;!channel&gt;"),
    ],
)
def test_our_reply_keeps_its_formatting_and_calls_nobody(html: str, source: str) -> None:
    assert writer.from_html(html) == source
