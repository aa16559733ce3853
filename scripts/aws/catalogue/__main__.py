"""`python -m scripts.aws.catalogue`: see `put_into_use`."""

import sys

from scripts.aws.catalogue.put_into_use import main

if __name__ == "__main__":
    sys.exit(main())
