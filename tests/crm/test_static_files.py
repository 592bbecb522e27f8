import re
import shutil

import pytest

from crm.env import ROOT
from crm.staticfiles import Hashed, QuicklyCompressed

IMPORTED = re.compile(r"""^import .*from ["'](.+?)["'];""", re.MULTILINE)


@pytest.mark.parametrize("kind", [Hashed, QuicklyCompressed])
def test_scripts_import_each_other_by_the_names_that_are_served(tmp_path, kind):
    shutil.copytree(ROOT / "static" / "js", tmp_path / "js")
    storage = kind(location=tmp_path, base_url="/static/")
    names = [f"js/{file.name}" for file in (tmp_path / "js").glob("*.js")]
    served = {hashed for _name, hashed, _changed in storage.post_process({name: (storage, name) for name in names})}
    scripts = [hashed for hashed in served if hashed.endswith(".js")]  # the rest are packed copies
    imported = {name for hashed in scripts for name in IMPORTED.findall((tmp_path / hashed).read_text())}
    assert imported
    assert {f"js/{name.removeprefix('./')}" for name in imported} <= served
