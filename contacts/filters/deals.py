from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.amounts import AmountField
from contacts.filters.form import ANY, offer
from contacts.filters.people import OfCompany, is_id
from contacts.models import Contact, DealContact
from contacts.searching.fragments import with_words
from contacts.stages import CLOSED, Course, Stages
from crm.models import Account, User

CLOSING = [
    ANY,
    ("overdue", _("Overdue")),
    ("7", _("In the next 7 days")),
    ("30", _("In the next 30 days")),
    ("90", _("In the next 90 days")),
    ("none", _("Without a date")),
]
DAY = forms.DateInput({"type": "date"})


class DealFilters(OfCompany):
    kind: ClassVar = "deal"
    costly: ClassVar = OfCompany.costly | {"company", "contact"}

    pipeline = forms.ChoiceField(label=_("Pipeline"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    contact = forms.CharField(
        label=_("Contact"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"placeholder": _("Part of a name or address")}),
    )
    amount_from = AmountField(label=_("Amount from"), required=False)
    amount_to = AmountField(label=_("Amount up to"), required=False)
    closes = forms.ChoiceField(label=_("Closing date"), required=False, choices=CLOSING)
    closes_from = forms.DateField(label=_("Closing since"), required=False, widget=DAY)
    closes_to = forms.DateField(label=_("Closing until"), required=False, widget=DAY)

    field_order = (
        *("pipeline", "stage", "owner", "company", "contact", "amount_from", "amount_to"),
        *("closes", "closes_from", "closes_to", "quiet", "added", "added_from", "added_to"),
    )

    def __init__(self, account: Account, user: User, data: Mapping[str, Any]) -> None:
        super().__init__(account, user, data)
        self.stages = Stages(account)
        open_, *rest = ("open", _("Open")), *self.stages.choices
        offer(self.fields["stage"], [ANY, open_, *rest])
        named = [(str(course.pk), course.name) for course in self.stages.courses]
        if len(named) > 1:
            offer(self.fields["pipeline"], [ANY, *named])
        else:
            del self.fields["pipeline"]

    @property
    def course(self) -> Course:
        """The pipeline that is looked at."""
        asked = self.asked.get("pipeline", "")
        return self.stages.course(int(asked) if asked else None)

    @property
    def courses(self) -> list[Course]:
        """The pipelines whose deals a list holds."""
        return [self.course] if "pipeline" in self.asked else self.stages.courses

    def by_pipeline(self, value: str) -> Q:
        """By the stage while it is open, else by what the deal remembers; one that remembers none was in the first."""
        course = self.stages.course(int(value))
        ours = Q(pipeline=course.pk)
        if course == self.stages.courses[0]:
            ours |= Q(pipeline=None)
        return Q(stage__in=[step.key for step in course.steps]) | (ours & Q(stage__in=CLOSED))

    def by_stage(self, value: str) -> Q:
        return Q(closed_at=None) if value == "open" else Q(stage=value)

    def by_contact(self, value: str) -> Q:
        """Those in which somebody takes part: one contact by their number, or all who are called so."""
        parts = DealContact.objects.filter(account=self.account, deal=OuterRef("pk"))
        if is_id(value):
            return Q(Exists(parts.filter(contact=int(value))))
        called = with_words(Contact.objects.filter(account=self.account), self.account, value)
        return Q(Exists(parts.filter(contact__in=called.order_by().values("pk"))))

    def words(self, name: str, value: Any) -> str:  # noqa: ANN401
        if name == "contact" and is_id(value):
            found = Contact.objects.of(self.account).filter(pk=int(value)).first()
            return str(found) if found else super().words(name, value)
        return super().words(name, value)

    def by_amount_from(self, value: Decimal) -> Q:
        return Q(amount__gte=value)

    def by_amount_to(self, value: Decimal) -> Q:
        return Q(amount__lte=value)

    def by_closes(self, value: str) -> Q:
        today = timezone.localdate()
        match value:
            case "none":
                return Q(closes_on=None)
            case "overdue":
                return Q(closes_on__lt=today, closed_at=None)
        return Q(closes_on__range=(today, today + timedelta(days=int(value))))

    def by_closes_from(self, value: date) -> Q:
        return Q(closes_on__gte=value)

    def by_closes_to(self, value: date) -> Q:
        return Q(closes_on__lte=value)
