"""How the commands print what they made: for a person, or as one line of JSON for a script."""

import json
from collections.abc import Mapping


def written(made: Mapping[str, str], *, as_json: bool) -> str:
    return json.dumps(made) if as_json else "\n".join(f"{key}: {value}" for key, value in made.items())
