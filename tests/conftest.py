"""Where `.ci/run` runs the tests, nothing may be skipped because something is not installed."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

# how such a skip gives its reason; files that are not beside the checkout may be absent anywhere
NOT_INSTALLED = "not installed: "


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    report = yield
    if os.environ.get("FAZHI_NO_SKIP") and report.skipped and NOT_INSTALLED in str(report.longrepr):
        report.outcome = "failed"
    return report
