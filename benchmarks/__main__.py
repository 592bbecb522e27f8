"""`python -m benchmarks [--quick | --smoke] [--json PATH]`: prints the table and writes it as JSON."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from benchmarks import stage
from benchmarks.effort import FULL, QUICK, SMOKE


def arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--smoke", action="store_true", help="one small round without processes: does it run at all")
    parser.add_argument("--json", type=Path, default=stage.ROOT / "var/bench.json", help="where the table is written")
    return parser.parse_args()


def main() -> None:
    from benchmarks import report, table  # noqa: PLC0415 (they need Django, which the stage has set up)

    options = arguments()
    effort = SMOKE if options.smoke else QUICK if options.quick else FULL
    with stage.database():
        rows = list(report.rows(effort))
    print(table.printed(rows))
    table.save(rows, effort.rounds, options.json)


if __name__ == "__main__":
    main()
