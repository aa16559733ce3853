"""What is made without a search for garbage; afterwards it goes on as before."""

import gc

import pytest

from chalicelib.jobs.dashboard.uncollected import uncollected


@pytest.mark.parametrize("was_on", [True, False])
def test_nothing_is_collected_inside_and_it_goes_on_as_before(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    try:
        with uncollected():
            inside = gc.isenabled()
        assert (inside, gc.isenabled()) == (False, was_on)
        with pytest.raises(LookupError), uncollected():
            raise LookupError
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
