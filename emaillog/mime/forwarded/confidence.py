"""How sure it is that a block of labels is the header of the forwarded message, and that its sender wrote it."""

from emaillog.mime.forwarded.heading import Heading
from emaillog.mime.forwarded.separator import Kind

BAR = 0.6  # below it nobody is named: the forward is kept for review
STRONG = 0.8
_BY_KIND = {"forwarded": 0.6, "original": 0.5, "words": 0.45, "ruler": 0.45, "none": 0.4}
_DOUBTFUL = 0.55  # at most, for labels that anybody may have typed
DISAGREEMENT = 0.25  # HTML and text name different senders


def of(heading: Heading, kind: Kind) -> float:
    """Between 0 and 1: by what announces the labels, how many of them are certain, and whether they fit the forward."""
    score = _BY_KIND[kind] + 0.25 * heading.certainty
    score += 0.15 if heading.has_outer_subject else 0
    score += 0.05 if heading.date else 0
    score += 0.1 if heading.is_sender_called_so else 0
    return min(score, _DOUBTFUL if _is_doubtful(heading, kind) else 0.99)


def _is_doubtful(heading: Heading, kind: Kind) -> bool:
    """Nothing announces the labels and the subject is another one: then they must name a sender and have a subject.
    Nor is anybody believed who may be the recipient."""
    if heading.may_be_recipient:
        return True
    if kind not in {"none", "ruler"} or heading.has_outer_subject:
        return False
    return not (heading.is_sender_called_so and heading.sender.address and heading.subject)
