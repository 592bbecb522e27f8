"""`explain_mail`: what would become of a mail, and why; writes nothing."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from emaillog import oddities
from emaillog.explaining import DryRun, Explanation
from emaillog.mailfiles import mails_in
from emaillog.mime.source import of_file


class Command(BaseCommand):
    help = "Says what would happen to mails sent to a logging address, and why; writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help=".eml files, mbox files, Maildirs, folders, - for standard input"
        )
        parser.add_argument("--to", required=True, metavar="ADDRESS", help="the logging address")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *_: Any, paths: list[str], to: str, **options: Any) -> None:  # noqa: ANN401
        run, unread = DryRun.at(to), []
        for path in paths:
            try:
                for row in explained(run, path):
                    self.stdout.write(json.dumps(row, ensure_ascii=False) if options["json"] else in_words(row))
            except OSError as problem:
                unread.append(f"{path}: {problem.strerror or problem}.")
        if unread:
            raise CommandError("\n".join(unread))


def explained(run: DryRun, path: str) -> Iterator[Explanation]:
    """An explanation for each mail that the path holds; raises OSError when it cannot be read."""
    for name, file in mails_in(path):
        for row in run.explain(of_file(file)):
            yield {"path": name} | row


def in_words(row: Explanation) -> str:
    """A sentence, and below it what was understood."""
    lines = [f"{row['path']}: {row['outcome']}. {row['why']}"]
    if row["from"]:
        lines.append(f"  {row['subject'] or '(no subject)'}, from {row['from']['address']}, {row['date'] or 'no date'}")
    if row["forward"]:
        found = row["forward"]
        lines.append(f"  forwarded mail found in its {found['found_in']}, certain to {found['confidence']:.0%}")
    lines += [f"  {one['action']} {one['address']}: {one['because']}" for one in row["contacts"]]
    lines += [f"  would create company {one['name']} ({one['domain']})" for one in row["companies"]]
    for file in row["attachments"]:
        lines.append(f"  file {file['name']}, {file['size']} bytes{'' if file['kept'] else ', left out'}")
    return "\n".join(lines + [f"  {remark}" for remark in oddities.remarks(row["defects"])])
