"""The page behind the one-time set-up link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from helpdesk import setup_link
from helpdesk.accounts import create_admin
from inbox.models import User

LOCK = 0x1A71CE_5E70
FIRST_STEPS = "/admin/setup"  # of the console, which asks for the password on the way


class FirstAdmin(forms.Form):
    name = forms.CharField(max_length=120, label="Your name")
    email = forms.EmailField(label="E-mail address")
    username = forms.CharField(max_length=150, validators=[User.username_validator])
    password = forms.CharField(
        max_length=1000, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if "password" in data:
            try:
                validate_password(
                    data["password"], User(username=data.get("username", ""), email=data.get("email", ""))
                )
            except ValidationError as error:
                self.add_error("password", error)
        return data


@never_cache
@sensitive_post_parameters("password")
def setup(request: HttpRequest, token: str) -> HttpResponse:
    if not setup_link.holds(token):
        raise Http404
    form = FirstAdmin(request.POST or None)
    if not form.is_valid():
        return render(request, "helpdesk/setup.html", {"form": form}, status=422 if form.is_bound else 200)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])  # two people with the link make one admin
        if not setup_link.nobody_works_here():
            raise Http404
        create_admin(**form.cleaned_data)
    return redirect(FIRST_STEPS)
