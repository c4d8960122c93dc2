"""The store: one SQLite file a corpus is the only truth; search indexes are derived from it and may be thrown away."""
