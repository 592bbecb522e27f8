"""Settings > Audit log: who did what and when, for administrators; others find nothing."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from crm import audit, ids
from crm.middleware import AccountRequest
from crm.models import AuditEntry, User
from crm.paging import page_or_first
from crm.views.access import hidden_from_members

SIZE = 50


@dataclass(frozen=True)
class Told:
    """An entry as the page tells it."""

    entry: AuditEntry

    @property
    def sentence(self) -> SafeString:
        return audit.sentence(self.entry)


@dataclass(frozen=True)
class AuditLog:
    """What the address of the page asks for."""

    request: AccountRequest

    @cached_property
    def person(self) -> int | None:
        return ids.read(self.request.GET.get("user", ""))

    @cached_property
    def group(self) -> str:
        asked = self.request.GET.get("kind", "")
        return asked if asked in audit.GROUPS else ""

    @property
    def groups(self) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in audit.GROUPS.items()]

    @property
    def people(self) -> QuerySet[User]:
        called = Lower(Coalesce(NullIf("name", Value("")), "email"))
        return User.objects.filter(memberships__account=self.request.account).order_by(called, "pk")

    @property
    def rows(self) -> QuerySet[AuditEntry]:
        rows = AuditEntry.objects.filter(account=self.request.account)
        rows = rows.filter(user=self.person) if self.person else rows
        return rows.filter(action__startswith=f"{self.group}.") if self.group else rows

    @property
    def is_narrowed(self) -> bool:
        return bool(self.person or self.group)

    def address(self, **changed: str) -> str:
        asked = {"user": str(self.person or ""), "kind": self.group} | changed
        return "?" + urlencode({key: value for key, value in asked.items() if value})


@require_safe
@hidden_from_members
def audit_log(request: AccountRequest) -> HttpResponse:
    log = AuditLog(request)
    found = page_or_first(log.rows, order=("-at", "-id"), cursor=request.GET.get("cursor"), size=SIZE)
    more = log.address(cursor=found.next) if found.next else ""
    return render(request, "crm/audit.html", {"log": log, "rows": [Told(entry) for entry in found.items], "more": more})
