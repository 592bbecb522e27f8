"""Addresses of the pages about people with a login and their account."""

from django.urls import URLPattern, path

from crm import views
from crm.views import account, audit, components, invitations, joining, profile, teams, tokens, users

urlpatterns: list[URLPattern] = [
    path("a/<slug:account>/settings/", profile.settings, name="settings"),
    path("a/<slug:account>/settings/profile/", profile.profile, name="profile"),
    path("a/<slug:account>/settings/api-tokens/", tokens.api_tokens, name="api_tokens"),
    path("a/<slug:account>/settings/api-tokens/<int:pk>/end/", tokens.revoke, name="api_token_end"),
    path("a/<slug:account>/settings/account/", account.account, name="account_settings"),
    path("a/<slug:account>/settings/users/", users.users, name="users"),
    path("a/<slug:account>/settings/users/<int:pk>/", users.user, name="user"),
    path("a/<slug:account>/settings/teams/", teams.teams, name="teams"),
    path("a/<slug:account>/settings/teams/<int:pk>/", teams.team, name="team"),
    path("a/<slug:account>/settings/teams/<int:pk>/end/", teams.disband, name="team_end"),
    path("a/<slug:account>/settings/audit-log/", audit.audit_log, name="audit_log"),
    path("a/<slug:account>/settings/invitations/", invitations.invite, name="invite"),
    path("a/<slug:account>/settings/invitations/<int:pk>/renewal/", invitations.renew, name="invitation_renew"),
    path("a/<slug:account>/settings/invitations/<int:pk>/end/", invitations.withdraw, name="invitation_withdraw"),
    path("accounts/email/", views.not_here),
    path("components/", components.components, name="components"),
    path("invitations/<str:token>/", joining.join, name="join"),
]
