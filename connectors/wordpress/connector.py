"""WordPress as a connector: comments come in by looking, answers and moderation go out over REST."""

from __future__ import annotations

import contextlib
import html
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.base import Check, HealthReport, Send
from connectors.errors import ConnectorError, PermissionMissing, Unsupported
from connectors.fields import Field
from connectors.networks import scoped
from connectors.wordpress import parse, poll
from connectors.wordpress.site import Site, connected
from inbox.envelope import (
    ActionKind,
    DeliveryClass,
    InboundEvent,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    SendResult,
    Visibility,
)
from inbox.errors import InboxError
from inbox.models import Channel, RawInbound

LONGEST = 65_525  # bytes; wp_get_comment_fields_max_lengths()
LOOK_BACK = 50  # comments; where an answer that got lost is looked for
STATUS = {ActionKind.HIDE: "hold", ActionKind.UNHIDE: "approved"}


class WordPressConnector:
    key = "wordpress"
    name = "WordPress comments"
    fields = (
        Field(
            name="server_url",
            title="Address of the site",
            help="As visitors see it: https://shop.example or https://shop.example/blog.",
            required=True,
        ),
        Field(name="username", title="User name", help="An editor or administrator of the site.", required=True),
        Field(
            name="password",
            title="Application password",
            help="Made in WordPress under Users, Profile, Application Passwords. Not the password you sign in with.",
            secret=True,
            required=True,
            sent_to=("server_url",),
        ),
        Field(
            name="backlog_days",
            title="Days to look back",
            group="incoming",
            advanced=True,
            help="Comments of so many days are taken when you connect; 0 takes only what comes from now on.",
            kind="integer",
            default=1,
            minimum=0,
            maximum=30,
        ),
    )

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "network": scoped("wordpress", parse.host_of(settings.get("server_url", ""))),
            "delivery_class": DeliveryClass.LOOKUP.value,
            "visibilities": [Visibility.PUBLIC.value],
            "recipients": {"editable": False},
            "attachments": {"max_count": 0},
            "surfaces": {
                parse.SURFACE: {
                    "label": "Comment",
                    "visibility": Visibility.PUBLIC.value,
                    "text": {"max": LONGEST, "unit": "utf8_bytes", "format": "plain", "split": False},
                    "actions": {"own": ["edit", "delete", "hide", "unhide"], "theirs": ["hide", "unhide", "delete"]},
                }
            },
        }

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        url = str(settings["server_url"])
        if not url.startswith(("https://", "http://")) or not parse.host_of(url) or "?" in url or "#" in url:
            raise InboxError(
                "invalid_settings",
                "Some settings of the channel are not usable.",
                fields={"settings.server_url": "The address of a site, as in https://shop.example/blog."},
            )
        return parse.host_of(url)

    def validate(self, channel: Channel) -> list[Check]:
        with connected(channel) as site:
            try:
                user = site.get("users/me", context="edit")
            except ConnectorError as error:
                return [Check(name="Sign in", ok=False, detail=str(error))]
            checks = [Check(name="Sign in", ok=True, detail=f"As {user['name']}.")]
            may = bool(user.get("capabilities", {}).get("moderate_comments"))
            words = "May answer, hide and delete." if may else "May not moderate: make this user an editor."
            checks.append(Check(name="Moderate comments", ok=may, detail=words))
            return checks

    def health(self, channel: Channel) -> HealthReport:
        with connected(channel) as site:
            user = site.get("users/me", context="edit")
        if not user.get("capabilities", {}).get("moderate_comments"):
            raise PermissionMissing("The user may not moderate comments any more.", scope="moderate_comments")
        return HealthReport(ok=True, detail=f"Signed in as {user['name']}.")

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return parse.to_events(bytes(raw.body), host=raw.channel.address, received_at=raw.received_at)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        with connected(channel) as site:
            return poll.look(site, channel)

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with connected(channel, priority=True) as site:

            def send(part: OutboundPart) -> SendResult:
                comment = site.write("POST", "comments", _comment(part))
                return SendResult(external_id=str(comment["id"]), detail=str(comment.get("status", "")))

            yield send

    def reconcile(self, channel: Channel, part: OutboundPart) -> SendResult | None:
        """Among our newest comments there: the one that says this, under the same comment."""
        wanted = _comment(part)
        with connected(channel, priority=True) as site:
            ours = site.get(
                "comments",
                context="edit",
                status="all",
                author=site.get("users/me")["id"],
                post=wanted["post"],
                orderby="id",
                order="desc",
                per_page=LOOK_BACK,
            )
        for comment in ours:
            if comment["parent"] == wanted["parent"] and comment["content"]["raw"].strip() == wanted["content"].strip():
                return SendResult(external_id=str(comment["id"]))
        return None

    def act(self, channel: Channel, action: OutboundAction) -> None:
        with connected(channel, priority=True) as site:
            _act(site, action)


def _act(site: Site, action: OutboundAction) -> None:
    """All of them set a state, so doing one twice is harmless."""
    route = f"comments/{action.external_id}"
    if action.kind is ActionKind.EDIT and action.own:
        site.write("POST", route, {"content": _escaped(action.text)}, repeatable=True)
    elif action.kind is ActionKind.DELETE:  # into WordPress's trash, from where an editor can bring it back
        site.write("DELETE", route, repeatable=True)
    elif action.kind in STATUS:
        site.write("POST", route, {"status": STATUS[action.kind]}, repeatable=True)
    else:
        raise Unsupported(f"WordPress cannot {action.kind} a comment.")


def _comment(part: OutboundPart) -> dict[str, Any]:
    message = part.message
    return {
        "post": int(message.post_id),
        "parent": int(message.parent_id or message.conversation),
        "content": _escaped(part.text),
    }


def _escaped(text: str) -> str:
    """Comments are HTML; ours say what the agent typed."""
    return html.escape(text, quote=False)


connector = WordPressConnector()
