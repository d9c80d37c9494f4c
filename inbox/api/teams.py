"""Teams: who works together, and on which channels."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, teams
from inbox.api import directory
from inbox.api.operation import Ask, operation
from inbox.api.shapes import people as shapes
from inbox.api.strict import Body, Id
from inbox.models import Team


class TeamChanges(Body):
    name = serializers.CharField(max_length=80, required=False)
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    member_ids = serializers.ListField(child=Id(), required=False, max_length=1000)
    channel_ids = serializers.ListField(child=Id(), required=False, max_length=1000)
    calendar_id = Id(required=False, allow_null=True, help_text="Business hours; null: those of the organisation.")
    strategy = serializers.ChoiceField(Team.Strategy.choices, required=False)
    sticky_days = serializers.IntegerField(min_value=0, max_value=365, required=False)
    sticky_wait = serializers.IntegerField(min_value=0, max_value=86_400, required=False)
    relax_after = serializers.IntegerField(min_value=0, max_value=604_800, required=False)
    ramp = serializers.IntegerField(min_value=0, max_value=1000, required=False)
    vip_reserve = serializers.IntegerField(min_value=0, max_value=1000, required=False)
    offers = serializers.BooleanField(required=False)
    after_hours = serializers.ChoiceField(Team.AfterHours.choices, required=False)
    hand_over_to_id = Id(required=False, allow_null=True)
    take_back = serializers.ChoiceField(Team.TakeBack.choices, required=False)


class NewTeam(TeamChanges):
    name = serializers.CharField(max_length=80)


class TeamList(APIView):
    @operation("teams_list", summary="All teams", returns=shapes.Teams)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": _rows(ask, list(access.teams(ask.user))), "next": None}

    @operation("teams_create", summary="A new team", body=NewTeam, returns=shapes.Team, status=201, role="admin")
    def post(self, ask: Ask) -> dict[str, Any]:
        return _rows(ask, [teams.create(actor=ask.user, **ask.body)])[0]


class TeamDetail(APIView):
    @operation("teams_read", summary="One team", returns=shapes.Team)
    def get(self, ask: Ask, team_id: int) -> dict[str, Any]:
        return _rows(ask, [access.team(ask.user, team_id)])[0]

    @operation("teams_update", summary="Change it", body=TeamChanges, returns=shapes.Team, role="admin")
    def patch(self, ask: Ask, team_id: int) -> dict[str, Any]:
        return _rows(ask, [teams.change(access.team(ask.user, team_id).pk, actor=ask.user, **ask.body)])[0]

    @operation("teams_delete", summary="Remove a team that nothing refers to", role="admin")
    def delete(self, ask: Ask, team_id: int) -> None:
        teams.delete(access.team(ask.user, team_id).pk, actor=ask.user)


def _rows(ask: Ask, found: list[Team]) -> list[dict[str, Any]]:
    """An agent is not told of channels that they may not see."""
    allowed = access.channel_ids(ask.user)
    shown = directory.team_rows(found)
    if allowed is not None:
        for row in shown:
            row["channel_ids"] = [pk for pk in row["channel_ids"] if pk in allowed]
    return shown
