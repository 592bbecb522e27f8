"""What whoever runs the installation may see and mend by hand (superusers only)."""

from typing import ClassVar

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from crm.models import Account, ApiToken, Invitation, Membership, User

# Django's own sign-in would ask for no second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class Memberships(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Account
        fields: ClassVar = ["name", "slug", "currency", "storage_quota"]
        help_texts: ClassVar = {
            "storage_quota": _("Bytes of attachments; 0: no limit. Empty: as ACCOUNT_QUOTA_BYTES says for all.")
        }


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = AccountForm
    list_display = ["name", "slug", "created_at", "storage_quota"]
    search_fields = ["name", "slug"]
    inlines = [Memberships]

    def get_readonly_fields(self, request: object, obj: Account | None = None) -> list[str]:
        """A slug stands in every link that people have kept."""
        return ["slug"] if obj else []


@admin.register(User)
class UserAdminByEmail(UserAdmin):  # type: ignore[type-arg]
    ordering = ["email"]
    list_display = ["email", "name", "is_active", "is_staff"]
    search_fields = ["email", "name"]
    list_filter = ["is_active", "is_staff"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "time_zone"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "password1", "password2"]})]
    filter_horizontal = []


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look at: an invitation made here would have a link that nobody knows."""

    list_display = ["email", "account", "role", "created_at", "accepted_at"]
    exclude = ["digest"]
    list_select_related = ["account"]

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: Invitation | None = None) -> bool:
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To withdraw them; the token itself cannot be read again."""

    list_display = ["name", "beginning", "membership", "created_at", "last_used_at"]
    exclude = ["digest"]
    list_select_related = ["membership__user", "membership__account"]

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: ApiToken | None = None) -> bool:
        return False
