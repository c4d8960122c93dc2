"""How the property tests run: as many examples as the suite has time for, and none fails for a busy machine."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("suite", max_examples=50, deadline=None)
settings.load_profile("suite")


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test that is marked `no_cover` runs untraced in the workers of pytest-xdist too.

    There pytest-cov starts two measurements, one inside the other, and its marker pauses the inner one alone.
    """
    if item.get_closest_marker("no_cover") is None:
        yield
        return
    tracing = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracing)
