"""The page behind an invitation or a reset link: choose a password, once."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import url_str_to_user_pk
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from inbox.models import User


class NewPassword(forms.Form):
    password = forms.CharField(
        max_length=1000, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, user: User, data: Any) -> None:
        super().__init__(data)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


@never_cache
@sensitive_post_parameters("password")
def choose(request: HttpRequest, key: str) -> HttpResponse:
    user = _holder(key)
    if user is None:
        return render(request, "helpdesk/password.html", {"form": None}, status=404)
    form = NewPassword(user, request.POST or None)
    if not form.is_valid():
        context = {"form": form, "username": user.username}
        return render(request, "helpdesk/password.html", context, status=422 if form.is_bound else 200)
    get_adapter().set_password(user, form.cleaned_data["password"])
    return redirect(settings.LOGIN_REDIRECT_URL)


def _holder(key: str) -> User | None:
    """Whose link it is, while it works: not used, not too old, and the person is still here."""
    identifier, _, token = key.partition("-")
    try:
        user = User.objects.filter(pk=url_str_to_user_pk(identifier), is_active=True).first()
    except (ValueError, ValidationError):
        return None
    return user if user is not None and default_token_generator.check_token(user, token) else None
