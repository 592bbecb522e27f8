from dataclasses import dataclass, field
from typing import Any

from contacts.importing.drafts import Draft
from contacts.importing.outcomes import Outcome


@dataclass
class Decision:
    """What is done with one draft; `added` are the addresses or domains that its record gets."""

    draft: Draft
    kind: str = ""
    record: Any = None
    added: list[str] = field(default_factory=list)
    problem: Outcome | None = None

    @property
    def outcome(self) -> Outcome:
        return self.problem or Outcome(self.draft.number, self.kind, self.record.pk)
