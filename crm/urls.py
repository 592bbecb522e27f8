"""Every address of the installation."""

from django.contrib import admin
from django.urls import include, path, re_path

from crm import health, views
from crm.api import api, nothing_here
from crm.metrics import metrics
from emaillog.views import dashboard

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("anymail/", include("emaillog.webhooks.urls")),
    path("api/v1/", api.urls),
    re_path("^api/", nothing_here),
    path("start/", dashboard.start, name="start"),
    path("a/<slug:account>/", dashboard.dashboard, name="account"),
    path("", include("crm.pages")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("contacts.urls")),
    path("", include("emaillog.urls")),
]
