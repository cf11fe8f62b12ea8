"""What stands under deploy/ is held against the program: its commands, its variables, its files,
its port.
"""

import json
import re
from pathlib import Path

from monitor.cli.commands import BY_NAME
from monitor.config.keys import ENVIRONMENT
from monitor.web.settings import WebSettings
from monitor.workers.roles import ROLES, roles_of

HOUSE = Path(__file__).parents[1]
UNIT = (HOUSE / "deploy" / "monitor.service").read_text()
DOCKERFILE = (HOUSE / "deploy" / "Dockerfile").read_text()
KNOWN = {variable.name for variable in ENVIRONMENT}


def directives(name):
    return re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)


def test_the_unit_starts_a_command_that_there_is_as_a_user_without_rights():
    (start,) = directives("ExecStart")
    assert start.split()[-1] in BY_NAME
    assert directives("User") == ["monitor"]
    assert directives("CapabilityBoundingSet") == [""]
    assert directives("NoNewPrivileges") == ["yes"]
    assert directives("ProtectSystem") == ["strict"]


def test_the_unit_waits_longer_for_the_end_than_the_program_takes():
    assert int(directives("TimeoutStopSec")[0]) > 5


def test_variables_that_deploy_names_are_the_programs():
    named = set(re.findall(r"MONITOR_[A-Z_]+", UNIT + DOCKERFILE + COMPOSE + BY_ROLE))
    assert named <= KNOWN
    assert "MONITOR_SECRETS" in named


def test_the_container_runs_as_nobody_special_and_its_files_are_there():
    steps = DOCKERFILE.splitlines()
    assert steps.index("USER monitor") < next(
        n for n, step in enumerate(steps) if step.startswith("ENTRYPOINT")
    )
    for step in steps:
        if step.startswith("COPY") and "--from" not in step:
            for source in [part for part in step.split()[1:-1] if not part.startswith("--")]:
                assert (HOUSE / source).exists(), source


def test_health_is_asked_where_the_configuration_offers_it():
    (offered,) = re.findall(
        r"# health_port = (\d+)", (HOUSE / "config" / "monitor.toml").read_text()
    )
    assert f"127.0.0.1:{offered}/healthz" in DOCKERFILE


# --- several machines ---

COMPOSE = (HOUSE / "deploy" / "compose.yml").read_text()
BY_ROLE = (HOUSE / "deploy" / "monitor@.service").read_text()


def test_the_roles_that_deploy_names_are_those_there_are():
    named = re.findall(r'--role, "?([a-z,]+)"?[,\]]', COMPOSE)
    assert {role for one in named for role in roles_of(one)} == set(ROLES)
    assert "monitor@compose-deliver" in BY_ROLE
    for instance in re.findall(r"monitor@([a-z-]+)[,.\s]", BY_ROLE):
        assert roles_of(instance.replace("-", ","))


def test_each_container_has_a_volume_of_its_own():
    mounted = re.findall(r'"([a-z-]+):/(?:srv/monitor/state|var/lib)', COMPOSE)
    assert len(mounted) == len(set(mounted)) == len(re.findall(r"command: \[", COMPOSE))
    (declared,) = re.findall(r"^volumes: \{(.*)\}$", COMPOSE, re.MULTILINE)
    assert set(mounted) == set(re.findall(r"([a-z-]+): \{\}", declared))


def test_the_pages_are_led_to_from_this_machine_alone_at_the_port_that_they_have():
    (web,) = re.findall(r"^  web:\n((?:    .*\n)+)", COMPOSE, re.MULTILINE)
    (ports,) = re.findall(r"^    ports: (\[.*?\])", COMPOSE, re.MULTILINE)
    assert ports in web
    (host,) = re.findall(r'^#.* \[web\] host = "([^"]+)"', COMPOSE, re.MULTILINE)
    settings = WebSettings(host=host)
    assert settings.everywhere  # the loopback interface of a container is nobody else's
    assert json.loads(ports) == [f"127.0.0.1:{settings.port}:{settings.port}"]


def test_the_unit_by_role_has_the_rights_of_the_one_without():
    def rights(unit):
        return [line for line in unit.partition("# Rights")[2].splitlines() if line]

    assert rights(BY_ROLE) == rights(UNIT)


def test_the_dashboard_asks_for_metrics_that_there_are():
    asked = json.loads((HOUSE / "deploy" / "dashboard.json").read_text())
    wanted = {
        re.sub(r"_(total|bucket)$", "", name)
        for panel in asked["panels"]
        for target in panel["targets"]
        for name in re.findall(r"monitor_[a-z_]+", target["expr"])
    }
    code = "".join(
        (HOUSE / "monitor" / path).read_text()
        for path in ("runtime/health.py", "workers/figures.py")
    )
    assert wanted
    assert [name for name in wanted if f'"{name}"' not in code] == []
