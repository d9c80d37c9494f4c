"""Connect, change, try out and disconnect channels. Their connector decides what a setting may be.

Every change is recorded with who made it and which fields, never a secret.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings as site
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from connectors import fields, registry, views
from connectors.base import Check, Connector, Installs, ShowsPages
from inbox import events, ingest, outbox
from inbox.errors import InboxError
from inbox.models import Brand, Channel, Event, Team, User

PLAIN = ("name", "brand", "active", "face_id")
READ_AGAIN = dt.timedelta(hours=24)


def create(
    kind: str,
    *,
    actor: User,
    address: str,
    name: str,
    team_id: int,
    team_ids: Collection[int] = (),
    settings: Mapping[str, Any],
    credentials: Mapping[str, Any],
    **plain: Any,
) -> Channel:
    """A new channel; it starts working at once."""
    _check_face(plain)
    channel = Channel(kind=kind, name=name, **plain)
    _configure(channel, address=address, settings=settings, credentials=credentials)
    return _save(channel, actor=actor, done={"created"}, team_id=team_id, team_ids=team_ids)


def change(channel_id: int, *, actor: User, **changes: Any) -> Channel:
    """name, brand, active, paused, team_id, team_ids, address, settings (those given), credentials (those given)."""
    _check_face(changes)
    with transaction.atomic():
        channel = Channel.objects.select_for_update(no_key=True).get(pk=channel_id)
        done = {name for name in PLAIN if name in changes and getattr(channel, name) != changes[name]}
        for name in done:
            setattr(channel, name, changes[name])
        resumes = _pause(channel, changes.get("paused"), done)
        before = (channel.address, channel.settings, channel.credentials)
        if changes.keys() & {"address", "settings", "credentials"}:
            _configure(
                channel,
                address=changes.get("address", channel.address),
                settings={**channel.settings, **changes.get("settings", {})},
                credentials=changes.get("credentials", {}),
            )
        after = (channel.address, channel.settings, channel.credentials)
        done |= {
            name
            for name, old, new in zip(("address", "settings", "credentials"), before, after, strict=True)
            if old != new
        }
        if before != after or "active" in done:  # what failed may work now: try at once
            channel.failures, channel.next_poll_at = 0, None
            channel.health, channel.health_detail = Channel.Health.UNKNOWN, ""
            channel.next_check_at = None
            if channel.active:  # another account, or another token: it is asked, and subscribed, anew
                account = {name: value for name, value in channel.facts.get("account", {}).items() if name != "hook"}
                channel.facts = {**channel.facts, "account": account}
        team_id, team_ids = changes.get("team_id"), changes.get("team_ids")
        changed = _save(channel, actor=actor, done=done, team_id=team_id, team_ids=team_ids)
        if resumes:
            _go_on(changed)
    return changed


def read_again(channel: Channel, *, actor: User) -> int:
    """Read once more what came in the last day; how many items those are."""
    return ingest.read_again(channel, since=timezone.now() - READ_AGAIN, actor=actor)


def delete(channel_id: int, *, actor: User) -> None:
    """Only a channel on which nothing was ever said; others are switched off."""
    try:
        with transaction.atomic():
            Event.objects.filter(channel=channel_id).update(channel=None)  # they stay, and name it in their data
            Channel.objects.get(pk=channel_id).delete()
            events.record("channel.changed", actor=actor, data={"channel_id": channel_id, "fields": ["deleted"]})
    except ProtectedError:
        message = "Tickets or mails belong to this channel, so it stays. Switch it off instead."
        raise InboxError("channel_in_use", message, 409) from None


def try_out(
    kind: str,
    *,
    address: str,
    settings: Mapping[str, Any],
    credentials: Mapping[str, Any],
    stored: Channel | None = None,
) -> list[Check]:
    """Connect for real with settings that are not saved; secrets not given are those of ``stored``."""
    channel = Channel(kind=kind, name=stored.name if stored else "")
    if stored is not None:
        channel.settings, channel.credentials = stored.settings, stored.credentials
    _configure(channel, address=address, settings={**channel.settings, **settings}, credentials=credentials)
    return registry.get(kind).validate(channel)


def shown(channel: Channel) -> dict[str, Any]:
    """What an admin may see of the set-up: settings, which secrets there are, and what is to be pasted elsewhere."""
    connector = registry.get(channel.kind)
    known = channel.facts.get("account", {})
    return {
        "hook_url": views.called_at(channel),
        "page_url": _page(connector, channel),
        "account": {
            "checked_at": known.get("checked_at"),
            "token_expires_at": known.get("token_expires_at"),
            "subscribed": known.get("subscribed"),
            "last_inbound_at": _iso(channel.last_inbound_at),
            "last_outbound_at": _iso(outbox.last_settled(channel)),
            "last_ok_at": _iso(channel.last_ok_at),
        },
        "waiting": {"incoming": ingest.unread(channel), "outgoing": outbox.waiting(channel)},
        "install": (
            [dataclasses.asdict(snippet) for snippet in connector.install(channel)]
            if isinstance(connector, Installs)
            else []
        ),
        "face_id": channel.face_id,
        "settings": channel.settings,
        "secrets": sorted(name for name in channel.credentials if not name.startswith("_")),
    }


def _pause(channel: Channel, paused: bool | None, done: set[str]) -> bool:
    """Pause it or go on, where that is a change. True: it goes on, and what waited is to be taken up."""
    if paused is None or paused == (channel.paused_at is not None):
        return False
    channel.paused_at = timezone.now() if paused else None
    done.add("paused" if paused else "resumed")
    if not paused:
        channel.failures, channel.next_poll_at = 0, None
    return not paused


def _go_on(channel: Channel) -> None:
    """What waited: calls that were kept, replies, and what is to be fetched. The sweeps would find it too."""
    events.nudge(ingest.PROCESS, queue="ingest")
    events.nudge("connectors.tasks.poll_due", queue="polling", args=(channel.pk,))
    for task in ("deliver_due", "act_due"):
        events.nudge(f"connectors.tasks.{task}", queue="delivery", args=(channel.pk,))


def _page(connector: Connector, channel: Channel) -> str:
    """Where customers write on a page of ours."""
    front = connector.front(channel) if isinstance(connector, ShowsPages) else ""
    return f"{site.PUBLIC_URL}{front}" if front else ""


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _configure(channel: Channel, *, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> None:
    """Check and set address, settings, credentials and capabilities; raises InboxError naming what is refused."""
    connector = registry.get(channel.kind)
    cleaned = fields.clean(
        connector.fields,
        settings,
        credentials=credentials,
        stored=channel.credentials,
        before=channel.settings,
    )
    channel.address = connector.clean(address, *cleaned)
    channel.settings, channel.credentials = cleaned
    channel.capabilities = connector.capabilities(channel.settings, channel.facts)


def _save(
    channel: Channel, *, actor: User, done: set[str], team_id: int | None, team_ids: Collection[int] | None
) -> Channel:
    try:
        with transaction.atomic():
            if team_id is not None and team_id != channel.team_id:
                channel.team = _teams([team_id], "team_id")[0]
                done.add("team_id")
            channel.save()
            done |= _share(channel, team_ids)
            if done:
                what = ["created"] if "created" in done else sorted(done)
                data = {"channel_id": channel.pk, "fields": what}
                events.record("channel.changed", channel=channel, actor=actor, data=data)
                events.nudge("connectors.tasks.check_due", queue="polling", args=(channel.pk,))
    except IntegrityError as error:
        taken = "address" if "one_channel_per_address" in str(error) else "name"
        raise InboxError(
            "invalid", f"There is a channel with this {taken} already.", fields={taken: "Taken."}
        ) from None
    return channel


def _share(channel: Channel, team_ids: Collection[int] | None) -> set[str]:
    """The teams that work on it; the one that gets its new tickets always does."""
    before = set(channel.teams.values_list("pk", flat=True))
    after = before if team_ids is None else {team.pk for team in _teams(team_ids, "team_ids")}
    after = after | {channel.team_id}
    channel.teams.set(after)
    return {"team_ids"} if before != after else set()


def _check_face(fields: Mapping[str, Any]) -> None:
    chosen = fields.get("face_id")
    if chosen is not None and not Brand.objects.filter(pk=chosen).exists():
        raise InboxError("invalid", "There is no such brand.", fields={"face_id": f"No brand {chosen}."})


def _teams(ids: Collection[int], field: str) -> list[Team]:
    found = list(Team.objects.filter(pk__in=ids))
    if missing := set(ids) - {team.pk for team in found}:
        raise InboxError("invalid", "There is no such team.", fields={field: f"No team {min(missing)}."})
    return found
