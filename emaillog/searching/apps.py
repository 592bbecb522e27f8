from django.apps import AppConfig


class MailSearchConfig(AppConfig):
    """An app of its own for its migrations: what they lay must come after the tables of mails."""

    name = "emaillog.searching"
    label = "mailsearch"
