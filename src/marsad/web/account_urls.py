"""Addresses of accounts: those of django-allauth that are in use, without its public sign-up."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from marsad.web.views import front, sessions

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    # allauth's pages link to these two; here people are invited, and no mail is sent.
    path("signup/", front.by_invitation, name="account_signup"),
    path("password/reset/", front.by_invitation, name="account_reset_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("sessions/<int:session>/end/", sessions.end_own, name="session-end"),
]
