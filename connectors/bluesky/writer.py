"""Say something, take it back, like; and direct messages.

Source: docs.bsky.app ("Posts", "Threads"), lexicons com.atproto.repo.*, app.bsky.feed.post, chat.bsky.convo.*; what a
PDS answers to a key that is taken (500) was seen in @atproto/dev-env 0.6.7, 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from connectors.bluesky import chat_writer, facets, keys
from connectors.bluesky.session import Session
from connectors.errors import Ambiguous, ConnectorError, InvalidContent, NotFound, Transient, Unsupported
from inbox.envelope import ActionKind, OutboundAction, OutboundPart, SendResult

Json = dict[str, Any]
POST, LIKE = "app.bsky.feed.post", "app.bsky.feed.like"


class Writer:
    """For one batch."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def send(self, part: OutboundPart) -> SendResult:
        return (
            chat_writer.send(self._session, part, self._resolve) if part.message.surface == "dm" else self._post(part)
        )

    def sent(self, part: OutboundPart) -> SendResult | None:
        """The post that this part became, if it did."""
        found = self._record(keys.post_uri(self._session.did, part.idempotency_key))
        return SendResult(external_id=str(found["uri"])) if found else None

    def act(self, action: OutboundAction) -> None:
        if action.surface == "dm":
            chat_writer.act(self._session, action)
            return
        match action.kind:
            case ActionKind.DELETE:
                self._delete(action.external_id)
            case ActionKind.LIKE:
                self._like(action.external_id)
            case ActionKind.UNLIKE:
                if liked := (self._view(action.external_id).get("viewer") or {}).get("like"):
                    self._delete(str(liked))
            case _:
                raise Unsupported(f"Bluesky has no {action.kind.value}.")

    def _post(self, part: OutboundPart) -> SendResult:
        record: Json = {"$type": POST, "text": part.text, "createdAt": _now()}
        if found := facets.find(part.text, self._resolve):
            record["facets"] = found
        if part.message.parent_id:
            record["reply"] = self._reply(part)
        if part.attachments:
            images = [
                {"alt": file.filename.rsplit(".", 1)[0], "image": self._session.upload(file.content, file.content_type)}
                for file in part.attachments
            ]
            record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
        key = keys.rkey(part.idempotency_key)
        made = self._create(POST, key, record)
        return SendResult(external_id=str(made["uri"]))

    def _create(self, collection: str, key: str, record: Json) -> Json:
        """A key that is taken is answered with an error like any other: then what we wanted is there."""
        did = self._session.did
        body = {"repo": did, "collection": collection, "rkey": key, "record": record}
        try:
            made: Json = self._session.post("com.atproto.repo.createRecord", body, repeatable=True)
        except (Transient, Ambiguous, InvalidContent) as error:
            if found := self._there_after(error, f"at://{did}/{collection}/{key}"):
                return found
            raise
        return made

    def _there_after(self, error: ConnectorError, uri: str) -> Json | None:
        try:
            return self._record(uri)
        except ConnectorError:
            raise error from None

    def _record(self, uri: str) -> Json | None:
        repo, collection, key = keys.split_uri(uri)
        try:
            found: Json = self._session.get("com.atproto.repo.getRecord", repo=repo, collection=collection, rkey=key)
        except NotFound:
            return None
        return found

    def _reply(self, part: OutboundPart) -> Json:
        """Root and parent, each with its hash; the parts of a long text hang under each other."""
        asked = self._view(part.message.parent_id)
        here = {"uri": asked["uri"], "cid": asked["cid"]}
        root = (asked["record"].get("reply") or {}).get("root") or here
        before = self._record(part.reply_to) if part.reply_to else None
        parent = {"uri": before["uri"], "cid": before["cid"]} if before else here
        return {"root": {"uri": root["uri"], "cid": root["cid"]}, "parent": parent}

    def _view(self, uri: str) -> Json:
        posts = self._session.get("app.bsky.feed.getPosts", uris=[uri])["posts"]
        if posts:
            view: Json = posts[0]
            return view
        if keys.split_uri(uri)[0] == self._session.did and (own := self._record(uri)):  # not indexed yet
            return {"uri": own["uri"], "cid": own["cid"], "record": own["value"]}
        raise NotFound("What this answers was deleted, or its author has blocked us.")

    def _resolve(self, handle: str) -> str:
        try:
            return str(self._session.get("com.atproto.identity.resolveHandle", handle=handle)["did"])
        except (NotFound, InvalidContent):
            return ""

    def _like(self, uri: str) -> None:
        view = self._view(uri)
        if (view.get("viewer") or {}).get("like"):
            return
        subject = {"uri": view["uri"], "cid": view["cid"]}
        self._create(LIKE, keys.rkey(f"like {uri}"), {"$type": LIKE, "subject": subject, "createdAt": _now()})

    def _delete(self, uri: str) -> None:
        """Deleting what is not there is no error."""
        repo, collection, key = keys.split_uri(uri)
        body = {"repo": repo, "collection": collection, "rkey": key}
        self._session.post("com.atproto.repo.deleteRecord", body, repeatable=True)


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
