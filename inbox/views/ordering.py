"""Views are put in order."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from inbox import access, events
from inbox.errors import InboxError
from inbox.models import User, View


def reorder(ids: Sequence[int], *, actor: User) -> None:
    """These one after the other, in the places that they take up together; what one may not change stays put."""
    with transaction.atomic():
        seen = access.views(actor).filter(pk__in=ids).select_for_update(of=("self",))
        found = {view.pk: view for view in seen}
        if missing := [pk for pk in ids if pk not in found]:
            text = _("Unknown: {these}.").format(these=", ".join(map(str, missing[:20])))
            raise InboxError("not_found", f"ids: {text}", 404, fields={"ids": text})
        rows = {pk: view for pk, view in found.items() if view.owner_id or actor.sees_everything}
        places = sorted(view.position for view in rows.values())
        for place, view_id in zip(places, dict.fromkeys(pk for pk in ids if pk in rows), strict=True):
            rows[view_id].position = place
        View.objects.bulk_update(rows.values(), ["position"])
        for private in {view.owner_id is not None for view in rows.values()}:
            data = {"id": None, "name": "the order of views", "fields": ["position"]}
            events.record("view.changed", user=actor if private else None, actor=actor, data=data)
