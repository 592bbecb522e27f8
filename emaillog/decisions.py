"""What a person decided about a mail that a rule refused (R35): it holds however often the mail is processed."""

from dataclasses import asdict, dataclass

from emaillog.models import InboundMessage


@dataclass(frozen=True)
class Decision:
    user: int | None = None  # who decided; None: nobody has
    route: str = ""  # it was sent to the wrong one of the two addresses (R32)
    trusts_sender: bool = False  # the sender is unknown or unproven: log it for who decided
    logs_whole: bool = False  # no forwarded mail was found with certainty: log the mail itself
    contact: int | None = None  # it belongs to this contact, whoever it names

    @classmethod
    def of(cls, inbound: InboundMessage) -> "Decision":
        return cls(**inbound.decision)

    def stored(self) -> dict[str, object]:
        return asdict(self)


UNDECIDED = Decision()
