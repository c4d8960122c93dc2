"""How the property tests run: as many examples as the suite has time for, and none fails for a busy machine."""

from hypothesis import settings

settings.register_profile("suite", max_examples=50, deadline=None)
settings.load_profile("suite")
