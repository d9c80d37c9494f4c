"""Skills: what some people can and others cannot, and how well. A language is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from inbox import events
from inbox.errors import InboxError
from inbox.models import Skill, User, UserSkill


def every() -> QuerySet[Skill]:
    return Skill.objects.all()


def levels() -> dict[int, dict[int, int]]:
    """Of everybody: ``{skill id: {user id: 1–5}}``."""
    found: dict[int, dict[int, int]] = {}
    for skill_id, user_id, level in UserSkill.objects.order_by("user_id").values_list("skill_id", "user_id", "level"):
        found.setdefault(skill_id, {})[user_id] = level
    return found


def create(*, actor: User, name: str, language: str = "") -> Skill:
    try:
        with transaction.atomic():
            skill = Skill.objects.create(name=name, language=language.lower())
            _told(actor, skill_id=skill.pk, fields=["created"])
    except IntegrityError as error:
        raise _taken(error) from None
    return skill


def change(skill_id: int, *, actor: User, **changes: Any) -> Skill:
    """Name, language."""
    try:
        with transaction.atomic():
            skill = _locked(skill_id)
            if "language" in changes:
                changes["language"] = changes["language"].lower()
            done = [name for name, value in changes.items() if getattr(skill, name) != value]
            for name in done:
                setattr(skill, name, changes[name])
            if done:
                skill.save(update_fields=done)
                _told(actor, skill_id=skill.pk, fields=sorted(done))
    except IntegrityError as error:
        raise _taken(error) from None
    return skill


def delete(skill_id: int, *, actor: User) -> None:
    """Nobody has it any more; routing passes over it where a ticket still asks for it."""
    with transaction.atomic():
        _locked(skill_id).delete()
        _told(actor, skill_id=skill_id, fields=["deleted"])


def give(user_id: int, wanted: Mapping[int, int], *, actor: User) -> None:
    """This person has these skills, ``{skill id: level 1–5}``, and no others."""
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user_id)
        known = set(Skill.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        if missing := sorted(set(wanted) - known):
            why = _("Unknown: {these}.").format(these=", ".join(map(str, missing)))
            raise InboxError("invalid", f"skills: {why}", fields={"skills": why})
        if dict(user.skills.values_list("skill_id", "level")) == dict(wanted):
            return
        user.skills.all().delete()
        UserSkill.objects.bulk_create(UserSkill(user=user, skill_id=pk, level=wanted[pk]) for pk in sorted(wanted))
        events.record("user.changed", actor=actor, data={"user_id": user.pk, "fields": ["skills"]})
        events.nudge("inbox.tasks.route", queue="default")


def _locked(skill_id: int) -> Skill:
    found = Skill.objects.select_for_update(no_key=True).filter(pk=skill_id).first()
    if found is None:
        raise InboxError("not_found", _("There is no such skill."), 404)
    return found


def _told(actor: User, **data: Any) -> None:
    events.record("skill.changed", actor=actor, data=data)
    events.nudge("inbox.tasks.route", queue="default")


def _taken(error: IntegrityError) -> InboxError:
    field = "language" if "one_language_skill" in str(error) else "name"
    why = _("Another skill is this language.") if field == "language" else _("There is a skill of this name already.")
    return InboxError("invalid", f"{field}: {why}", fields={field: why})
