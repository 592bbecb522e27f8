"""`explain_mail`: what would become of a mail, and why; writes nothing."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from emaillog.explaining import explain


class Command(BaseCommand):
    help = "Says what would happen to mails sent to a logging address, and why; writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="files that hold one mail each (.eml)")
        parser.add_argument("--to", required=True, metavar="ADDRESS", help="the logging address")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *_: Any, **options: Any) -> None:  # noqa: ANN401
        for path in options["paths"]:
            try:
                raw = Path(path).read_bytes()
            except OSError as problem:
                raise CommandError(f"{path}: {problem.strerror}.") from problem
            for row in explain(raw, options["to"]):
                line = {"path": path} | row
                self.stdout.write(json.dumps(line, ensure_ascii=False) if options["json"] else self.sentence(line))

    def sentence(self, row: dict[str, Any]) -> str:
        people = ", ".join(f"{one['address']} ({one['action']}: {one['because']})" for one in row["contacts"])
        return f"{row['path']}: {row['outcome']}. {row['why']}" + (f" Contacts: {people}" if people else "")
