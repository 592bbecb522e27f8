"""What the forms of contacts, companies and deals have in common."""

from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from contacts.forms.choosing import BESIDE, CompanyField
from contacts.models import Company, Contact, Deal
from crm.models import Account, Membership, User
from crm.versions import Newest

Row = TypeVar("Row", Contact, Company, Deal)


if TYPE_CHECKING:
    ModelForm = forms.ModelForm
else:

    class ModelForm(forms.ModelForm):
        """Generic for the type checker; at run time Django's is not."""

        __class_getitem__ = classmethod(lambda cls, _row: cls)


class RecordForm(Newest, ModelForm[Row]):
    """A form whose choices end at the account, and that refuses to overwrite what somebody else saved meanwhile."""

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.account = account
        self.offer("owner", colleagues(account, self.instance.owner_id), _("Nobody"))

    def offer(self, name: str, rows: QuerySet[Any], nothing: str) -> None:
        """Ends the choices of a field at these rows."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset, field.empty_label = rows, nothing

    def offer_companies(self) -> None:
        """They may be too many for a list of choices: one is found by its name."""
        self.fields["company"] = CompanyField(self.account)

    def _take(self, taken: list[forms.BoundField]) -> None:
        super()._take(taken)
        data: Any = self.data
        for bound in taken:
            data.pop(bound.html_name + BESIDE, None)  # what is saved counts, not the name that stood there

    def saved(self) -> bool:
        """Saves a valid form; False, with an error, when another request took one of the values at the same moment."""
        try:
            with transaction.atomic():
                self.write()
        except IntegrityError:
            sentence = _("Somebody else saved the same address or domain just now. Save again.")
            self.add_error(None, ValidationError(sentence, code="taken"))
            return False
        return True

    def write(self) -> None:
        self.instance.account = self.account
        self.save()


def colleagues(account: Account, owner: int | None) -> QuerySet[User]:
    """Who can own a record of the account: its active users, and who owns it already."""
    members = Membership.objects.filter(account=account)
    able = members.filter(Q(is_active=True) | Q(user=owner)).values("user")
    return User.objects.filter(pk__in=able).order_by("name", "email")
