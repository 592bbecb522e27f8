"""What a message holds besides its header: its body, and its files."""

from dataclasses import dataclass

from emaillog.mime import body, parts, wrapped
from emaillog.mime.budget import Budget
from emaillog.mime.defects import Defect
from emaillog.mime.entity import Entity
from emaillog.mime.parts import Files


@dataclass(frozen=True)
class Inside:
    text: str
    html: str
    files: Files
    leaves: list[Entity]


def read(root: Entity, budget: Budget, *, looks_inside: bool) -> Inside:
    """Without looking inside, HTML and what wraps other files stay the files that they are."""
    if looks_inside:
        wrapped.open_signed(root, budget)
    leaves = root.leaves()
    streams = wrapped.streams(leaves, budget) if looks_inside else {}
    shown = wrapped.with_body(body.read(root, budget, with_html=looks_inside), streams)
    if shown.is_cut:
        budget.note(Defect.TEXT_CUT)
    files = parts.read([leaf for leaf in leaves if id(leaf) not in shown.leaves], shown.html, streams)
    for name, content in shown.files:
        files.add(parts.written_in_text(name, content, len(files.parts) + 1))
    return Inside(shown.text, shown.html, files, leaves)
