import subprocess

from viva.files import cache_folder
from viva.remote import preparation
from viva.remote.preparation import copy_fonts, prepare


def test_fonts_are_copied_once(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "fontlist-v1.json").write_text("[]")
    copy_fonts(tmp_path / "a", tmp_path / "b")
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["fontlist-v1.json"]


def test_an_environment_is_prepared_once(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    calls = []

    def run(command, **options):
        calls.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(preparation.subprocess, "run", run)
    prepare()
    prepare()
    assert len(calls) == 1
    assert calls[0][-1] == "--prepare"
    assert cache_folder() == tmp_path / "viva"


def test_a_cache_that_cannot_be_written_only_takes_time(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    prepare()
