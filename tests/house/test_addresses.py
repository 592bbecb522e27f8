"""No file names a package registry or a folder of somebody's machine."""

import re

import pytest

from tests.house.files import ROOT, tracked

# Spelled in parts, so that this file passes its own test.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "registry.npm" + "js", "deb.debian" + ".org", "npm" + "mirror"]
MACHINE_PATHS = [r"/work" + r"/(main|shared)", r"/home" + r"/\w+/", r"/Users" + r"/\w+/", r"/root" + r"/"]
FORBIDDEN = re.compile("|".join([*map(re.escape, REGISTRIES), *MACHINE_PATHS]))


def found(text: str) -> list[str]:
    return [match[0] for match in FORBIDDEN.finditer(text)]


def test_no_file_names_a_registry_or_a_machine():
    texts = (path for path in tracked() if not path.is_relative_to(ROOT / "static/vendor"))
    offences = {
        str(path.relative_to(ROOT)): names
        for path in texts
        if (names := found(path.read_bytes().decode("utf-8", errors="replace")))
    }
    assert offences == {}


@pytest.mark.parametrize("path", ["/work" + "/main/crm", "/home" + "/ada/x", "https://pypi" + ".org/simple"])
def test_such_a_name_would_be_found(path):
    assert found(path)


def test_requirements_are_pinned_with_hashes():
    for path in (ROOT / "requirements").glob("*.txt"):
        entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", path.read_text()).strip())
        assert entries, path
        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == [], path
