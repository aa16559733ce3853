"""What this process knows of each provider: how fast it may be asked, whether it is down, whether its quota is out.

One state a provider for the whole process, because a provider counts all jobs and invocations of this machine together.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from chalicelib.enrichment.http.circuit import Circuit
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.quota import Quota


@dataclass(slots=True)
class ProviderState:
    """One provider's pace, circuit and quota; safe to share between threads."""

    pace: Pace
    circuit: Circuit = field(default_factory=Circuit)
    quota: Quota = field(default_factory=Quota)


_STATES: Final[dict[str, ProviderState]] = {}
_STATES_LOCK: Final = threading.Lock()


def provider_state(base_url: str, make: Callable[[], ProviderState]) -> ProviderState:
    """The state of the provider at an address: `make`'s on first use, the same one from then on."""
    with _STATES_LOCK:
        if base_url not in _STATES:
            _STATES[base_url] = make()
        return _STATES[base_url]


def forget_provider_states() -> None:
    """Know nothing of any provider any more, as in a new process. Objects made before keep the state they have."""
    with _STATES_LOCK:
        _STATES.clear()
