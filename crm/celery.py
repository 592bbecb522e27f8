"""The Celery application: configured from the `CELERY_…` settings, tasks found in each app's `tasks` module."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun, worker_ready

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
@task_postrun.connect
def keep_or_renew_connections(**_: Any) -> None:  # noqa: ANN401
    """As Django does around requests: what broke or grew old is closed, the rest serves again."""
    from django.db import close_old_connections  # noqa: PLC0415 (this module is loaded before the settings are)

    close_old_connections()


@task_prerun.connect
def show_life(**_: Any) -> None:  # noqa: ANN401
    from crm import pulse  # noqa: PLC0415 (this module is loaded before the settings are)

    pulse.show()
