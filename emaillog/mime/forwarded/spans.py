"""How far the text below a forwarded header reaches, and who wrote in it."""

from emaillog.mime.forwarded import separator
from emaillog.mime.forwarded.folding import fold, visible, words
from emaillog.mime.forwarded.markers import Block
from emaillog.mime.lines import Line

_LONGEST_NAME = 40  # characters before the colon of "Bob: agreed"


def of(lines: list[Line], block: Block, following: int) -> tuple[int, int]:
    """The last line above the text and the first below it, rulers around the text taken off. `following` is where the
    next marker begins, or -1."""
    last, end = block.last, _end(lines, block)
    shown = [at for at in range(last + 1, end) if not lines[at].is_blank]
    opening = "" if block.kind == "none" else lines[block.first].text.strip()
    if shown and separator.is_cut_out(lines[shown[0]].text):
        return shown[0], _cut_out(lines, shown)
    is_repeated = bool(shown and opening) and lines[shown[0]].text.strip() == opening
    if is_repeated and (shown[0] != following or shown[0] == last + 1):
        last = shown[0]  # Zoho repeats its announcement right below the labels
    if shown and shown[-1] > last and separator.closes(lines[shown[-1]].text, opening):
        end = shown[-1]
    return last, end


def _cut_out(lines: list[Line], shown: list[int]) -> int:
    """The first line below a text that is cut out with scissors above and below."""
    return next((at for at in reversed(shown[1:]) if separator.is_cut_out(lines[at].text)), shown[-1] + 1)


def _end(lines: list[Line], block: Block) -> int:
    """Where the quotation that the header stands in ends: what follows is the forwarder's again."""
    if not block.depth:
        return len(lines)
    quoted = [
        at for at in range(block.last + 1, len(lines)) if lines[at].depth >= block.depth and not lines[at].is_blank
    ]
    if not quoted:
        return len(lines)
    return next((at for at in range(quoted[-1] + 1, len(lines)) if not lines[at].is_blank), len(lines))


def depth(body: list[Line], least: int) -> int:
    """The levels of quotation to take off: those of the text itself, not of answers typed between its lines."""
    shown = [line.depth for line in body if not line.is_blank]
    if shown and shown[0] > min(shown) and _is_interrupted(body, shown[0]):
        return shown[0]
    return min((each for each in shown if each >= least), default=least)


def has_answers_inside(body: list[Line], names: frozenset[frozenset[str]]) -> bool:
    """By evidence only: lines that are not quoted between quoted ones, or that begin with the forwarder's name."""
    shown = [line for line in body if not line.is_blank]
    if shown and _is_interrupted(body, shown[0].depth):
        return True
    initials = {"".join(sorted(word[0] for word in name)) for name in names if len(name) > 1}
    own = {word for name in names for word in name if len(word) > 2}
    return any(_is_signed(line.text, initials, own) for line in shown[:500])


def _is_interrupted(body: list[Line], quoted: int) -> bool:
    """Whether lines of less quotation stand between the lines of a text that is quoted from its beginning on."""
    depths = [line.depth for line in body if not line.is_blank]
    less = [at for at, each in enumerate(depths) if each < quoted]
    return bool(quoted and less) and quoted in depths[less[0] :]


def _is_signed(line: str, initials: set[str], own: set[str]) -> bool:
    """ "BH: agreed", "[Bob] agreed"; a greeting has nothing after its colon."""
    start = visible(line[: _LONGEST_NAME + 1]).strip().replace("]", ":").lstrip("[*> ")
    name, colon, rest = start.partition(":")
    if not colon or not rest.strip():
        return False
    said = words(fold(name))
    is_short = len(said) == 1 and 2 <= len(said[0]) <= 4 and name.strip().isupper()
    return (is_short and "".join(sorted(said[0])) in initials) or (0 < len(said) <= 2 and own.issuperset(said))
