"""The setting of a worker."""

from viva.worker.limits import Resources
from viva.worker.setting import WARM, Setting


def test_a_setting_stays_the_same_on_the_command_line():
    setting = Setting(
        own_user=True,
        fonts="x",
        folders={"/a": 5},
        resources=Resources(memory=5),
        warm=("a.b", "c"),
        nested=False,
    )
    assert Setting.from_json(setting.as_json()) == setting
    assert Setting.from_json(Setting().as_json()).warm == WARM


def test_there_are_worlds_in_the_sandbox_only():
    assert Setting(sandboxed=True).worlds
    assert not Setting(sandboxed=True, nested=False).worlds
    assert not Setting().worlds
