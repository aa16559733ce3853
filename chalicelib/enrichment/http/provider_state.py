"""What this process knows of each provider: how fast and how much it may be asked, whether it is down, its quota.

The whole process shares one state for each provider, because the provider counts all requests of this machine together.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from chalicelib.enrichment.http.circuit import Circuit
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.quota import Quota


@dataclass(slots=True)
class QuerySize:
    """How many search terms one query may have: what the provider has shown that it answers."""

    most_terms: int = 200


@dataclass(slots=True)
class ProviderState:
    """One provider's pace, circuit, quota and size of queries; safe to share between threads."""

    pace: Pace
    circuit: Circuit = field(default_factory=Circuit)
    quota: Quota = field(default_factory=Quota)
    query_size: QuerySize = field(default_factory=QuerySize)


_STATES: Final[dict[str, ProviderState]] = {}
_STATES_LOCK: Final = threading.Lock()


def provider_state(base_url: str, make: Callable[[], ProviderState]) -> ProviderState:
    """The state of the provider at `base_url`, which `make` creates on first use."""
    with _STATES_LOCK:
        if base_url not in _STATES:
            _STATES[base_url] = make()
        return _STATES[base_url]


def forget_provider_states() -> None:
    """Forget all states, as in a new process. Objects made before keep the state they have."""
    with _STATES_LOCK:
        _STATES.clear()
