"""How the property tests run: as many examples as the suite has time for, and none fails for a busy machine."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("suite", max_examples=50, deadline=None)
settings.load_profile("suite")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A test that is marked `untraced` runs as fast as a user would see it: tracing makes Python several times slower.

    So run those that ask for time, and those that take long and whose lines other tests cover for the most part. The
    marker of pytest-cov is not used: in the workers of pytest-xdist two measurements run, one inside the other, and it
    pauses one of them.
    """
    tracing = sys.gettrace()
    if item.get_closest_marker("untraced"):
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracing)
