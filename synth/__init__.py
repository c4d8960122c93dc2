"""synth checks what papers claim: each number against the papers' own tables, other papers and experiment logs."""

__version__ = "0.1.0"
