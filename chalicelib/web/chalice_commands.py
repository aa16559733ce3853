"""What this project does before a command of Chalice uses it: `local` gets a better server, `deploy` looks first.

`app.py` calls `prepare` before it imports anything else, and only where Chalice's command line loads it. Lambda never
runs this.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from chalicelib.web import local_serving

PROJECT: Final = Path(__file__).parent.parent.parent


def prepare(environ: Mapping[str, str]) -> None:
    """Correct `chalice local`; check what `chalice deploy` needs, which may end the command with what is missing."""
    local_serving.prepare(environ)
    # The copy of the project that `make deploy` makes has no scripts, and has been checked.
    if "deploy" in sys.argv and (PROJECT / "scripts").is_dir():
        from scripts.aws.stage import plain_deploy

        plain_deploy.prepare()
