"""Contacts, people, teams and channels as JSON; the same rules as rows.py."""

from __future__ import annotations

from collections.abc import Iterable

from inbox.api.rows import Row, grouped
from inbox.models import Channel, Contact, Identity, Membership, Team, User


def contact_rows(contacts: Iterable[Contact]) -> list[Row]:
    """With all identities, without tickets."""
    contacts = list(contacts)
    identities = Identity.objects.filter(contact_id__in=[contact.pk for contact in contacts]).order_by("pk")
    of = grouped(identities, lambda identity: identity.contact_id, take=identity_row)
    return [
        {
            "id": contact.pk,
            "name": contact.name,
            "notes": contact.notes,
            "language": contact.language,
            "zone": contact.zone,
            "vip": contact.vip,
            "labels": contact.labels,
            "custom": contact.custom,
            "identities": of[contact.pk],
            "version": contact.version,
        }
        for contact in contacts
    ]


def identity_row(identity: Identity) -> Row:
    return {
        "id": identity.pk,
        "network": identity.network,
        "handle": identity.handle,
        "name": identity.name,
        "verified": identity.verified,
        "primary": identity.primary,
        "spam": identity.spam_at is not None,
        "url": identity.url,
    }


def user_rows(users: Iterable[User]) -> list[Row]:
    """What every colleague may see of a person."""
    users = list(users)
    memberships = Membership.objects.filter(user_id__in=[user.pk for user in users]).order_by("team_id")
    teams = grouped(memberships, lambda membership: membership.user_id, take=lambda membership: membership.team_id)
    return [
        {
            "id": user.pk,
            "name": user.get_full_name(),
            "username": user.username,
            "role": user.role,
            "availability": user.availability,
            "team_ids": teams[user.pk],
            "active": user.is_active,
        }
        for user in users
    ]


def team_rows(teams: Iterable[Team]) -> list[Row]:
    teams = list(teams)
    ids = [team.pk for team in teams]
    memberships = Membership.objects.filter(team_id__in=ids).order_by("user_id")
    members = grouped(memberships, lambda membership: membership.team_id, take=lambda membership: membership.user_id)
    links = Channel.teams.through.objects.filter(team_id__in=ids).order_by("channel_id")
    channels = grouped(links, lambda link: link.team_id, take=lambda link: link.channel_id)
    return [
        {
            "id": team.pk,
            "name": team.name,
            "description": team.description,
            "member_ids": members[team.pk],
            "channel_ids": channels[team.pk],
            "calendar_id": team.calendar_id,
            "strategy": team.strategy,
            "sticky_days": team.sticky_days,
            "sticky_wait": team.sticky_wait,
            "relax_after": team.relax_after,
            "ramp": team.ramp,
            "vip_reserve": team.vip_reserve,
            "offers": team.offers,
            "after_hours": team.after_hours,
            "hand_over_to_id": team.hand_over_to_id,
            "take_back": team.take_back,
        }
        for team in teams
    ]


def channel_rows(channels: Iterable[Channel]) -> list[Row]:
    """What an agent sees of a channel: never settings or credentials."""
    channels = list(channels)
    links = Channel.teams.through.objects.filter(channel_id__in=[channel.pk for channel in channels])
    teams = grouped(links.order_by("team_id"), lambda link: link.channel_id, take=lambda link: link.team_id)
    return [
        {
            "id": channel.pk,
            "kind": channel.kind,
            "name": channel.name,
            "address": channel.address,
            "brand": channel.brand,
            "active": channel.active,
            "paused_at": channel.paused_at,
            "team_id": channel.team_id,
            "team_ids": teams[channel.pk],
            "health": channel.health,
            "health_detail": channel.health_detail,
            "capabilities": channel.capabilities,
        }
        for channel in channels
    ]


def users_by_id(ids: Iterable[int]) -> dict[int, Row]:
    return {row["id"]: row for row in user_rows(User.objects.filter(pk__in=set(ids)))}
