from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from contacts.importing.decisions import Decision
from contacts.importing.drafts import Draft, Wrong
from contacts.importing.target import Target
from contacts.matching import known_contacts
from contacts.models import Deal, DealContact
from contacts.stages import Stages


class Business(Target):
    """Deals: known by their name together with their company."""

    model = Deal
    fields: ClassVar = ("name", "company", "stage", "amount", "currency", "closes_on", "owner")
    written: ClassVar = (*fields, "pipeline", "opened_at", "closed_at")

    @cached_property
    def stages(self) -> Stages:
        return Stages(self.account)

    @cached_property
    def stage_keys(self) -> dict[str, str]:
        """By key and by name, in small letters."""
        named = {str(step.name).casefold(): key for key, step in reversed(self.stages.steps.items())}
        return named | {key: key for key in self.stages.steps}

    def look_up(self, drafts: Sequence[Draft]) -> None:
        names = sorted({draft.values["deal"] for draft in drafts})
        rows = Deal.objects.filter(account=self.account, name__in=names).order_by("-id")
        self.deals = {(deal.name, deal.company_id): deal for deal in rows}
        addresses = {address for draft in drafts for address in draft.values["people"]}
        self.contacts = {address: contact.pk for address, contact in known_contacts(self.account, addresses).items()}
        parts = DealContact.objects.filter(account=self.account, deal__in=[deal.pk for deal in self.deals.values()])
        self.parts = set(parts.values_list("deal", "contact"))

    def attributes(self, draft: Draft) -> dict[str, Any]:
        named = Draft(draft.number, draft.values | {"name": draft.values["deal"]})
        found = super().attributes(named)
        if "stage" in found and found["stage"].casefold() not in self.stage_keys:
            raise Wrong("stage", value=found["stage"])
        if "stage" in found:
            found["stage"] = self.stage_keys[found["stage"].casefold()]
        return found

    def change(self, record: Deal, values: dict[str, Any], choice: str) -> bool:
        stage = values.get("stage")
        is_moved = stage is not None and stage != record.stage and choice == "overwrite"
        if is_moved:
            self.stages.put(record, str(stage))
        rest = {name: value for name, value in values.items() if name != "stage"}
        return super().change(record, rest, choice) or is_moved

    def found(self, draft: Draft) -> Deal | None:
        company = self.companies[draft.values["company"]] if "company" in draft.values else None
        if company and not company.pk:
            return None  # one that is not there yet has no deals; without its id it would be taken for none at all
        return self.deals.get((draft.values["deal"], company.pk if company else None))

    def made(self, draft: Draft) -> Deal:
        deal = Deal(account=self.account, currency=self.account.currency)
        self.stages.put(deal, self.stages.first)
        return deal

    def added(self, draft: Draft, record: Deal | None) -> list[str]:
        for address in draft.values["people"]:
            if address not in self.contacts:
                raise Wrong("stranger", value=address)
        pk = record.pk if record else None
        return [each for each in draft.values["people"] if (pk, self.contacts[each]) not in self.parts]

    def write(self, decisions: Sequence[Decision]) -> None:
        pairs = {(each.record.pk, self.contacts[address]) for each in decisions for address in each.added}
        DealContact.objects.bulk_create(
            DealContact(account=self.account, deal_id=deal, contact_id=contact) for deal, contact in sorted(pairs)
        )
