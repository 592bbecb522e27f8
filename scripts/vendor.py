"""Fetches the parts of the front end that others made into `static/vendor/`, and records what they are.

    python scripts/vendor.py

Run it to take a newer release or another icon (`scripts/icons.txt`), and commit what it wrote: nothing is fetched when
the product is built, installed or run. It needs npm, and asks the registry that npm is set up for.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
ICON_NAMES = ROOT / "scripts" / "icons.txt"
# A stylesheet that names a map which is not shipped breaks the hashed static files.
SOURCE_MAP = re.compile(rb"\s*(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)")
BETWEEN_TAGS = re.compile(r">\s+<")
SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@dataclass(frozen=True)
class Package:
    """What is taken from one npm package: where it lies there -> what it is called here."""

    name: str
    version: str
    files: dict[str, str]

    def fetch(self, folder: Path) -> tarfile.TarFile:
        command = ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{self.name}@{self.version}"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return tarfile.open(folder / done.stdout.split()[-1])


PACKAGES = [
    Package(
        "@tabler/core", "1.6.1", {"dist/css/tabler.min.css": "tabler.min.css", "dist/js/tabler.min.js": "tabler.min.js"}
    ),
    Package("htmx.org", "2.0.11", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENSE.txt"}),
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        {"files/inter-latin-wght-normal.woff2": "inter.woff2", "LICENSE": "inter.LICENSE.txt"},
    ),
]
ICONS = Package("@tabler/icons", "3.51.0", {"LICENSE": "icons.LICENSE.txt"})


def read(archive: tarfile.TarFile, path: str) -> bytes:
    member = archive.extractfile(f"package/{path}")
    if member is None:
        raise FileNotFoundError(path)
    return member.read()


def keep(package: Package, archive: tarfile.TarFile, content: bytes, name: str) -> dict[str, str]:
    """Writes one file and returns its line of the manifest."""
    (VENDOR / name).write_bytes(content)
    about = json.loads(read(archive, "package.json"))
    return {
        "file": name,
        "package": package.name,
        "version": about["version"],
        "licence": about["license"],
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def sprite(archive: tarfile.TarFile, names: list[str]) -> bytes:
    """One file with a `<symbol>` for each icon; stroke and size come from where it is used."""
    symbols = []
    for name in names:
        body = SVG_BODY.search(read(archive, f"icons/outline/{name}.svg").decode())
        if body is None:
            raise ValueError(f"{name}.svg is no icon")
        drawing = BETWEEN_TAGS.sub("><", body[1].strip())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def copies(package: Package, archive: tarfile.TarFile) -> list[dict[str, str]]:
    return [
        keep(package, archive, SOURCE_MAP.sub(b"", read(archive, path)), name) for path, name in package.files.items()
    ]


def main() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for package in [*PACKAGES, ICONS]:
            with package.fetch(Path(folder)) as archive:
                lines += copies(package, archive)
                if package is ICONS:
                    lines.append(keep(ICONS, archive, sprite(archive, ICON_NAMES.read_text().split()), "icons.svg"))
    (VENDOR / "manifest.json").write_text(json.dumps(lines, indent=2) + "\n")


if __name__ == "__main__":
    main()
