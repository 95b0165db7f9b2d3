"""What ``marsad.toml`` says: defaults, templates, and every fault told at once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.errors import UsageError
from marsad.messages import choose_language
from marsad.store.settings import (
    Settings,
    SettingsFaults,
    is_source_name,
    known_settings,
    read_settings,
    template,
)


def settings_of(text: str, folder: Path) -> Settings:
    path = folder / "marsad.toml"
    path.write_text(text, "utf-8")
    return read_settings(path)


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    settings = settings_of("", tmp_path)
    assert settings.text("database.address") == "sqlite:///marsad.db"
    assert settings.whole("reading.workers") == 1
    assert settings.number("linking.made_weight") is None
    assert settings.words("reading.gazetteers") == ()
    assert settings.as_data() == {}


def test_a_template_reads_back_as_it_was_written(tmp_path: Path) -> None:
    values = {
        "workspace.name": 'مكتب "الشمال" \\ ١',
        "collecting.allow_hosts": ["a.local", "b.local"],
        "collecting.delay_s": 2.5,
        "reading.workers": 3,
    }
    settings = settings_of(template(values), tmp_path)
    assert {key: settings[key] for key in values} == values
    for key, setting in known_settings().items():
        if key not in values and not key.startswith("source."):
            assert settings[key] == setting.default, key


def test_a_template_tells_every_setting_in_both_languages() -> None:
    text = template({})
    for key, setting in known_settings().items():
        assert key.rpartition(".")[2] in text
        assert setting.ar in text
        assert setting.en in text


def test_commented_settings_of_sources_become_settings(tmp_path: Path) -> None:
    lines = template({}).partition("# [source.NAME]")[2].splitlines()
    body = "\n".join(line.removeprefix("# ") for line in lines if " = " in line)
    settings = settings_of(f"[source.one]\n{body}", tmp_path)
    assert settings.sources() == ("one",)
    assert settings.number("source.one.every_minutes") == 60


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("[reading]\nworker = 2", "W104", "reading.workers"),
        ("[source.x]\npublishr = 'a'", "W104", "publisher"),
        ("[colecting]\ndelay_s = 1", "W104", "collecting.delay_s"),
        ("quite = 'else'", "W105", "quite"),
        ("[reading]\nworkers = 'two'", "W106", "1, 2, 3"),
        ("[reading]\nworkers = 0", "W106", "workers"),
        ("[reading]\nworkers = true", "W106", "workers"),
        ("[collecting]\ndelay_s = -1", "W106", "delay_s"),
        ("[source.x]\nprotected = 'yes'", "W106", "true, false"),
        ("[source.x]\nkind = 'radio'", "W106", "chat"),
        ("[source.'قناة']\nkind = 'chat'", "W107", "قناة"),
    ],
)
def test_a_fault_names_what_was_found_and_what_was_meant(
    text: str, code: str, told: str, tmp_path: Path
) -> None:
    choose_language("en")
    with pytest.raises(SettingsFaults) as caught:
        settings_of(text, tmp_path)
    assert caught.value.code == code
    assert told in str(caught.value)


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(SettingsFaults) as caught:
        settings_of("a = 1\n[reading]\nworkers = 'x'\nworker = 1", tmp_path)
    assert [fault.code for fault in caught.value.faults] == ["W105", "W106", "W104"]
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("content", [b"[reading\n", b"a = \xff", b"a = 1\na = 2"])
def test_what_is_no_toml_is_one_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "marsad.toml").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_settings(tmp_path / "marsad.toml")
    assert caught.value.code == "W103"


def test_a_password_is_no_part_of_what_a_run_records() -> None:
    settings = Settings({"database.address": "postgresql://me:secret@host/x", "reading.workers": 2})
    assert settings.as_data() == {"reading.workers": 2}


@given(st.text(max_size=20))
def test_names_of_sources_can_stand_in_the_file(name: str) -> None:
    if is_source_name(name):
        assert tomllib.loads(f"[source.{name}]\nkind = 'chat'")["source"][name]
