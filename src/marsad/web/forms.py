"""Forms of accounts: those of allauth with our words, and our own."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as keys
from django import forms

from marsad.web.passwords import LEAST
from marsad.web.roles import Role
from marsad.web.text import say

_ROLES: Final = (Role.READER, Role.ANALYST, Role.REVIEWER, Role.ADMINISTRATOR)
#: Fields with a sentence of help below them.
_HELP: Final = {"password1": "password.rules"}


class Worded(forms.Form):
    """Labels and help of our own, in the page's language; nothing is told by placeholders alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = say(_HELP[name], least=LEAST) if name in _HELP else ""
            field.error_messages["required"] = say("account.required")
            if not field.widget.is_hidden:
                field.label = say(f"account.field-{name}")


class LoginForm(Worded, account.LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Name and password."""


class ReauthenticateForm(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something that matters."""


class ChangePasswordForm(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    """The old password, and the new one twice."""


class AuthenticateForm(Worded, factors.AuthenticateForm):  # type: ignore[misc]
    """A code of the app, or a recovery code."""


class ReauthenticateCodeForm(Worded, factors.ReauthenticateForm):  # type: ignore[misc]
    """A code again, before something that matters."""


class ActivateTotpForm(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app."""


class AddKeyForm(Worded, keys.AddWebAuthnForm):  # type: ignore[misc]
    """A security key and its name."""


class EditKeyForm(Worded, keys.EditWebAuthnForm):  # type: ignore[misc]
    """A security key's name."""


class RoleForm(Worded):
    """A role."""

    role = forms.TypedChoiceField(coerce=lambda value: Role(int(value)))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(int(role), say(f"role.{role.group}")) for role in _ROLES]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]  # a choice field has them


class InviteForm(RoleForm):
    """Whom to invite."""

    name = forms.CharField(required=False, max_length=150)


class JoinForm(Worded):
    """What an invited person chooses."""

    username = forms.CharField(max_length=150, widget=forms.TextInput({"autocomplete": "username"}))
    password1 = forms.CharField(strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"}))
    password2 = forms.CharField(strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"}))

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if name:
            self.fields["username"].disabled = True
            self.fields["username"].initial = name

    def clean(self) -> dict[str, Any]:
        """Both passwords are one."""
        data = super().clean() or self.cleaned_data
        if data.get("password1") and data.get("password1") != data.get("password2"):
            self.add_error("password2", say("password.differ"))
        return data
