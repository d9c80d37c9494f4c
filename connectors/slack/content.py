"""What a Slack message holds, as text and files.

source: https://api.slack.com/types/file and https://api.slack.com/events/message/file_share, read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.slack import mrkdwn
from inbox.envelope import MediaKind, MediaRef

UNSEEN = frozenset({"tombstone", "hidden_by_limit"})  # modes of files that are gone
Json = Mapping[str, Any]


def text(event: Json, files: list[Json]) -> tuple[str, str]:
    """With the links of files that lie elsewhere. A bot's words may be in its attachments alone."""
    source = str(event.get("text") or "")
    if not source and "user" not in event:
        source = "\n".join(str(one.get("text") or one.get("fallback") or "") for one in event.get("attachments") or [])
    for file in files:
        if file.get("mode") == "external" and file.get("external_url", file.get("url_private")):
            url = file.get("external_url") or file["url_private"]
            source += f"\n<{url}|{mrkdwn.escape(file.get('title', 'file'))}>"
    return mrkdwn.to_text(source).strip(), mrkdwn.to_html(source.strip())


def media(file: Json) -> MediaRef:
    kind = str(file.get("mimetype", ""))
    main = kind.partition("/")[0]
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    look_up = file.get("file_access") == "check_file_info" or not url  # of another workspace
    return MediaRef(
        ref=f"file:{file['id']}" if look_up else url,
        kind=MediaKind(main) if main in ("image", "video", "audio") else MediaKind.FILE,
        filename=str(file.get("name", "")),
        content_type=kind,
        size=file.get("size"),
    )
