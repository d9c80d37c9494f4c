"""What can be set on a channel: declared once, shown as JSON schema, checked on every write.

A secret field lives in ``Channel.credentials`` (encrypted, never shown again), the others in ``Channel.settings``. Keys
of credentials that start with ``_`` are the connector's own notes, such as an access token.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.errors import InboxError

Kind = Literal["string", "integer", "boolean", "array"]
Group = Literal["account", "incoming", "shown", "asked", "answers", "limits"]
TYPES: dict[str, type] = {"string": str, "integer": int, "boolean": bool, "array": list}
LONGEST = 2000
MUST_BE: dict[Kind, str] = {
    "string": gettext_noop("Must be a string."),
    "integer": gettext_noop("Must be an integer."),
    "boolean": gettext_noop("Must be a boolean."),
    "array": gettext_noop("Must be an array."),
}


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One setting. ``when`` names what must be chosen elsewhere for it to matter: ``{"receive": "imap"}``.

    ``group`` is the heading under which it stands on the screen; what is ``advanced`` has a default that suits nearly
    everybody, and is folded away. ``channel_of``: its value is the number of a channel of this network, 0 for none.
    """

    name: str
    title: str
    help: str = ""
    kind: Kind = "string"
    default: Any = ""
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    minimum: int | None = None
    maximum: int | None = None
    secret: bool = False
    required: bool = False
    when: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    group: Group = "account"
    advanced: bool = False
    channel_of: str = ""
    editor: str = ""  # lines that have an editor of their own on the screen: form-fields, questions
    sent_to: tuple[
        str, ...
    ] = ()  # settings that say where a secret is sent: when they change, it must be entered again

    def schema(self) -> dict[str, Any]:
        shape: dict[str, Any] = {
            "type": self.kind,
            "title": _(self.title),
            "description": _(self.help) if self.help else "",
        }
        shape |= {"x-group": self.group, "x-advanced": self.advanced}
        if self.kind == "array":
            shape["items"] = {"type": "string"}
        if self.choices:
            shape["oneOf"] = [{"const": value, "title": _(title)} for value, title in self.choices.items()]
        for key, value in (("minimum", self.minimum), ("maximum", self.maximum)):
            if value is not None:
                shape[key] = value
        if self.secret:
            shape |= {"writeOnly": True, "x-secret": True}
        else:
            shape["default"] = self.default
        if self.channel_of:
            shape["x-channel-of"] = self.channel_of
        if self.editor:
            shape["x-editor"] = self.editor
        if self.when:
            shape["x-when"] = dict(self.when)
        return shape

    def applies(self, settings: Mapping[str, Any]) -> bool:
        return all(settings.get(name) == value for name, value in self.when.items())

    def complaint(self, value: object) -> str:
        """What is wrong with the value, or nothing."""
        expected = TYPES[self.kind]
        if type(value) is not expected:
            return _(MUST_BE[self.kind])
        if isinstance(value, str) and (len(value) > LONGEST or "\0" in value or "\n" in value or "\r" in value):
            return _("Must be one line of at most {most} characters.").format(most=LONGEST)
        if isinstance(value, list) and not all(isinstance(item, str) and 0 < len(item) <= 200 for item in value):
            return _("Must be a list of non-empty strings of at most {most} characters.").format(most=200)
        if self.choices and value not in self.choices:
            return _("Must be one of: {these}.").format(these=", ".join(self.choices))
        if isinstance(value, int) and self.minimum is not None and value < self.minimum:
            return _("Must be at least {least}.").format(least=self.minimum)
        if isinstance(value, int) and self.maximum is not None and value > self.maximum:
            return _("Must be at most {most}.").format(most=self.maximum)
        return ""


def schema(fields: Iterable[Field]) -> dict[str, Any]:
    """JSON schema of settings and secrets together; those marked ``x-secret`` belong into ``credentials``."""
    listed = tuple(fields)
    return {
        "type": "object",
        "properties": {field.name: field.schema() for field in listed},
        "required": [field.name for field in listed if field.required],
        "additionalProperties": False,
    }


def clean(
    fields: Iterable[Field],
    settings: Mapping[str, Any],
    *,
    credentials: Mapping[str, Any],
    stored: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Complete and checked (settings, credentials), or InboxError naming every field that is refused.

    ``stored`` and ``before`` are credentials and settings of a channel that exists: a secret that is not sent stays,
    one sent empty is removed. A changed secret throws the connector's notes away: they were made with the old one.
    A kept secret may not be pointed at another server: whoever may change settings must not learn it that way.
    """
    known = {field.name: field for field in fields}
    errors = {
        f"{group}.{name}": _("Unknown setting.")
        for group, values, secret in (("settings", settings, False), ("credentials", credentials, True))
        for name in values
        if name not in known or known[name].secret is not secret
    }
    kept = {name: settings.get(name, field.default) for name, field in known.items() if not field.secret}
    secrets = dict(stored or {})
    changes = {name: value for name, value in credentials.items() if name in known and known[name].secret}
    if any(secrets.get(name, "") != value for name, value in changes.items()):
        secrets = {name: value for name, value in secrets.items() if not name.startswith("_")}
    secrets |= changes
    for name, field in known.items():
        group, value = ("credentials", secrets.get(name, "")) if field.secret else ("settings", kept[name])
        complaint = field.complaint(value)
        if field.secret and value and name not in changes and before is not None:
            moved = [where for where in field.sent_to if before.get(where) and before[where] != kept.get(where)]
            complaint = complaint or (_("Enter it again: it would be sent to another server.") if moved else "")
        if not complaint and field.required and field.applies(kept) and value in ("", []):
            complaint = _("Required.")
        if complaint:
            errors[f"{group}.{name}"] = complaint
    if errors:
        raise InboxError("invalid_settings", _("Some settings of the channel are not usable."), fields=errors)
    return kept, {name: value for name, value in secrets.items() if value != ""}
