"""The houses in which parts fail."""

from pathlib import Path

import pytest

from bench.simulator.provider_simulator import ProviderSimulator
from tests.conftest import environment
from tests.flows.faults.house import House
from tests.jobs.enriching.test_fan_out import FakeProcessor


@pytest.fixture
def house(simulator: ProviderSimulator, tmp_path: Path) -> House:
    return House(tmp_path, environment(simulator, tmp_path / "data"))


@pytest.fixture
def house_of_fakes(tmp_path: Path) -> House:
    return House(tmp_path, processor=FakeProcessor())
