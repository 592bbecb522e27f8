import subprocess
from pathlib import Path

import pytest
import yaml

from tests.house.files import ROOT


@pytest.mark.parametrize("script", [".ci/run", "scripts/check.sh"])
def test_a_shell_script_parses_and_can_be_run(script):
    path = ROOT / script
    assert path.stat().st_mode & 0o111
    shell = "bash" if path.read_text().startswith("#!/usr/bin/env bash") else "sh"
    subprocess.run([shell, "-n", path], check=True)


def test_hooks_run_only_what_is_installed_here():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    for hook in config["repos"][0]["hooks"]:
        program = Path(hook["entry"].split()[0])
        assert hook["language"] == "system"
        assert program.parts[:2] == (".venv", "bin")
        assert (ROOT / program).exists()
