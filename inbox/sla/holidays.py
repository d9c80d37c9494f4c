"""Public holidays: proposed, never obeyed. An admin confirms them into a calendar; an upgrade changes no past."""

from __future__ import annotations

import holidays as library
from django.utils.translation import gettext as _

from inbox.errors import InboxError


def propose(country: str, region: str | None, year: int) -> list[dict[str, str]]:
    """``[{"date", "name"}]`` in order, as a calendar's ``closed`` keeps them."""
    known = library.list_supported_countries()
    if country not in known:
        raise InboxError(
            "invalid",
            _("No holidays are known for {country}.").format(country=country),
            fields={"country": _("Unknown.")},
        )
    if region is not None and region not in known[country]:
        why = _("{country} has no region {region}; known are {known}.").format(
            country=country, region=region, known=", ".join(known[country]) or "none"
        )
        raise InboxError("invalid", why, fields={"region": why})
    own = library.country_holidays(country).default_language  # else it follows the server's locale
    found = library.country_holidays(country, subdiv=region, years=year, language=own)
    return [{"date": day.isoformat(), "name": found[day]} for day in sorted(found)]
