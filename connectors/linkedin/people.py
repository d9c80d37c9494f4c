"""Who somebody is. Names of members are given only to apps that may see them; pages say theirs to everybody.

Source: learn.microsoft.com/linkedin, "Profile API" and "Organization Lookup" (2026-11).
"""

from __future__ import annotations

from connectors.base import Profile
from connectors.bearer import Bearer
from connectors.errors import NotFound
from inbox.envelope import Address


def who(api: Bearer, address: Address) -> Profile:
    kind, _, number = address.handle.removeprefix("urn:li:").partition(":")
    if kind == "organization":
        page = api.call("GET", f"/rest/organizations/{number}").json()
        url = f"https://www.linkedin.com/company/{page.get('vanityName') or number}/"
        return Profile(name=str(page["localizedName"]), url=url)
    if kind != "person":
        raise NotFound("LinkedIn does not say who this is.")
    person = api.call("GET", f"/rest/people/(id:{number})").json()
    name = f"{person.get('localizedFirstName', '')} {person.get('localizedLastName', '')}".strip()
    if not name:
        raise NotFound("LinkedIn does not say who this is.")
    vanity = person.get("vanityName")
    return Profile(name=name, url=f"https://www.linkedin.com/in/{vanity}/" if vanity else "")
