"""Somebody says that two contacts are two people: nobody is asked again whether they are one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from inbox.errors import InboxError
from inbox.models import ContactApart, User


def keep_apart(one_id: int, other_id: int, *, actor: User) -> None:
    """They are two people: nobody is asked again."""
    first, second = sorted((one_id, other_id))
    if first == second:
        raise InboxError("same_contact", _("A contact cannot be kept apart from itself."))
    ContactApart.objects.bulk_create(
        [ContactApart(first_id=first, second_id=second, actor=actor)], ignore_conflicts=True
    )


def may_be_one(one_id: int, other_id: int) -> None:
    """The same is to be asked again."""
    first, second = sorted((one_id, other_id))
    ContactApart.objects.filter(first_id=first, second_id=second).delete()


def parted_from(contact_id: int) -> set[int]:
    """Of whom somebody said that they are another person."""
    pairs = ContactApart.objects.filter(first_id=contact_id) | ContactApart.objects.filter(second_id=contact_id)
    return {pk for pair in pairs.values_list("first_id", "second_id") for pk in pair} - {contact_id}
