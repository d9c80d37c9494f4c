"""What an admin pastes into their site, and the names under which the chat stands there."""

from __future__ import annotations

import re

from django.conf import settings as site
from django.urls import reverse

from connectors.base import Snippet
from inbox import brands
from inbox.models import Channel

ADDRESS = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")


def is_built() -> bool:
    return (site.CHAT_DIR / "loader.js").is_file()


def shown_name(name: str, channel: Channel, style: str) -> str:
    """An agent as visitors see them."""
    brand = brands.name_of(channel)
    if style == "brand" or not name.strip():
        return brand
    return name.split()[0] if style == "first" else name


def snippets(channel: Channel) -> list[Snippet]:
    """For a channel that is stored: its key is part of them."""
    script = f"{site.PUBLIC_URL}{reverse('widget:loader', args=[channel.hook_key])}"
    policy = f"script-src {site.PUBLIC_URL}; frame-src {site.PUBLIC_URL}"
    return [
        Snippet(
            title="Put this on every page that shows the chat, anywhere inside its body",
            language="html",
            text=f'<script src="{script}" async></script>',
        ),
        Snippet(
            title="If your site has a Content-Security-Policy, add these sources to it",
            language="text",
            text=policy,
        ),
        Snippet(
            title="For visitors who are signed in on your site: your server adds who they are, and signs it",
            language="html",
            text=(
                f'<script src="{script}" async\n'
                '        data-user-id="42" data-user-hash="the signature"\n'
                '        data-user-name="Ada Lovelace" data-user-email="ada@example.org"></script>'
            ),
        ),
        Snippet(
            title="The signature in Python. Sign on your server only: the secret must never reach a page",
            language="python",
            text=(
                "import hashlib, hmac\n"
                "signature = hmac.new(SECRET.encode(), user_id.encode(), hashlib.sha256).hexdigest()"
            ),
        ),
        Snippet(
            title="The signature in PHP",
            language="php",
            text="$signature = hash_hmac('sha256', $user_id, $secret);",
        ),
        Snippet(
            title="The signature in Node.js",
            language="javascript",
            text="const signature = require('crypto').createHmac('sha256', secret).update(userId).digest('hex');",
        ),
    ]
