"""The environment: each variable read once, a wrong value said in one line that names it."""

import json
import secrets
import sys
from pathlib import Path
from typing import Any, NoReturn

import environ

env = environ.Env()
ROOT = Path(__file__).resolve().parent.parent


def refuse(variable: str, problem: str) -> NoReturn:
    """Ends the process with one clear line: a half-configured server must not start."""
    sys.exit(f"{variable}: {problem}")


def integer(variable: str, default: int, *, least: int = 0, most: int = sys.maxsize) -> int:
    """The whole number in `variable`, within its bounds."""
    written = env.str(variable, str(default)).strip()
    if not written.isdecimal() or not least <= int(written) <= most:
        refuse(variable, f"{written!r} is not a whole number from {least} to {most}.")
    return int(written)


def boolean(variable: str, *, default: bool) -> bool:
    written = env.str(variable, str(default)).strip().lower()
    if written not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
        refuse(variable, f"{written!r} is neither true nor false.")
    return written in {"1", "true", "yes", "on"}


def address(variable: str, default: str, schemes: tuple[str, ...]) -> str:
    """The URL in `variable`; refuses a scheme that nothing here can open."""
    written = env.str(variable, "").strip() or default
    if written.partition("://")[0] not in schemes or "://" not in written:
        refuse(variable, f"must start with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    return written


def structured(variable: str, written: str) -> Any:  # noqa: ANN401
    """A string as it is; what looks like a JSON object, true or false is read as that."""
    if not written.startswith("{") and written.lower() not in {"true", "false"}:
        return written
    try:
        return json.loads(written.lower() if written[0] != "{" else written)
    except ValueError as problem:
        refuse(variable, f"is not valid JSON: {problem}.")


def kept_secret(folder: Path, name: str) -> str:
    """A random secret of the embedded installation, made on first use and kept in its `var` folder."""
    file = folder / name
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{name}-{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        # A hard link fails when another process was first, and then its secret is the one that counts.
        try:
            file.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text().strip()
