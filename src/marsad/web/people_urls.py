"""Addresses for administrators: people, sessions, work, the log; and where an invitation leads to."""

from __future__ import annotations

from django.urls import path

from marsad.web.views import audit, background, invitation, people, sessions

urlpatterns = [
    path("accounts/invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="people-invite"),
    path("people/links/<int:invitation>/revoke/", people.revoke, name="invitation-revoke"),
    path("people/<int:person>/role/", people.change_role, name="people-role"),
    path("people/<int:person>/switch/", people.switch, name="people-switch"),
    path("people/<int:person>/password/", people.renew_password, name="people-password"),
    path("people/<int:person>/sessions/", sessions.of_person, name="people-sessions"),
    path("people/<int:person>/sessions/end/", sessions.end_all, name="people-sessions-end"),
    path("people/<int:person>/sessions/<int:session>/end/", sessions.end_one, name="people-session-end"),
    path("background/", background.background, name="background"),
    path("background/<int:job>/again/", background.again, name="background-again"),
    path("log/", audit.audit, name="audit"),
    path("log/captures/", audit.captures, name="audit-captures"),
]
