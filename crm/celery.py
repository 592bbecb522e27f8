"""The Celery application: configured from the `CELERY_…` settings, tasks found in each app's `tasks` module."""

import os

from celery import Celery

from crm import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
broker.register()

app = Celery("blindcopy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
