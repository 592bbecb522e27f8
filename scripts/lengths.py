"""Reports functions and files of Python that grew beyond the aim, and fails on those beyond the limit.

    python scripts/lengths.py [--report]

Lines of code, docstrings and comments count alike: what is long is long to read.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

AIM = {"function": 25, "file": 150}
LIMIT = {"function": 40, "file": 300}
ROOT = Path(__file__).resolve().parent.parent


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = (ROOT / name for name in listing.stdout.splitlines() if "/migrations/" not in name)
    return [path for path in paths if path.exists()]


def lengths(path: Path) -> Iterator[tuple[str, str, int]]:
    """Kind, name and number of lines of the file and of each function in it."""
    source, name = path.read_text(), str(path.relative_to(ROOT))
    yield "file", name, len(source.splitlines())
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield "function", f"{name}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def beyond(bounds: dict[str, int]) -> list[str]:
    """A line for each file or function longer than its bound, the longest first."""
    measured = (found for path in tracked() for found in lengths(path))
    long = sorted((found for found in measured if found[2] > bounds[found[0]]), key=lambda found: -found[2])
    return [f"{count:4d} lines: {kind} {name}" for kind, name, count in long]


if __name__ == "__main__":
    if "--report" in sys.argv:
        print("\n".join(beyond(AIM)))
    if too_long := beyond(LIMIT):
        sys.exit("Longer than the limit:\n" + "\n".join(too_long))
