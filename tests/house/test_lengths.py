from scripts import lengths


def test_nothing_is_long():
    assert lengths.beyond(lengths.LIMIT) == []


def test_length_is_measured(tmp_path, monkeypatch):
    long = tmp_path / "long.py"
    long.write_text("def f():\n" + "    pass\n" * 40)
    monkeypatch.setattr(lengths, "ROOT", tmp_path)
    monkeypatch.setattr(lengths, "tracked", lambda: [long])
    assert lengths.beyond(lengths.LIMIT) == ["  41 lines: function long.py:1 f"]
