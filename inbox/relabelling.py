"""Giving a label another name, making one of two, taking one away: on every ticket and person, and wherever a rule, a
macro, a policy, a survey or a view asks for it.

What is set up changes at once. Tickets follow bit by bit, as a ``Bulk`` of whoever asked, without an event each: a
label that is called otherwise is no news of a ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import events, labels, macros, surveys, wording
from inbox.conditions.trees import GROUPS
from inbox.errors import InboxError
from inbox.models import Bulk, Label, Macro, Policy, Survey, Ticket, User, View
from inbox.rules import versions as rules
from inbox.sla import policies

WORK = "inbox.tasks.work_bulk"
CHUNK = 500
ASKED = ("labels", "contact.labels")  # the fields of conditions that are compared with labels
CARRIES = "EXISTS (SELECT FROM unnest(labels) AS word WHERE lower(word) = lower(%s))"
TICKETS = """
    SELECT id FROM inbox_ticket WHERE EXISTS (SELECT FROM unnest(labels) AS word WHERE lower(word) = lower(%s))
    ORDER BY id
"""
CONTACTS = """
    SELECT count(*) FROM inbox_contact
    WHERE merged_into_id IS NULL AND EXISTS (SELECT FROM unnest(labels) AS word WHERE lower(word) = lower(%s))
"""
# Every word once, where its first was; a word that becomes nothing goes.
REPLACE = """
    UPDATE {table} SET version = version + 1, labels = (
        SELECT coalesce(array_agg(word ORDER BY place), '{{}}') FROM (
            SELECT word, min(place) AS place FROM (
                SELECT CASE WHEN lower(word) = lower(%s) THEN %s ELSE word END AS word, place
                FROM unnest(labels) WITH ORDINALITY AS had(word, place)
            ) AS has WHERE word IS NOT NULL GROUP BY word
        ) AS kept
    ) WHERE {where}
