"""Skills, and who has them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, skills
from inbox.api.operation import Ask, operation
from inbox.api.shapes import routing as shapes
from inbox.api.strict import Body, Id
from inbox.models import Skill


class SkillChanges(Body):
    name = serializers.CharField(max_length=60, required=False)
    language = serializers.RegexField(r"^[A-Za-z]{2,3}\Z", required=False, allow_blank=True, max_length=20)


class NewSkill(SkillChanges):
    name = serializers.CharField(max_length=60)


class Level(Body):
    skill_id = Id()
    level = serializers.IntegerField(min_value=1, max_value=5)


class MySkills(Body):
    skills = serializers.ListField(child=Level(), max_length=200)


class SkillList(APIView):
    @operation("skills_list", summary="All skills, and who has which level", returns=shapes.Skills)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": _rows(list(skills.every())), "next": None}

    @operation(
        "skills_create", summary="A new skill", body=NewSkill, returns=shapes.Skill, status=201, role="supervisor"
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        return _rows([skills.create(actor=ask.user, **ask.body)])[0]


class SkillDetail(APIView):
    @operation("skills_update", summary="Change it", body=SkillChanges, returns=shapes.Skill, role="supervisor")
    def patch(self, ask: Ask, skill_id: int) -> dict[str, Any]:
        return _rows([skills.change(skill_id, actor=ask.user, **ask.body)])[0]

    @operation("skills_delete", summary="Remove it from everybody", role="supervisor")
    def delete(self, ask: Ask, skill_id: int) -> None:
        skills.delete(skill_id, actor=ask.user)


class UserSkills(APIView):
    @operation(
        "users_skills",
        summary="These skills, and no others",
        body=MySkills,
        returns=shapes.Skills,
        role="supervisor",
    )
    def put(self, ask: Ask, user_id: int) -> dict[str, Any]:
        wanted = {each["skill_id"]: each["level"] for each in ask.body["skills"]}
        skills.give(access.person(ask.user, user_id).pk, wanted, actor=ask.user)
        return {"results": _rows(list(skills.every())), "next": None}


def _rows(found: list[Skill]) -> list[dict[str, Any]]:
    levels = skills.levels()
    return [
        {
            "id": skill.pk,
            "name": skill.name,
            "language": skill.language,
            "people": [{"user_id": user_id, "level": level} for user_id, level in levels.get(skill.pk, {}).items()],
        }
        for skill in found
    ]
