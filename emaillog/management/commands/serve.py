"""`serve`: the whole installation under one supervisor; what `make run` starts."""

import http.client
import socket
import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from crm import groundwork, pulse
from crm.supervisor import Supervisor
from emaillog import firststart

MANAGE = [sys.executable, "manage.py"]


class Command(BaseCommand):
    help = "Runs web, worker, scheduler and SMTP receiver until Ctrl-C, with everything they need."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="with a lively sample account")

    def handle(self, *_: object, demo: bool, **__: object) -> None:
        refuse_port_in_use("PORT", settings.BIND_HOST, settings.PORT)
        refuse_port_in_use("SMTP_PORT", settings.SMTP_HOST, settings.SMTP_PORT)
        self.demo = demo and "load_demo" in get_commands()
        self.is_ready = False
        groundwork.lay()
        firststart.open_first_account()
        pulse.forget()
        self.welcome = str(firststart.welcome())
        connection.close()
        self.supervisor = Supervisor(processes())
        sys.exit(self.supervisor.run(every_look=self.greet_when_ready))

    def greet_when_ready(self) -> None:
        if self.is_ready or not answers_ready():
            return
        self.is_ready = True
        self.stdout.write(self.welcome)
        self.stdout.flush()
        if self.demo:
            self.supervisor.send([*MANAGE, "load_demo"])


def processes() -> dict[str, list[str]]:
    """Web, worker with the scheduler inside (it must not run twice), and receiver."""
    module = [sys.executable, "-m"]
    web = ["--bind", f"{settings.BIND_HOST}:{settings.PORT}", "--worker-class", "gthread", "--workers", "2"]
    quiet = ["--no-control-socket", "--graceful-timeout", "3", "--log-level", "warning"]
    # Whoever starts a trial as root means it, and the first thing they read should be where it runs.
    as_root = ["-W", "ignore:You're running the worker with superuser"]
    lonely = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--concurrency", "2"]
    return {
        "web": [*module, "gunicorn", "crm.wsgi:application", *web, "--threads", "8", *quiet],
        "worker": [
            sys.executable,
            *as_root,
            "-m",
            "celery",
            "-A",
            "crm",
            "--quiet",
            "worker",
            "--beat",
            "--loglevel",
            "warning",
            *lonely,
        ],
        "receiver": [*MANAGE, "receive_mail"],
    }


def refuse_port_in_use(variable: str, host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = f"cannot be used ({error.strerror}): free it, or choose another with {variable}={port + 1}."
            raise CommandError(f"Port {port} {reason}") from error


def answers_ready() -> bool:
    """Asks ourselves, by a name that the web process accepts."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.BIND_HOST, settings.BIND_HOST)  # noqa: S104
    named = next((name for name in settings.ALLOWED_HOSTS if name not in {"", "*"}), host).lstrip(".")
    link = http.client.HTTPConnection(host, settings.PORT, timeout=2)
    try:
        link.request("GET", "/readyz", headers={"Host": named})
        return link.getresponse().status == 200
    except OSError:
        return False
    finally:
        link.close()
