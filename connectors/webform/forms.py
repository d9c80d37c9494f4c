"""The fields of the two forms: a new request, and writing on at the private page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.webform.settings import CustomField, FormSettings

MAX_NAME, MAX_SUBJECT, MAX_MESSAGE, MAX_CUSTOM = 120, 200, 20_000, 2_000


class FileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class Trapped(forms.Form):
    """With the trap for robots: people do not see ``website`` and leave it empty."""

    website = forms.CharField(label=gettext_lazy("Leave this field empty"), required=False, max_length=200)

    def clean_website(self) -> str:
        if self.cleaned_data.get("website"):
            raise forms.ValidationError(_("This field is a trap for robots. Empty it and send again."))
        return ""

    def main_fields(self) -> Iterator[forms.BoundField]:
        """What the page shows in a row, in order: everything but the trap and the files."""
        return (self[name] for name in self.fields if name not in ("website", "files"))

    def summary(self) -> list[tuple[str, str, str]]:
        """(id of the field, its label, what is wrong), in the order of the page."""
        return [
            (self[name].auto_id, str(self[name].label), str(message))
            for name in self.fields
            for message in self.errors.get(name, [])
        ]


class RequestForm(Trapped):
    def __init__(self, settings: FormSettings, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.ask_name != "no":
            self.fields["name"] = _text(
                _("Your name"), MAX_NAME, required=settings.ask_name == "required", autocomplete="name"
            )
        self.fields["email"] = forms.EmailField(
            label=_("Your e-mail address"),
            max_length=254,
            help_text=_("Our answer goes here."),
            widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
            error_messages={
                "required": _("Enter your e-mail address, so that we can answer."),
                "invalid": _("Enter an e-mail address in the form name@example.org."),
            },
        )
        self.fields["subject"] = _text(_("Subject"), MAX_SUBJECT, missing=_("Enter a subject: a few words are enough."))
        for field in settings.fields:
            self.fields[f"field_{field.name}"] = _custom(field)
        self.fields["message"] = _message(_("Your message"), _("Write what we can do for you."))
        if settings.files:
            self.fields["files"] = forms.Field(label=_("Files"), required=False, widget=FileInput)

    def custom(self, settings: FormSettings) -> tuple[tuple[str, str, str], ...]:
        """(name, label, value) of the form's own fields, as text."""
        return tuple(
            (field.name, field.label, _as_text(self.cleaned_data.get(f"field_{field.name}")))
            for field in settings.fields
        )


class ReplyForm(Trapped):
    def __init__(self, settings: FormSettings, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"] = _message(label, _("Write a message first."), rows=6)
        if settings.files:
            self.fields["files"] = forms.Field(label=_("Files"), required=False, widget=FileInput)


class FindForm(Trapped):
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy("The one you wrote to us with."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Enter your e-mail address."),
            "invalid": gettext_lazy("Enter an e-mail address in the form name@example.org."),
        },
    )


def _text(
    label: str, longest: int, *, required: bool = True, missing: str = "", help_text: str = "", autocomplete: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete} if autocomplete else {}),
        error_messages={
            "required": missing or _("Fill in “%(field)s”.") % {"field": label},
            "max_length": _("Shorten this to %(limit_value)d characters; it has %(show_value)d."),
        },
    )


def _message(label: str, missing: str, *, rows: int = 8) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MAX_MESSAGE,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": missing,
            "max_length": _(
                "Shorten this to %(limit_value)d characters (now %(show_value)d) or send the rest as a file."
            ),
        },
    )


def _custom(field: CustomField) -> forms.Field:
    named = {"field": field.label}
    missing = {"required": _("Fill in “%(field)s”.") % named}
    common: dict[str, Any] = {
        "label": field.label,
        "required": field.required,
        "help_text": field.help,
        "error_messages": missing,
    }
    match field.type:
        case "checkbox":
            return forms.BooleanField(**{**common, "error_messages": {"required": _("Tick “%(field)s”.") % named}})
        case "select":
            choices = [("", _("Choose …")), *((option, option) for option in field.options)]
            return forms.ChoiceField(
                **{**common, "error_messages": {"required": _("Choose one of the list “%(field)s”.") % named}},
                choices=choices,
            )
        case "date":
            invalid = _("Enter a date, as in 2026-11-23.")
            return forms.DateField(
                **{**common, "error_messages": {**missing, "invalid": invalid}},
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
        case "textarea":
            return forms.CharField(**common, max_length=MAX_CUSTOM, widget=forms.Textarea(attrs={"rows": 3}))
        case _:
            return _text(field.label, 200, required=field.required, help_text=field.help)


def _as_text(value: object) -> str:
    if value is True:
        return "yes"
    return "" if value in (None, False) else str(value)
