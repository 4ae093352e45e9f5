"""`python -m checker` is the same program as `fazhi`."""

import gc

# start-up makes many objects that all live on: looking for garbage among them only costs time
gc.disable()

from checker.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
