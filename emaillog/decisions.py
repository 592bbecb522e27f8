"""What a person decided about a mail that a rule refused (R35): it holds however often the mail is processed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from emaillog.models import InboundMessage


@dataclass(frozen=True)
class Decision:
    user: int | None = None  # who decided; None: nobody has
    route: str = ""  # it was sent to the wrong one of the two addresses (R32)
    trusts_sender: bool = False  # the sender is unknown, unproven or may not log: log it for who decided
    is_received: bool = False  # it is an outsider's mail to us, not one that a user sent or forwarded
    logs_whole: bool = False  # no forwarded mail was found with certainty: log the mail itself
    brings_back: bool = False  # it was removed, and is wanted again
    was_private: bool = False  # when it was removed, and to whom
    private_to: int | None = None
    private_to_team: int | None = None
    put_on: Sequence[str] = ()  # records on which people put it by hand before it was removed, as `places` names them
    taken_from: Sequence[str] = ()
    pinned_on: Sequence[str] = ()
    contact: int | None = None  # it belongs to this contact, whoever it names
    rejected_by: int | None = None  # until somebody takes it back

    @classmethod
    def of(cls, inbound: InboundMessage) -> "Decision":
        return cls(**inbound.decision)

    def stored(self) -> dict[str, object]:
        return asdict(self)


UNDECIDED = Decision()
