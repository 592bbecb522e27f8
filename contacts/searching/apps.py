from django.apps import AppConfig


class RecordSearchConfig(AppConfig):
    """Holds only the migration that lays the indexes: they must come after the tables of all records."""

    name = "contacts.searching"
    label = "recordsearch"
