"""Makes tests/runs/made/claims: the logs that the claims of tests/gold/run_claims_independent.csv are about.

`python tests/runs/make_claims.py hf mlflow lightning jiant tables`: the first three by the real libraries (transformers
and accelerate, mlflow-skinny, lightning), jiant's folders by its documented format (it needs libraries of 2020), the
tables as such tables are written. Nothing was measured: tiny networks learn a made rule, the rest are random numbers.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent / "made" / "claims"
KEPT = {"trainer_state.json", "all_results.json", "train_results.json", "eval_results.json", "predict_results.json"}
KEPT |= {"config.json"}


def hf() -> None:
    """Two models, three seeds each: evaluated on three sets every three steps, at the end, and once on a test set."""
    import numpy as np
    import torch
    import transformers
    from torch.utils.data import Dataset

    class Ruled(Dataset[dict[str, torch.Tensor]]):
        """The label is the first token's third, but for one example in `noise`."""

        def __init__(self, seed: int, length: int, noise: int) -> None:
            generator = torch.Generator().manual_seed(seed)
            self.tokens = torch.randint(0, 30, (length, 6), generator=generator)
            self.labels = self.tokens[:, 0] % 3
            other = torch.randint(0, 3, (length,), generator=generator)
            chosen = torch.randint(0, noise, (length,), generator=generator) == 0
            self.labels = torch.where(chosen, other, self.labels)

        def __len__(self) -> int:
            return len(self.labels)

        def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
            return {"input_ids": self.tokens[index], "labels": self.labels[index]}

    def metrics(prediction: transformers.EvalPrediction) -> dict[str, float]:
        right = np.argmax(prediction.predictions, axis=1) == prediction.label_ids
        return {"accuracy": float(right.mean())}

    home = HERE / "hf"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    os.chdir(home)  # the state names its best checkpoint by the folder that it was given
    for model, width in (("tiny-bert", 16), ("small-bert", 48)):
        for seed in (1, 2, 3):
            transformers.set_seed(seed)
            config = transformers.BertConfig(
                vocab_size=30, hidden_size=width, num_hidden_layers=1, num_attention_heads=2, intermediate_size=width,
                max_position_embeddings=8, num_labels=3,
            )  # fmt: skip
            config._name_or_path = f"made/{model}"
            trainer = transformers.Trainer(
                model=transformers.BertForSequenceClassification(config),
                args=transformers.TrainingArguments(
                    output_dir=f"{model}/seed{seed}", max_steps=18, logging_steps=6, eval_strategy="steps",
                    eval_steps=3, save_strategy="no", per_device_train_batch_size=16, learning_rate=5e-3,
                    report_to=[], seed=seed, use_cpu=True,
                ),
                train_dataset=Ruled(1, 400, 6),
                eval_dataset={"xnli_en": Ruled(2, 251, 8), "xnli_de": Ruled(3, 251, 5), "xnli_sw": Ruled(4, 251, 3)},
                compute_metrics=metrics,
            )  # fmt: skip
            trained = trainer.train()
            trainer.save_metrics("train", trained.metrics)
            trainer.save_metrics("eval", trainer.evaluate())
            predicted = trainer.predict(Ruled(5, 401, 4), metric_key_prefix="predict")
            trainer.save_metrics("predict", predicted.metrics)
            trainer.save_state()
            trainer.save_model()
    for path in home.rglob("*"):
        if path.is_file() and path.name not in KEPT:
            path.unlink()


def mlflow() -> None:
    """Two models, three seeds each, their F1 on the test set and accuracies of the validation set over epochs."""
    import mlflow as library

    home = HERE / "mlflow"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    library.set_tracking_uri((home / "mlruns").as_uri())
    library.set_experiment("made-conll")
    chance = random.Random(11)
    for model, base in (("crf-tagger", 0.83), ("span-tagger", 0.87)):
        for seed in (13, 21, 42):
            with library.start_run(run_name=f"{model}-{seed}"):
                library.log_params({"model_name": model, "dataset": "conll2003", "seed": seed})
                for epoch in range(1, 6):
                    up = base - 0.2 / epoch + chance.uniform(-0.02, 0.02)
                    library.log_metric("val_f1", round(up, 5), step=epoch)
                library.log_metric("test_f1", round(base - 0.03 + chance.uniform(-0.006, 0.006), 5))
    for path in home.rglob("*"):
        if path.parent.name == "tags" and path.name.startswith("mlflow.") and path.name != "mlflow.runName":
            path.unlink()
        elif path.name == "meta.yaml":
            path.write_text(path.read_text().replace(home.as_uri(), "file:///made"))


def lightning() -> None:
    """Two networks, one run each: loss and accuracy of the validation set every epoch, then of the test set."""
    import lightning as library
    import torch
    from lightning.pytorch.loggers import CSVLogger
    from torch.utils.data import DataLoader, TensorDataset

    class Net(library.LightningModule):
        def __init__(self, model_name: str, width: int) -> None:
            super().__init__()
            self.save_hyperparameters()
            self.layers = torch.nn.Sequential(torch.nn.Linear(8, width), torch.nn.Tanh(), torch.nn.Linear(width, 2))

        def training_step(self, batch: list[torch.Tensor]) -> torch.Tensor:
            loss = torch.nn.functional.cross_entropy(self.layers(batch[0]), batch[1])
            self.log("train_loss", loss)
            return loss

        def validation_step(self, batch: list[torch.Tensor]) -> None:
            scores = self.layers(batch[0])
            self.log("val_loss", torch.nn.functional.cross_entropy(scores, batch[1]))
            self.log("val_acc", (scores.argmax(1) == batch[1]).float().mean())

        def test_step(self, batch: list[torch.Tensor]) -> None:
            self.log("test_acc", (self.layers(batch[0]).argmax(1) == batch[1]).float().mean())

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.Adam(self.parameters(), lr=0.05)

    def loader(seed: int, length: int) -> DataLoader[tuple[torch.Tensor, ...]]:
        generator = torch.Generator().manual_seed(seed)
        inputs = torch.randn(length, 8, generator=generator)
        labels = ((inputs[:, 0] * inputs[:, 1] + 0.6 * torch.randn(length, generator=generator)) > 0).long()
        return DataLoader(TensorDataset(inputs, labels), batch_size=16)

    shutil.rmtree(HERE / "lightning", ignore_errors=True)
    for name, width in (("narrow-mlp", 3), ("wide-mlp", 48)):
        library.seed_everything(5)
        trainer = library.Trainer(
            max_epochs=8, accelerator="cpu", log_every_n_steps=4, enable_checkpointing=False,
            enable_progress_bar=False, enable_model_summary=False,
            logger=CSVLogger(save_dir=HERE / "lightning", name=name),
        )  # fmt: skip
        model = Net(model_name=name, width=width)
        trainer.fit(model, loader(1, 256), loader(2, 192))
        trainer.test(model, loader(3, 300), verbose=False)


