"""What one mail may still cost, so that hostile ones stay cheap to read."""

from dataclasses import dataclass, field

from emaillog.mime import bounds
from emaillog.mime.defects import Defect


@dataclass
class Budget:
    """Shared by a mail and all that is nested in it."""

    parts: int = bounds.PARTS
    near_delimiters: int = bounds.NEAR_DELIMITERS
    nested: int = 0  # bytes of attached messages that may still be read as messages
    shown: int = bounds.SHOWN  # bytes of text that may still be decoded
    defects: dict[Defect, None] = field(default_factory=dict)

    def note(self, *defects: Defect) -> None:
        self.defects.update(dict.fromkeys(defects))
