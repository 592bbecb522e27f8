from django.apps import AppConfig


class EmaillogConfig(AppConfig):
    name = "emaillog"

    def ready(self) -> None:
        from contacts import asked, notes  # noqa: PLC0415 (models can be loaded only now)
        from contacts.merging import moving  # noqa: PLC0415
        from crm import audit  # noqa: PLC0415
        from emaillog import deeds, erasing, followed  # noqa: PLC0415
        from emaillog.searching import on_timelines  # noqa: PLC0415

        audit.add_kinds(deeds.SENTENCES, deeds.GROUPS)
        moving.before(followed.before_merging)
        asked.TOLD.append(on_timelines.says)
        notes.TAKEN_ALONG.append(erasing.with_records)
