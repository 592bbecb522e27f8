"""What others made is what its manifest says, and the icons that pages name are there."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
FREE = {"MIT", "0BSD", "OFL-1.1"}


@pytest.mark.parametrize("line", MANIFEST, ids=lambda line: line["file"])
def test_a_vendored_file_is_the_recorded_one(line):
    content = (VENDOR / line["file"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == line["sha256"]
    assert line["package"]
    assert line["version"]
    assert line["licence"] in FREE
    assert b"sourceMappingURL" not in content


def test_every_vendored_file_is_recorded():
    files = {path.name for path in VENDOR.iterdir()} - {"manifest.json"}

    assert files == {line["file"] for line in MANIFEST}


def test_the_sprite_holds_exactly_the_listed_icons():
    drawn = re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text())

    assert drawn == (ROOT / "scripts" / "icons.txt").read_text().split()


def test_every_icon_that_a_page_names_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text()))
    named = {
        name
        for page in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"{% icon ['\"]([^'\"]+)['\"]|\bicon=['\"]([^'\"]+)['\"]", page.read_text())
        for name in name
        if name
    }

    assert named <= drawn
    assert len(named) > 10
