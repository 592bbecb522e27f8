"""No Docker engine runs these files here: what can be held to our own code without one is held."""

import re
import shlex
import subprocess
import sys

import pytest
import yaml
from django.core.management import get_commands

from tests.house.files import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {"migrate", "web", "worker", "beat", "receiver"}
EXAMPLE = (ROOT / ".env.example").read_text()
READ = re.compile(r'(?:env\.(?:str|list)|integer|boolean|address)\(\s*"([A-Z_]+)"')
PROMISED = [
    "SECRET_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "BASE_URL",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "STORAGE_URL",
    "EMAIL_URL",
    "ANYMAIL_WEBHOOK_SECRET",
    "INBOUND_DOMAIN",
    "VAR_DIR",
    "PORT",
    "SMTP_HOST",
    "SMTP_PORT",
    "SENTRY_DSN",
]
PRODUCTION = {
    "DATABASE_URL": "postgresql://blindcopy@127.0.0.1:1/blindcopy",
    "SECRET_KEY": "long and random",
    "ANYMAIL_WEBHOOK_SECRET": "provider:secret",
    "INBOUND_DOMAIN": "in.example.com",
    "BASE_URL": "https://crm.example.com",
}


def variables_read() -> set[str]:
    return set(READ.findall((ROOT / "crm/settings.py").read_text()))


def test_all_services_are_there():
    assert set(SERVICES) == OURS | {"postgres", "redis"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_a_service_comes_back_and_says_how_it_is(name):
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert "healthcheck" in service or name == "web"  # the image's own
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("name", sorted(OURS - {"migrate"}))
def test_nothing_starts_before_the_tables_stand(name):
    needed = SERVICES[name]["depends_on"]
    assert needed["migrate"]["condition"] == "service_completed_successfully"
    assert needed["postgres"]["condition"] == needed["redis"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_process_of_ours_sees_the_same_files_and_queue(name):
    service = SERVICES[name]
    assert "data:/var/lib/blindcopy" in service["volumes"]
    assert service["environment"]["VAR_DIR"] == "/var/lib/blindcopy"
    assert service["environment"]["CELERY_BROKER_URL"].startswith("redis://redis:")
    assert service["env_file"] == ".env"


def test_volumes_are_declared_and_the_database_is_on_one():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql/data"]


def test_the_receiver_is_reached_on_the_port_of_mail_and_the_web_through_a_proxy_only():
    assert SERVICES["receiver"]["ports"] == ["25:2525"]
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]


@pytest.mark.parametrize("name", sorted(OURS - {"web"}))
def test_the_commands_exist(name):
    for command in SERVICES[name]["command"].removeprefix("sh -c ").strip('"').split(" && "):
        words = shlex.split(command)
        if words[0] == "python":
            assert words[1] == "manage.py"
            assert words[2] in get_commands()
            options = [sys.executable, ROOT / "manage.py", words[2], "--help"]
        else:
            assert words[:3] == ["celery", "-A", "crm"]
            options = [sys.executable, "-m", "celery", "-A", "crm", words[3], "--help"]
        told = subprocess.run(options, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for word in (word.partition("=")[0] for word in words[3:] if word.startswith("--")):
            assert word in told or word == "--noinput", word


def test_the_image_starts_the_web_process_and_copies_what_it_needs():
    text = (ROOT / "Dockerfile").read_text()
    assert '"gunicorn", "crm.wsgi:application"' in text
    assert "--require-hashes" in text
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    for folder in ("crm", "contacts", "emaillog", "templates", "static"):
        assert f"COPY {folder} {folder}" in text
        assert f"!{folder}\n" in (ROOT / ".dockerignore").read_text()


def test_every_variable_is_explained_in_the_example_and_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    for name in variables_read() | set(PROMISED):
        assert re.search(rf"^#?{name}=", EXAMPLE, re.MULTILINE), name
        assert f"`{name}`" in readme, name


def test_the_example_names_nothing_that_is_not_read():
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert named - variables_read() == {"POSTGRES_PASSWORD", "ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY"}


def settings_start(tmp_path, **environment: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", "from crm import settings; print(getattr(settings, 'EMAIL_FILE_PATH', ''))"]
    environment = {"VAR_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"} | environment
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_production_settings_are_complete_with_these(tmp_path):
    done = settings_start(tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ANYMAIL_WEBHOOK_SECRET", "INBOUND_DOMAIN"])
def test_production_refuses_to_start_without_a_secret_in_one_line_that_names_it(tmp_path, name):
    for written in ({}, {name: ""}):
        without = {key: value for key, value in PRODUCTION.items() if key != name}
        done = settings_start(tmp_path, **without, **written)
        assert done.returncode == 1
        assert done.stderr.startswith(f"{name}: ")
        assert len(done.stderr.splitlines()) == 1


def test_mail_without_a_mail_server_lies_in_the_outbox_wherever_the_process_was_started(tmp_path):
    assert settings_start(tmp_path).stdout.strip() == str(tmp_path / "outbox")
