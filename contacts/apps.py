from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "contacts"

    def ready(self) -> None:
        from contacts import deeds  # noqa: PLC0415 (models can be loaded only now)
        from crm import audit  # noqa: PLC0415

        audit.add_kinds(deeds.SENTENCES, deeds.GROUPS)