"""
USES = {
    "rule": gettext_noop("the rule “{name}”"),
    "macro": gettext_noop("the macro “{name}”"),
    "policy": gettext_noop("the policy “{name}”"),
    "survey": gettext_noop("the survey “{name}”"),
    "view": gettext_noop("the view “{name}”"),
}


@dataclass(frozen=True)
class Use:
    """One thing that is set up and asks for a label. ``rewrite`` gives it another one."""

    what: str  # rule, macro, policy, survey, view
    id: int
    name: str
    rewrite: Callable[[str], None]


def uses(label: Label, *, actor: User) -> dict[str, Any]:
    """``{"tickets": n, "contacts": n, "named_by": [Use]}``"""
    return {
        "tickets": len(_tickets(label.name)),
        "contacts": _count_contacts(label.name),
        "named_by": list(_named_by(label.name, actor)),
    }


def rename(label_id: int, name: str, *, actor: User) -> Bulk | None:
    """The work that begins; None where it is called so already."""
    name = labels.checked(name)
    with transaction.atomic():
        label = _locked(label_id)
        was = label.name
        if was == name:
            return None
        label.name = name
        try:
            with transaction.atomic():
                label.save(update_fields=["name"])
        except IntegrityError:
            raise labels.taken(name) from None
        labels.told(label, actor, ["name"], before={"name": was}, after={"name": name})
        return _begin(was, name, actor)


def merge(label_id: int, into_id: int, *, actor: User) -> Bulk:
    """Whatever has the first has the second instead, and the first is gone."""
    if label_id == into_id:
        raise labels.refused("into_id", _("A label cannot be merged into itself."))
    with transaction.atomic():
        gone, into = (_locked(pk) for pk in (label_id, into_id))
        gone_name = gone.name
        gone.delete()
        labels.told(into, actor, ["merged"], merged={"id": label_id, "name": gone_name})
        return _begin(gone_name, into.name, actor)


def remove(label_id: int, *, actor: User) -> Bulk:
    """From every ticket and person. Refused while something that is set up asks for it."""
    with transaction.atomic():
        label = _locked(label_id)
        if named := [_(USES[use.what]).format(name=use.name) for use in _named_by(label.name, actor)]:
            these = wording.listed([*named[:5], _("more")] if len(named) > 5 else named)
            raise InboxError(
                "label_in_use", _("Still asked for by {these}; change that first.").format(these=these), 409
            )
        labels.told(label, actor, ["deleted"])
        name = label.name
        label.delete()
        return _begin(name, None, actor)


def work(bulk: Bulk) -> None:
    """One chunk of a locked row. Locks its tickets by number; merged ones carry labels, too."""
    was, now = bulk.changes["label"]
    ids = bulk.ticket_ids[bulk.done : bulk.done + CHUNK]
    list(Ticket.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    with connection.cursor() as cursor:
        cursor.execute(REPLACE.format(table="inbox_ticket", where="id = ANY(%s)"), [was, now, ids])
    bulk.done += len(ids)


def _begin(was: str, now: str | None, actor: User) -> Bulk:
    if now is not None:
        for use in list(_named_by(was, actor)):
            try:
                use.rewrite(now)
            except InboxError as error:
                why = _("First mend {use}, where this label is asked for: {message}").format(
                    use=_(USES[use.what]).format(name=use.name), message=error.message
                )
                raise InboxError(error.code, why, 409) from None
    with connection.cursor() as cursor:
        cursor.execute(REPLACE.format(table="inbox_contact", where=CARRIES), [was, now, was])
    ids = _tickets(was)
    bulk = Bulk.objects.create(actor=actor, changes={"label": [was, now]}, ticket_ids=ids)
    if ids:
        events.nudge(WORK, queue="default")
    else:
        bulk.state, bulk.finished_at = Bulk.State.DONE, timezone.now()
        bulk.save()
    return bulk


def _tickets(name: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(TICKETS, [name])
        return [pk for (pk,) in cursor.fetchall()]


def _count_contacts(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(CONTACTS, [name])
        return int(cursor.fetchone()[0])


def _locked(label_id: int) -> Label:
    found = Label.objects.select_for_update().filter(pk=label_id).first()
    if found is None:
        raise InboxError("not_found", _("There is no such label."), 404)
    return found


def _named_by(name: str, actor: User) -> Iterator[Use]:
    for rule in rules.rules():
        said = rules.in_force(rule)
        if _in_tree(said.conditions, name) or _in_actions(said.actions, name):
            yield Use("rule", rule.pk, rule.name, _of_rule(rule.pk, said.conditions, said.actions, name, actor))
    for macro in Macro.objects.all():
        if _in_actions(macro.actions, name):
            yield Use("macro", macro.pk, macro.name, _of_macro(macro, name, actor))
    active = {policy.pk: policy for policy in Policy.objects.filter(active=True)}
    for pk, version in policies.newest(list(active)).items():
        if _in_tree(version.conditions, name):
            yield Use("policy", pk, active[pk].name, _of_policy(pk, version.conditions, name, actor))
    for survey in Survey.objects.all():
        if _in_tree(survey.conditions, name):
            yield Use("survey", survey.pk, survey.name, _of_survey(survey, name))
    for view in View.objects.filter(~Q(conditions={})):
        if _in_tree(view.conditions, name):
            yield Use("view", view.pk, view.name, _of_view(view, name))


def _of_rule(pk: int, tree: dict[str, Any], actions: list[Any], old: str, actor: User) -> Callable[[str], None]:
    def rewrite(new: str) -> None:
        rules.change(pk, actor=actor, conditions=_tree(tree, old, new), actions=_actions(actions, old, new))

    return rewrite


def _of_macro(macro: Macro, old: str, actor: User) -> Callable[[str], None]:
    def rewrite(new: str) -> None:
        macros.change(macro.pk, actor=actor, actions=_actions(macro.actions, old, new))

    return rewrite


def _of_policy(pk: int, tree: dict[str, Any], old: str, actor: User) -> Callable[[str], None]:
    def rewrite(new: str) -> None:
        policies.change_policy(pk, actor=actor, conditions=_tree(tree, old, new))

    return rewrite


def _of_survey(survey: Survey, old: str) -> Callable[[str], None]:
    def rewrite(new: str) -> None:
        surveys.change(survey, conditions=_tree(survey.conditions, old, new))

    return rewrite


def _of_view(view: View, old: str) -> Callable[[str], None]:
    def rewrite(new: str) -> None:
        View.objects.filter(pk=view.pk).update(conditions=_tree(view.conditions, old, new))

    return rewrite


def _in_tree(tree: dict[str, Any], name: str) -> bool:
    return _tree(tree, name, None) != tree


def _in_actions(actions: list[dict[str, Any]], name: str) -> bool:
    return _actions(actions, name, None) != actions


def _tree(tree: dict[str, Any], old: str, new: str | None) -> dict[str, Any]:
    if tree.get("field") in ASKED and "value" in tree:
        return {**tree, "value": _words(tree["value"], old, new)}
    return {
        name: [_tree(part, old, new) for part in value] if name in GROUPS else value for name, value in tree.items()
    }


def _actions(actions: list[dict[str, Any]], old: str, new: str | None) -> list[dict[str, Any]]:
    return [
        {key: _words(value, old, new) if key in ("add", "remove") else value for key, value in action.items()}
        if action.get("do") == "label"
        else action
        for action in actions
    ]


def _words(words: list[str], old: str, new: str | None) -> list[str]:
    changed = [new if word.lower() == old.lower() else word for word in words]
    return list(dict.fromkeys(word for word in changed if word is not None))
