"""How one provider was used: what BookProcessor answers of each provider, and what it adds up to for a job."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from chalicelib.models import Json

_REASONS_TOLD: Final = 3


@dataclass(slots=True)
class ProviderUse:
    """`refusals` are requests that the provider did not serve, for whatever reason; `seconds` is the sum over requests.

    `answered` counts look-ups of books that it answered, be it that it does not know the book; `refused` counts, by
    reason, those for which it could not be asked. A book that gets a second chance is looked up twice.
    """

    requests: int = 0
    refusals: int = 0
    seconds: float = 0.0
    answered: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, other: "ProviderUse") -> None:
        """Add what another invocation used."""
        self.requests += other.requests
        self.refusals += other.refusals
        self.seconds += other.seconds
        self.answered += other.answered
        self.refused.update(other.refused)

    @property
    def refused_everything(self) -> bool:
        """Whether it was wanted and answered no look-up."""
        return not self.answered and bool(self.refused)

    def reasons(self) -> str:
        """Why books were refused, the most frequent reasons first: `338 x too many requests (HTTP 429)`."""
        return ", ".join(f"{count} x {reason}" for reason, count in self.refused.most_common(_REASONS_TOLD))

    def to_json(self) -> Json:
        """The use as BookProcessor answers it."""
        return {
            "requests": self.requests,
            "refusals": self.refusals,
            "seconds": round(self.seconds, 3),
            "answered": self.answered,
            "refused": dict(self.refused),
        }

    @classmethod
    def from_json(cls, raw: object) -> "ProviderUse":
        """Read it from an answer; what is missing, or no count or number of seconds, is zero."""
        fields = raw if isinstance(raw, Mapping) else {}
        refused = fields.get("refused")
        reasons = refused if isinstance(refused, Mapping) else {}
        return cls(
            int(number(fields.get("requests"))),
            int(number(fields.get("refusals"))),
            number(fields.get("seconds")),
            int(number(fields.get("answered"))),
            Counter({str(reason): int(number(count)) for reason, count in reasons.items() if number(count) >= 1}),
        )


def number(value: object) -> float:
    """A count or a number of seconds in an answer; 0.0 for anything else."""
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e9 else 0.0
