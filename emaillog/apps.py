from django.apps import AppConfig


class EmaillogConfig(AppConfig):
    name = "emaillog"

    def ready(self) -> None:
        from crm import audit  # noqa: PLC0415 (models can be loaded only now)
        from emaillog import deeds  # noqa: PLC0415

        audit.add_kinds(deeds.SENTENCES, deeds.GROUPS)
