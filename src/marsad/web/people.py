"""People of a workspace: accounts, roles, and links that make them. Every deed is in the log."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from marsad.errors import UsageError
from marsad.store import log
from marsad.store.times import now_utc
from marsad.web.accountlog import note
from marsad.web.models import Invitation
from marsad.web.roles import Role, role_of

#: Days that a link works for.
LINK_DAYS: Final = 7


class Person(NamedTuple):
    """An account as administrators see it."""

    id: int
    name: str
    role: Role
    active: bool
    last_sign_in: datetime | None
    factors: int
    sessions: int


def people() -> list[Person]:
    """Everybody who has an account, by name."""
    from marsad.web.secondfactor import factors_of
    from marsad.web.sessions import sessions_of

    users = list(User.objects.order_by("username").prefetch_related("groups"))
    begun = {user.pk: len(sessions_of(user)) for user in users}
    return [
        Person(
            user.pk,
            user.username,
            _standing(user),
            user.is_active,
            user.last_login,
            factors_of(user),
            begun[user.pk],
        )
        for user in users
    ]


def _standing(user: User) -> Role:
    """The role of an account, switched off or not."""
    names = {group.name for group in user.groups.all()}
    return max((role for role in Role if role.group in names), default=Role.STRANGER)


def find_person(name: str) -> User:
    """The account of a name.

    Raises:
        UsageError: There is none (W161).
    """
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        raise UsageError("W161", found=name) from None


def add_person(name: str, role: Role, password: str, *, who: str) -> User:
    """Make an account.

    Raises:
        UsageError: The name can't be used (W160, W163) or the password is weak (W164).
    """
    with transaction.atomic():
        user = _make(name, role, password)
        note("join", who, {"person": user.username, "role": role.group})
    return user


def _make(name: str, role: Role, password: str) -> User:
    user = User(username=User.normalize_username(name))
    check_name(user.username)
    _check_password(password, user)
    user.set_password(password)
    user.save()
    user.groups.set([_group(role)])
    return user


def check_name(name: str) -> None:
    """Whether an account can be called so; the log knows people by these names.

    Raises:
        UsageError: It is another's, letters' case aside (W160), or not fit for a name (W163).
    """
    try:
        User._meta.get_field("username").run_validators(name)
    except ValidationError as error:
        raise UsageError("W163", found=name) from error
    if not name.strip():
        raise UsageError("W163", found=name)
    if User.objects.filter(username__iexact=name).exists():
        raise UsageError("W160", found=name)


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise UsageError("W164", reason=" ".join(error.messages)) from error


def _group(role: Role) -> Group:
    return Group.objects.get_or_create(name=role.group)[0]


def set_role(user: User, role: Role, *, who: str) -> None:
    """Give a person another role; it holds from the next page on.

    Raises:
        UsageError: It is the last administrator (W162).
    """
    with transaction.atomic():
        log.last_head(for_update=True)  # two at once could each take the other's role
        before = _standing(user)
        if role < Role.ADMINISTRATOR:
            _keep_one_administrator(user)
        user.groups.set([_group(role)])
        note("role", who, {"person": user.username, "before": before.group, "after": role.group})


def set_active(user: User, *, active: bool, who: str) -> None:
    """Switch an account off, which ends its sessions and voids its links, or on again.

    Raises:
        UsageError: It is the last administrator (W162).
    """
    with transaction.atomic():
        log.last_head(for_update=True)
        if not active:
            _keep_one_administrator(user)
            _open().filter(person=user).update(revoked_at=now_utc())
        user.is_active = active
        user.save(update_fields=["is_active"])
        note("reactivate" if active else "deactivate", who, {"person": user.username})


def _keep_one_administrator(user: User) -> None:
    others = User.objects.filter(is_active=True, groups__name=Role.ADMINISTRATOR.group).exclude(pk=user.pk)
    if role_of(user) == Role.ADMINISTRATOR and not others.exists():
        raise UsageError("W162", found=user.username)


# Links


def invite(role: Role, *, who: str, name: str = "") -> tuple[Invitation, str]:
    """Make a link to a new account; gives the token too, which is told nowhere else.

    Args:
        role: What the account may do.
        who: The person who invites.
        name: The account's name; empty lets who uses the link choose.
    Raises:
        UsageError: The name can't be used (W160, W163).
    """
    if name:
        name = User.normalize_username(name)
        check_name(name)
    details: dict[str, object] = {"role": role.group, "person": name or None}
    return _link(Invitation(role=role.group, name=name), "invite", who, details)


def renew_password(user: User, *, who: str) -> tuple[Invitation, str]:
    """Make a link by which a person sets a new password; gives the token too."""
    made = Invitation(person=user, name=user.username)
    return _link(made, "password-link", who, {"person": user.username})


def _link(made: Invitation, action: str, who: str, details: dict[str, object]) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(32)
    now = now_utc()
    made.token_sha256 = _digest(token)
    made.made_by, made.made_at, made.expires_at = who, now, now + timedelta(days=LINK_DAYS)
    with transaction.atomic():
        made.save()
        note(action, who, {**details, "invitation": made.pk})
    return made, token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def open_invitations() -> list[Invitation]:
    """Links that still work, newest first."""
    return list(_open().select_related("person").order_by("-id"))


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=now_utc())


def find_invitation(token: str) -> Invitation | None:
    """The link of a token; None where it was used, revoked or made too long ago."""
    return _open().filter(token_sha256=_digest(token)).select_related("person").first()


def revoke(invitation: Invitation, *, who: str) -> None:
    """Void a link."""
    with transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk, used_at=None).update(revoked_at=now_utc())
        note("revoke", who, {"invitation": invitation.pk})


def accept(token: str, name: str, password: str) -> User:
    """Use a link: make the account, or set the new password.

    Args:
        token: What the link holds.
        name: What a new account is to be called; a link that fixes the name outranks it.
        password: The new one.
    Raises:
        UsageError: The link works no more (W165), the name can't be used (W160, W163) or the
            password is weak (W164). The link can be used again after the latter.
    """
    with transaction.atomic():
        log.last_head(for_update=True)  # a link that is opened twice at once makes one account
        invitation = find_invitation(token)
        if invitation is None:
            raise UsageError("W165")
        if invitation.person is None:
            user = _make(invitation.name or name, Role[invitation.role.upper()], password)
            details = {"role": invitation.role}
        else:
            user, details = invitation.person, {}
            _check_password(password, user)
            user.set_password(password)
            user.save(update_fields=["password"])
        invitation.used_at = now_utc()
        invitation.save(update_fields=["used_at"])
        action = "join" if invitation.person is None else "password"
        note(action, user.username, {**details, "invitation": invitation.pk})
    return user
