"""The Celery application: configured from the `CELERY_…` settings, tasks found in each app's `tasks` module."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_prerun, worker_ready

from crm import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
broker.register()

app = Celery("blindcopy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def sweep_at_once(**_: Any) -> None:  # noqa: ANN401
    """What waited while no worker was there need not wait for the schedule, nor does the sign of life."""
    app.send_task("emaillog.tasks.sweep")


@task_prerun.connect
def show_life(**_: Any) -> None:  # noqa: ANN401
    from crm import pulse  # noqa: PLC0415 (this module is loaded before the settings are)

    pulse.show()
