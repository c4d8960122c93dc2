"""The flow: only here is known in which order the rooms work."""
