"""The worked example of the README's section on experiment logs says what the program says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.cli import run

pytestmark = pytest.mark.untraced

ROOT = Path(__file__).parents[2]
LOGS = ROOT.parent / "shared" / "data" / "logs" / "nanogpt_speedrun"
README = ROOT / "README.md"
EXAMPLE = (
    ("FlexAttention trains in 5.03 minutes, 30.4% less than UNetDoubleLr.", "supported", "5.0304"),
    ("Over 12 runs, ValueEmbed reaches a mean validation loss of 3.278.", "supported", "3.27769"),
    ("The mean training time of the MFUTweaks runs is 3.80 minutes.", "contradicted", "3.8483"),
    ("10 of the 12 MFUTweaks runs end below a validation loss of 3.28.", "supported", "10"),
    ("FlexAttention reaches a test loss of 3.2783.", "not_comparable", None),
)


@pytest.mark.skipif(not LOGS.is_dir(), reason="../shared/data is not here")
def test_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    claims = tmp_path / "claims.jsonl"
    lines = [json.dumps({"id": str(place), "claim": text}) for place, (text, _, _) in enumerate(EXAMPLE)]
    claims.write_text("\n".join(lines), encoding="utf-8")
    assert run(["verify", str(claims), "--runs", str(LOGS)]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["status"], one["checks"][0]["recomputed"]) for one in told] == [each[1:] for each in EXAMPLE]


def test_the_readme_has_this_example() -> None:
    _, heading, section = README.read_text(encoding="utf-8").partition("## Against experiment logs\n")
    if not heading:
        pytest.skip("the README has no section on experiment logs")
    for text, status, recomputed in EXAMPLE:
        assert text in section
        assert status in section
        assert recomputed is None or recomputed in section
