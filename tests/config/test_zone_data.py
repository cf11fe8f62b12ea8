"""Zones by the newest data there is."""

import subprocess
import sys
import zoneinfo

import pytest
import tzdata

from monitor.config.zone_data import ZoneData, zone_data


@pytest.mark.parametrize(
    ("system", "packaged", "used"),
    [
        ("2025b", "2026f", "2026f"),
        ("2026g", "2026f", "2026g"),
        ("2026f", "2026f", "2026f"),
        ("", "2026f", "2026f"),
        ("2026za", "2026z", "2026za"),
        ("nonsense", "2020a", "2020a"),
    ],
)
def test_the_newer_data_is_used(system, packaged, used):
    assert ZoneData(system=system, packaged=packaged).used == used


@pytest.mark.parametrize(
    ("name", "text"), [("tzdata.zi", "# version 2031c\n"), ("+VERSION", "2031c\n")]
)
def test_the_systems_version_is_read_where_systems_keep_it(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    found = zone_data([str(tmp_path / "none"), str(tmp_path)])
    assert (found.system, found.packaged, found.is_packaged) == (
        "2031c",
        tzdata.IANA_VERSION,
        False,
    )
    assert found.year == 2031


def test_data_that_does_not_say_its_version_gives_way(tmp_path):
    (tmp_path / "tzdata.zi").write_text("R A 1 2")
    assert zone_data([str(tmp_path)]).used == tzdata.IANA_VERSION


def used_in_a_process_of_its_own(**environment):
    code = (
        "import zoneinfo; from monitor.config.zone_data import use_newest_zones as use;"
        "use(); print(len(zoneinfo.TZPATH), zoneinfo.ZoneInfo('Asia/Almaty'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_a_process_uses_the_newer_one_and_who_sets_a_path_by_hand_has_chosen():
    folders, zone = used_in_a_process_of_its_own()
    assert zone == "Asia/Almaty"
    assert (folders == "0") is zone_data(zoneinfo.TZPATH).is_packaged
    assert used_in_a_process_of_its_own(PYTHONTZPATH="/nowhere/a:/nowhere/b")[0] == "2"
