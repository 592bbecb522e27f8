from collections.abc import Sequence
from typing import ClassVar

from contacts.importing.decisions import Decision
from contacts.importing.drafts import Draft, Wrong
from contacts.importing.target import Target
from contacts.models import Company, CompanyDomain


class Firms(Target):
    """Companies: known by any of their domains, else by their name."""

    model = Company
    fields: ClassVar = ("name", "phone", "owner")

    def look_up(self, drafts: Sequence[Draft]) -> None:
        domains = sorted({domain for draft in drafts for domain in draft.keys})
        rows = CompanyDomain.objects.filter(account=self.account, domain__in=domains).select_related("company")
        self.by_pk: dict[int, Company] = {each.pk: each for each in self.companies.values() if each.pk}
        self.known = {row.domain: self.by_pk.setdefault(row.company_id, row.company) for row in rows}

    def attributes(self, draft: Draft) -> dict[str, object]:
        values = {key: value for key, value in draft.values.items() if key != "company"}
        named = Draft(draft.number, values | {"name": draft.values["company"]}, draft.keys)
        return super().attributes(named)

    def found(self, draft: Draft) -> Company | None:
        owners = {self.known[key].pk: key for key in draft.keys if key in self.known}
        if len(owners) > 1:
            first, *_others = owners
            other = next(pk for pk in owners if pk != first)
            raise Wrong("two_companies", value=owners[other], other=self.by_pk[other].name)
        if owners:
            return self.by_pk[next(iter(owners))]
        named = self.companies[draft.values["company"]]
        return named if named.pk else None

    def made(self, draft: Draft) -> Company:
        return Company(account=self.account)

    def added(self, draft: Draft, record: Company | None) -> list[str]:
        return [domain for domain in draft.keys if domain not in self.known]

    def write(self, decisions: Sequence[Decision]) -> None:
        CompanyDomain.objects.bulk_create(
            CompanyDomain(account=self.account, company=decision.record, domain=domain)
            for decision in decisions
            for domain in decision.added
        )
