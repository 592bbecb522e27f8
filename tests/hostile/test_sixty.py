"""The sixty nasty inputs are each found by their number in the name of a test of this folder."""

import re
from pathlib import Path


def test_each_of_the_sixty_nasty_inputs_has_a_test_with_its_number():
    sources = (path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    numbers = {int(number) for source in sources for number in re.findall(r"^def test_n(\d+)_", source, re.MULTILINE)}
    assert numbers == set(range(1, 61))