def jiant() -> None:
    """Target tasks after no, one or another intermediate task, three seeds; one run was never finished."""
    home = HERE / "jiant"
    shutil.rmtree(home, ignore_errors=True)
    chance = random.Random(23)
    base = {"none": 0.0, "mnli": 0.021, "squad": 0.034}
    tasks = {"paws_x": ("acc", 0.861), "udpos": ("f1", 0.742), "tydiqa": ("f1", 0.611)}
    for intermediate, gain in base.items():
        for target, (metric, score) in tasks.items():
            for seed in (1, 2, 3):
                run = home / f"{intermediate}_{target}" / f"seed{seed}"
                run.mkdir(parents=True)
                value = round(score + gain + chance.uniform(-0.008, 0.008), 6)
                minor = {metric: value}
                if target == "tydiqa":
                    minor["em"] = round(value - 0.15 + chance.uniform(-0.01, 0.01), 6)
                args = {
                    "train_tasks": target, "val_tasks": target, "seed": seed, "learning_rate": 1e-5,
                    "hf_pretrained_model_name_or_path": "xlm-roberta-large", "output_dir": f"{intermediate}_{target}",
                    "model_path": "none" if intermediate == "none" else f"made/{intermediate}/best_model.p",
                }  # fmt: skip
                scores = {"loss": round(chance.uniform(0.3, 0.6), 6), "metrics": {"major": value, "minor": minor}}
                (run / "args.json").write_text(json.dumps(args, indent=2))
                state = {"aggregated": value, target: scores}
                subset = {
                    "score": round(value + 0.02, 6),
                    "metrics": {target: {"major": round(value + 0.02, 6), "minor": {metric: round(value + 0.02, 6)}}},
                    "train_state": {"global_steps": 500, "task_steps": {target: 500}}, "TIMESTAMP": 1.5,
                }  # fmt: skip
                (run / "1600000000").mkdir()
                (run / "1600000000" / "train_val.zlog").write_text(json.dumps(subset) + "\n")
                if (intermediate, target, seed) != ("squad", "udpos", 3):
                    (run / "val_metrics.json").write_text(json.dumps(state, indent=2))
                    (run / "done_file").write_text("DONE")


def tables() -> None:
    """A long and a wide table, and JSON lines of dev and test scores."""
    home = HERE / "tables"
    shutil.rmtree(home, ignore_errors=True)
    chance = random.Random(5)
    tasks = {"XNLI": ("en", "de", "sw", "ur"), "PAWS-X": ("en", "de", "ko"), "NER": ("en", "de", "sw", "ur", "ko")}
    for name in ("long", "wide", "lines"):
        (home / name).mkdir(parents=True)
    with (home / "long" / "results.csv").open("w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["model", "task", "lang", "seed", "accuracy"])
        for model, base in (("mBERT", 65.0), ("XLM-R-base", 71.0), ("XLM-R-large", 77.0)):
            for task, languages in tasks.items():
                for place, language in enumerate(languages):
                    for seed in (1, 2, 3):
                        value = base + 3 * len(task) - 4.5 * place + chance.gauss(0, 1.1)
                        writer.writerow([model, task, language, seed, f"{value:.2f}"])
    with (home / "wide" / "dev_scores.csv").open("w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["Model", "BoolQ", "CB_f1", "CB_acc", "COPA", "RTE", "WiC", "ReCoRD_em", "ReCoRD_f1"])
        for model, base in (("T5-small", 62), ("T5-base", 70), ("T5-large", 78), ("UL2", 80)):
            writer.writerow([model, *(f"{base + chance.uniform(-9, 9):.1f}" for _ in range(8))])
    with (home / "lines" / "evals.jsonl").open("w") as stream:
        for model, base in (("electra-base", 0.80), ("deberta-base", 0.84), ("roberta-base", 0.82)):
            for dataset in ("squad_v2", "newsqa"):
                for split in ("dev", "test"):
                    f1 = base - 0.12 * (dataset == "newsqa") - 0.013 * (split == "test") + chance.uniform(-0.01, 0.01)
                    record = {
                        "model": model, "dataset": dataset, "split": split, "f1": round(f1, 4),
                        "exact_match": round(f1 - 0.031 - chance.uniform(0, 0.01), 4),
                        "latency_ms": round(chance.uniform(9, 30), 2),
                    }  # fmt: skip
                    stream.write(json.dumps(record) + "\n")


MAKERS = {"hf": hf, "mlflow": mlflow, "lightning": lightning, "jiant": jiant, "tables": tables}

if __name__ == "__main__":
    for name in sys.argv[1:]:
        MAKERS[name]()
