"""Colleagues and teams that a note calls by name: ``<span data-mention="user-7">@Priya</span>``.

They are told at once, whatever their quiet hours, and whoever was called by name follows the ticket from then on.
Nobody is told of a ticket that they may not see: the note keeps their names, so that its author knows.
"""

from __future__ import annotations

from html.parser import HTMLParser

from django.utils.translation import gettext_noop

from inbox import access, following, notifying
from inbox.markup import MENTION
from inbox.models import Follower, Mention, Message, Team, Ticket, User
from inbox.wording import Said

MOST = 50  # in one note; whoever names more has a mailing list
SHOWN = 160  # characters of the note in a notification


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.users: list[int] = []
        self.teams: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = MENTION.fullmatch(dict(attrs).get("data-mention") or "")
        if tag == "span" and found is not None:
            (self.users if found[1] == "user" else self.teams).append(int(found[2]))


def read(html: str) -> tuple[list[int], list[int]]:
    """The ids of people and of teams, each once, in the order of the text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return list(dict.fromkeys(reader.users))[:MOST], list(dict.fromkeys(reader.teams))[:MOST]


def tell(ticket: Ticket, note: Message, author: User) -> list[str]:
    """In the note's transaction; returns the names of those who may not see the ticket and were not told."""
    user_ids, team_ids = read(note.body_html)
    if not user_ids and not team_ids:
        return []
    people = list(User.objects.filter(pk__in=user_ids, is_active=True).order_by("pk"))
    teams = list(Team.objects.filter(pk__in=team_ids).prefetch_related("members").order_by("pk"))
    members = {team.pk: [user for user in team.members.all() if user.is_active] for team in teams}
    able = _able(ticket, [*people, *(user for found in members.values() for user in found)])
    named = [user for user in people if user.pk in able]
    reached = [team for team in teams if any(user.pk in able for user in members[team.pk])]
    Mention.objects.bulk_create(
        [
            *(Mention(message=note, user=user) for user in named),
            *(Mention(message=note, team=team) for team in reached),
        ]
    )
    said = " ".join(note.body_text.split())[:SHOWN]
    words = Said(gettext_noop("{who} mentioned you: {words}"), who=author.get_full_name(), words=said)
    for user in named:
        following.follow(ticket, user, Follower.Why.MENTIONED, actor=author)
    others = [user for user in named if user.pk != author.pk]
    notifying.tell(others, "mention", words, ticket=ticket, reason=Said(gettext_noop("You were mentioned in a note.")))
    told = {author.pk, *(user.pk for user in named)}
    for team in reached:
        called = [user for user in members[team.pk] if user.pk not in told]
        told |= {user.pk for user in called}
        words = Said(
            gettext_noop("{who} mentioned {team}: {words}"), who=author.get_full_name(), team=team.name, words=said
        )
        why = Said(gettext_noop("You are in the team {team}."), team=team.name)
        notifying.tell(called, "team_mention", words, ticket=ticket, reason=why)
    missed = [user.get_full_name() for user in people if user.pk not in able]
    return missed + [team.name for team in teams if team not in reached]


def _able(ticket: Ticket, users: list[User]) -> set[int]:
    scopes = access.scopes({user.pk for user in users})
    return {pk for pk, (_, channels) in scopes.items() if channels is None or ticket.channel_id in channels}
