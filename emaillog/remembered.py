"""What the rules found when a mail was logged, read back from its facts: nothing moves by itself (R7)."""

from dataclasses import dataclass
from functools import cached_property

from emaillog import followed
from emaillog.models import LoggedEmail
from emaillog.why import Fact

# The facts that are found again when a mail is; all others are of that time, or of what people did since.
DERIVED = frozenset(
    {"direction_incoming", "direction_outgoing", "contact_matched", "contact_created", "company", "deal", "left_out"}
)
LIMIT = "limit"
AWAITED = frozenset({"copy", LIMIT, "automatic"})
GONE = "gone"  # a contact of the mail whom somebody deleted since


@dataclass(frozen=True)
class Remembered:
    facts: list[Fact]

    @classmethod
    def of(cls, email: LoggedEmail) -> "Remembered":
        return cls(followed.facts(email))

    @cached_property
    def contacts(self) -> dict[str, int]:
        """By address, those whom a rule associated."""
        return {str(fact["address"]): _id(fact, "contact") for fact in self._of("contact_matched", "contact_created")}

    @cached_property
    def created(self) -> list[str]:
        """The addresses for which the mail made contacts."""
        return [str(fact["address"]) for fact in self._of("contact_created")]

    @cached_property
    def later(self) -> set[int]:
        """Contacts who came later, and whom somebody gave the mail."""
        return {_id(fact, "contact") for fact in self._of("contact_later")}

    @cached_property
    def companies(self) -> dict[int, int]:
        """Each with the contact who had it."""
        return {_id(fact, "company"): _id(fact, "contact") for fact in self._of("company")}

    @cached_property
    def deals(self) -> dict[int, int]:
        """Each with the contact who had it."""
        return {_id(fact, "deal"): _id(fact, "contact") for fact in self._of("deal")}

    @cached_property
    def limits(self) -> list[int | None]:
        """How many deals of a contact the rules linked then; None: all. Unknown where there were none."""
        return [limit if isinstance(limit := fact.get("most"), int) else None for fact in self._of("deal")]

    def left_out(self, address: str) -> str:
        """Why this one got no contact; "" when they got one, or were not a matter at all."""
        because = {str(fact["address"]): str(fact["because"]) for fact in self._of("left_out")}
        return because.get(address, "")

    def renewed(self, today: list[Fact]) -> list[Fact]:
        """The facts with those of today for the derived ones; what still holds stays in its place."""
        found = {_key(fact): fact for fact in today if fact["rule"] in DERIVED}
        kept = [fact for fact in self.facts if fact["rule"] not in DERIVED or _key(fact) in found]
        known = {_key(fact) for fact in kept}
        renewed = [fact | found.get(_key(fact), {}) for fact in kept]
        return renewed + [fact for key, fact in found.items() if key not in known]

    def _of(self, *rules: str) -> list[Fact]:
        return [fact for fact in self.facts if fact["rule"] in rules]


def _key(fact: Fact) -> tuple[object, ...]:
    """What a fact is about, whatever else it says of it."""
    return tuple(fact.get(name) for name in ("rule", "address", "contact", "company", "deal"))


def _id(fact: Fact, name: str) -> int:
    return int(str(fact[name]))
