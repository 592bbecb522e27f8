"""The replies of the two files beside this one."""

from pathlib import Path

KINDS = {"N": "new", "Q": "quoted", "S": "signature"}


def cases_in(name):
    return Path(__file__).with_name(name).read_text("utf-8").split("\n== ")[1:]


def replies_in_html():
    """Name, HTML, and the pieces that are wanted."""
    for case in cases_in("replies_html.txt"):
        name, _, rest = case.partition("\n")
        html, _, wanted = rest.rstrip("\n").rpartition("\n=> ")
        yield name, html, wanted


def replies():
    """Name, subject, lines, and what each line is."""
    for case in cases_in("replies.txt"):
        head, *lines = case.rstrip("\n").split("\n")
        name, _, subject = head.partition(" | ")
        yield name, subject, [line[2:] for line in lines], [KINDS[line[0]] for line in lines]


def lines_of(pieces):
    """(kind, line) of every line in its order."""
    return [(piece.kind, line) for piece in pieces for line in piece.content.split("\n")]
