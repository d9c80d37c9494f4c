"""What an entry of the log of direct messages says.

Source: lexicon chat.bsky.convo.defs in the npm package @atproto/api; read 2026-11-21.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from connectors.bluesky import links
from connectors.bluesky.account import NETWORK
from connectors.bluesky.people import address, moment
from inbox.envelope import (
    Address,
    DeletedBy,
    InboundEvent,
    InboundMessage,
    MessageDeleted,
    Reaction,
    Unparsed,
    Visibility,
)

Json = dict[str, Any]
CHAT = "chat.bsky.convo.defs#"
LOGGED = frozenset({"logCreateMessage", "logDeleteMessage", "logAddReaction", "logRemoveReaction"})
# Known log entries in which nobody says anything.
SILENT = frozenset(
    {
        *("logBeginConvo", "logAcceptConvo", "logLeaveConvo", "logMuteConvo", "logUnmuteConvo", "logReadMessage"),
        *("logReadConvo", "logAddMember", "logRemoveMember", "logMemberJoin", "logMemberLeave", "logLockConvo"),
        *("logUnlockConvo", "logLockConvoPermanently", "logEditGroup", "logCreateJoinLink", "logEditJoinLink"),
        *("logEnableJoinLink", "logDisableJoinLink", "logIncomingJoinRequest", "logApproveJoinRequest"),
        *("logRejectJoinRequest", "logOutgoingJoinRequest", "logReadJoinRequests"),
        *("logWithdrawIncomingJoinRequest", "logWithdrawOutgoingJoinRequest"),
    }
)


def events(entry: Json, peer: Json, *, us: str) -> list[InboundEvent]:
    kind = str(entry["$type"]).removeprefix(CHAT)
    if kind in SILENT:
        return []
    if kind not in LOGGED:
        return [Unparsed(reason=f"A log entry of the type {kind!r} is not known.")]
    said: Json = entry["message"]
    external_id = f"{entry['convoId']}/{said['id']}"
    if kind == "logDeleteMessage":  # deleting is "for me" only: the account's owner did it
        at = moment(said.get("sentAt"), said.get("sentAt"))
        return [MessageDeleted(external_id=external_id, at=at, by=DeletedBy.US)]
    if "Reaction" in kind:
        reaction: Json = entry["reaction"]
        sender = Address(network=NETWORK, handle=str(reaction["sender"]["did"]))
        at, added = moment(reaction["createdAt"], ""), kind == "logAddReaction"
        return [Reaction(external_id=external_id, sender=sender, emoji=str(reaction["value"])[:40], at=at, added=added)]
    if str(said.get("$type") or "").endswith(("#deletedMessageView", "#systemMessageView")):
        return []
    own = str(said["sender"]["did"]) == us
    known = address(peer) if peer.get("did") else None
    sender = known if known and (own or known.handle == said["sender"]["did"]) else address(said["sender"])
    text = str(said["text"])
    return [
        InboundMessage(
            external_id=external_id,
            fingerprint=hashlib.sha256(external_id.encode()).hexdigest(),
            sender=sender,
            own=own,
            sent_at=dt.datetime.fromisoformat(said["sentAt"]),
            body_text=text,
            body_html=links.html(text, said.get("facets") or []),
            reply_text=text,
            visibility=Visibility.PRIVATE,
            surface="dm",
            conversation=str(entry["convoId"]),
            version=str(said.get("rev") or ""),
        )
    ]
