"""The benchmark runs; what it measures is read by people, not judged by a test."""

import json
import subprocess
import sys

from benchmarks.table import Row, printed
from crm.env import ROOT


def test_a_small_round_of_the_benchmark_runs_and_writes_its_table(tmp_path):
    written = tmp_path / "bench.json"
    command = [sys.executable, "-m", "benchmarks", "--smoke", "--json", str(written)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    rows = json.loads(written.read_text())["rows"]
    assert {row["unit"] for row in rows} >= {"ms CPU", "x floor", "x select 1"}
    assert all(row["value"] > 0 and row["what"] in done.stdout for row in rows)


def test_the_table_says_what_is_over_its_budget():
    lines = printed([Row("slow", 2.5, "x floor", 2.0, 1.4), Row("quick", 1.3, "x floor", 2.0, 1.4)]).splitlines()
    assert [line.split()[-1] for line in lines[2:]] == ["OVER", "stretch"]
