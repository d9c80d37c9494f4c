"""The API of one forum.

Source: https://docs.discourse.org and the routes and controllers of discourse/discourse, 2026-11-22.
"""

from __future__ import annotations

from typing import Any

from connectors.errors import ConnectorError, ContractChanged, InvalidContent, Rejected
from connectors.http import Answer, Client
from inbox.envelope import OutboundAttachment
from inbox.models import Channel

LIKE = 2  # post_action_type_id
NO_MARKS = str.maketrans(dict.fromkeys("[]()|!\\", " "))  # signs of Markdown in a file's name


class Forum:
    """Signs in by an API key, and speaks as the user whose name stands in the settings."""

    def __init__(self, channel: Channel, *, priority: bool = False) -> None:
        self.username = str(channel.settings["username"])
        self._client = Client(
            channel.settings["server_url"],
            headers={"Api-Key": str(channel.credentials.get("api_key", "")), "Api-Username": self.username},
            bucket=f"discourse:{channel.pk}" if channel.pk else "",
            priority=priority,
            understand=understand,
        )

    def __enter__(self) -> Forum:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def me(self) -> dict[str, Any]:
        return dict(_object(self._client.call("GET", f"/u/{self.username}.json").json()).get("user", {}))

    def latest(self, name: str, *, before: int | None = None) -> list[dict[str, Any]]:
        """Up to 50 posts, newest first: ``posts`` are public ones, ``private-posts`` those in our personal messages."""
        params = {} if before is None else {"before": before}
        answer = _object(self._client.call("GET", f"/{name}.json", params=params).json())
        found = answer.get("latest_posts" if name == "posts" else "private_posts")
        if not isinstance(found, list):
            raise ContractChanged(f"/{name}.json holds no list of posts.")
        return found

    def newest_of(self, topic: int) -> list[dict[str, Any]]:
        """The newest twenty posts of a topic, with what was typed."""
        stream = _object(self._client.call("GET", f"/t/{topic}.json").json()).get("post_stream", {}).get("stream", [])
        params = {"post_ids[]": stream[-20:], "include_raw": "true"}
        answer = _object(self._client.call("GET", f"/t/{topic}/posts.json", params=params).json())
        return list(answer.get("post_stream", {}).get("posts", []))

    def post_id(self, external_id: str) -> int:
        """Posts are known here by topic and number, as people quote them; changing one needs its id."""
        return int(_object(self._client.call("GET", f"/posts/by_number/{external_id}.json").json())["id"])

    def say(self, topic: int, text: str, *, under: int | None) -> dict[str, Any]:
        body: dict[str, Any] = {"topic_id": topic, "raw": text}
        if under is not None:
            body["reply_to_post_number"] = under
        return _object(self._client.call("POST", "/posts.json", json=body).json())

    def upload(self, file: OutboundAttachment) -> str:
        """Keep a file on the forum; what shows it in a post (Markdown). One that no post shows is thrown away there."""
        made = _object(
            self._client.call(
                "POST",
                "/uploads.json",
                form={"upload_type": "composer", "synchronous": "true"},
                files={"file": (file.filename, file.content, file.content_type)},
                repeatable=True,
            ).json()
        )
        if not made.get("short_url"):
            raise ContractChanged("The forum took the file and does not say where it is.")
        name = str(made.get("original_filename") or file.filename).translate(NO_MARKS)
        if file.content_type.startswith("image/") and made.get("width"):
            return f"![{name}]({made['short_url']})"
        return f"[{name}|attachment]({made['short_url']})"

    def edit(self, post: int, text: str) -> None:
        self._client.call("PUT", f"/posts/{post}.json", json={"post": {"raw": text}}, repeatable=True)

    def delete(self, post: int) -> None:
        self._client.call("DELETE", f"/posts/{post}.json", repeatable=True)

    def like(self, post: int) -> None:
        self._client.call("POST", "/post_actions.json", json={"id": post, "post_action_type_id": LIKE}, repeatable=True)

    def unlike(self, post: int) -> None:
        self._client.call("DELETE", f"/post_actions/{post}.json", params={"post_action_type_id": LIKE}, repeatable=True)


def understand(answer: Answer) -> ConnectorError | None:
    """Discourse says in words what it does not like; a person can read them."""
    if answer.status not in (400, 403, 422):
        return None
    try:
        said = answer.json()
    except ConnectorError:
        return None
    words = said.get("errors") if isinstance(said, dict) else None
    if not isinstance(words, list) or not words:
        return None
    text = " ".join(str(word) for word in words)[:400]
    if answer.status == 422:
        return InvalidContent(f"The forum says: {text}", code=str(said.get("error_type") or "invalid"))
    if said.get("error_type") == "invalid_access":
        return None  # the key, not the post
    return Rejected(f"The forum says: {text}", code=str(said.get("error_type") or "rejected"))


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ContractChanged("The answer of the forum is no object.")
    return value
