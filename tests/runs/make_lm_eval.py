"""Makes tests/runs/made/lm_eval with the real harness: python tests/runs/make_lm_eval.py (lm-eval, datasets).

Its dummy model answers made questions of two languages; the harness groups, scores and saves.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

from lm_eval import simple_evaluate
from lm_eval.loggers import EvaluationTracker
from lm_eval.tasks import TaskManager

HERE = Path(__file__).parent / "made" / "lm_eval"
TASK = """
task: {task}
dataset_path: json
dataset_kwargs:
  data_files:
    validation: {data}
    train: {data}
validation_split: validation
fewshot_split: train
output_type: multiple_choice
doc_to_text: "{{{{premise}}}} ?"
doc_to_target: label
doc_to_choice: ["yes", "no", "maybe"]
metric_list:
  - metric: acc
    aggregation: mean
    higher_is_better: true
  - metric: {second}
    aggregation: mean
    higher_is_better: true
metadata:
  version: 2.0
"""
GROUP = """
group: xmade
task:
  - xnli_de
  - xnli_sw
aggregate_metric_list:
  - metric: acc
    aggregation: mean
    weight_by_size: true
metadata:
  version: 1.0
"""


def main() -> None:
    shutil.rmtree(HERE, ignore_errors=True)
    os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    with tempfile.TemporaryDirectory() as folder:
        for task, length in (("xnli_de", 30), ("xnli_sw", 20)):
            data = Path(folder) / f"{task}.json"
            rows = [{"premise": f"made premise {at}", "label": at % 3} for at in range(length)]
            data.write_text("\n".join(json.dumps(row) for row in rows))
            (Path(folder) / f"{task}.yaml").write_text(TASK.format(task=task, data=data, second="acc_norm"))
        (Path(folder) / "xmade.yaml").write_text(GROUP)
        tracker = EvaluationTracker(output_path=str(HERE))
        results = simple_evaluate(
            model="dummy",
            model_args="pretrained=made/dummy,revision=main",
            tasks=["xmade"],
            num_fewshot=2,
            task_manager=TaskManager(include_path=folder, include_defaults=False),
            evaluation_tracker=tracker,
            log_samples=True,
            random_seed=11,
            numpy_random_seed=11,
            torch_random_seed=11,
            fewshot_random_seed=11,
            bootstrap_iters=100,
        )
        samples = results.pop("samples")
        tracker.save_results_aggregated(results=results, samples=samples)
        tracker.save_results_samples(task_name="xnli_sw", samples=samples["xnli_sw"][:3])
        for path in HERE.rglob("*.json*"):
            path.write_text(path.read_text().replace(folder, "made"))
        for path in HERE.rglob("results*.json"):
            content = json.loads(path.read_text())
            content["pretty_env_info"] = ""
            path.write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()
