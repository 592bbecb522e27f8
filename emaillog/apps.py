from django.apps import AppConfig


class EmaillogConfig(AppConfig):
    name = "emaillog"
