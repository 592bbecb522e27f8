from django.urls import path

from emaillog.webhooks.door import take
from emaillog.webhooks.names import PATHS

urlpatterns = [path(written, take, {"provider": provider}) for written, provider in PATHS.items()]
