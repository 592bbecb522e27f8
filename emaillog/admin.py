"""What whoever runs the installation may look at: requests and mails with what became of them (superusers only)."""

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from emaillog import intake
from emaillog.models import InboundMessage, LoggingAddress, Receipt


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[type-arg]
    """To look at; nothing here is made, changed or deleted by hand."""

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    """The providers' requests: one that is unreadable says here what is the matter with it."""

    list_display = ["received_at", "provider", "status", "problem", "attempts", "size"]
    list_filter = ["status", "provider"]
    ordering = ["-pk"]
    actions = ["process_again"]

    @admin.action(description=_("Process again"), permissions=["view"])
    def process_again(self, request: HttpRequest, queryset: QuerySet[Receipt]) -> None:
        """Unpacks them once more; the messages that they gave before stay the same ones."""
        chosen = list(queryset.values_list("pk", flat=True))
        with transaction.atomic():
            Receipt.objects.filter(pk__in=chosen).reopen()
            transaction.on_commit(lambda: intake.ring("unpack_receipt", chosen))
        self.message_user(request, _("They are being processed again."))


@admin.register(InboundMessage)
class InboundMessageAdmin(ReadOnlyAdmin):
    """Every mail of every account, without its content."""

    list_display = ["received_at", "account", "door", "route", "envelope_sender", "status", "reason", "problem"]
    list_filter = ["status", "reason", "door"]
    list_select_related = ["account"]
    exclude = ["subject", "email", "envelope_recipient"]  # what the mail says, and the secret of the account
    ordering = ["-pk"]
    actions = ["process_again"]

    @admin.action(description=_("Process again"), permissions=["view"])
    def process_again(self, request: HttpRequest, queryset: QuerySet[InboundMessage]) -> None:
        """Has those of them tried once more that were not logged."""
        with transaction.atomic():
            chosen = [message.pk for message in queryset if message.process_again()]
            transaction.on_commit(lambda: intake.ring("process_inbound", chosen))
        self.message_user(request, _("%(count)d of them are being processed again.") % {"count": len(chosen)})


@admin.register(LoggingAddress)
class LoggingAddressAdmin(ReadOnlyAdmin):
    """Which account has which addresses; the addresses themselves are secrets of the accounts and stay masked."""

    list_display = ["__str__", "account", "route", "created_at", "retired_at"]
    list_filter = ["route"]
    list_select_related = ["account"]
    exclude = ["local_part"]
    ordering = ["-pk"]
