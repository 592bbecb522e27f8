"""Mails that other people collected and that this machine happens to have: nothing of them is kept here."""

import importlib.util
from pathlib import Path


def of_cpython() -> list[Path]:
    """The messages that CPython tests its own parser with; some interpreters come without them."""
    try:
        package = importlib.util.find_spec("test.test_email")
    except ModuleNotFoundError:
        return []
    places = package.submodule_search_locations if package else None
    folders = [Path(place) / "data" for place in places or []]
    return sorted(path for folder in folders for path in folder.glob("*.txt"))


def summary() -> str:
    found = len(of_cpython())
    return f"{found} mails of CPython's own tests read" if found else "CPython's own mails are not in this interpreter"
