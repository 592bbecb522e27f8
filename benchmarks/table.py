"""What was measured, as one table to read and one file to compare."""

import json
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Row:
    """One measurement; `budget` and `stretch` are what it should not pass and what it might become."""

    what: str
    value: float | None  # None: could not be measured, `note` says why
    unit: str
    budget: float | None = None
    stretch: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None or self.budget is None:
            return self.note
        if self.value > self.budget:
            return f"OVER {self.note}".strip()
        return f"{'stretch' if self.stretch and self.value <= self.stretch else 'ok'} {self.note}".strip()


def shown(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:,.0f}" if abs(number) >= 100 or number == int(number) else f"{number:.2f}"


def printed(rows: list[Row]) -> str:
    cells = [["what", "measured", "unit", "budget", "stretch", ""]]
    cells += [
        [row.what, shown(row.value), row.unit, shown(row.budget), shown(row.stretch), row.verdict] for row in rows
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(6)]
    lines = [
        "  ".join(cell.rjust(width) if column in {1, 3, 4} else cell.ljust(width) for column, (cell, width) in pairs)
        for pairs in ([*enumerate(zip(line, widths, strict=True))] for line in cells)
    ]
    return "\n".join(line.rstrip() for line in [lines[0], "-" * len(lines[0]), *lines[1:]])


def save(rows: list[Row], rounds: int, path: Path) -> None:
    machine = {"python": platform.python_version(), "system": platform.platform(), "cores": psutil.cpu_count()}
    content = {"machine": machine, "rounds": rounds, "rows": [asdict(row) for row in rows]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n")
