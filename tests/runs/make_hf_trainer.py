"""Makes tests/runs/made/hf_trainer with the real Trainer (transformers, accelerate).

A tiny random BERT learns random labels for six steps, is evaluated on two sets every two, then on a test set. Weights,
optimizer states and pickles are not kept.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import torch
import transformers
from torch.utils.data import Dataset

HERE = Path(__file__).parent / "made" / "hf_trainer"
KEPT = {"trainer_state.json", "all_results.json", "train_results.json", "eval_results.json", "predict_results.json"}
KEPT |= {"config.json"}


class Labelled(Dataset[dict[str, torch.Tensor]]):
    def __init__(self, seed: int, length: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        self.tokens = torch.randint(0, 50, (length, 8), generator=generator)
        self.labels = torch.randint(0, 3, (length,), generator=generator)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        return {"input_ids": self.tokens[index], "labels": self.labels[index]}


def metrics(prediction: transformers.EvalPrediction) -> dict[str, float]:
    right = np.argmax(prediction.predictions, axis=1) == prediction.label_ids
    return {"accuracy": float(right.mean())}


def main() -> None:
    shutil.rmtree(HERE, ignore_errors=True)
    os.chdir(HERE.parent)  # the state names its best checkpoint by the folder that it was given
    transformers.set_seed(7)
    config = transformers.BertConfig(
        vocab_size=50,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=16,
        num_labels=3,
    )
    config._name_or_path = "made/tiny-bert"
    trainer = transformers.Trainer(
        model=transformers.BertForSequenceClassification(config),
        args=transformers.TrainingArguments(
            output_dir=HERE.name,
            max_steps=6,
            logging_steps=2,
            eval_strategy="steps",
            eval_steps=2,
            save_steps=2,
            per_device_train_batch_size=4,
            learning_rate=1e-3,
            load_best_model_at_end=True,
            metric_for_best_model="eval_xnli_de_accuracy",
            report_to=[],
            seed=7,
            use_cpu=True,
        ),
        train_dataset=Labelled(1, 32),
        eval_dataset={"xnli_de": Labelled(2, 37), "xnli_en": Labelled(3, 41)},
        compute_metrics=metrics,
    )
    trained = trainer.train()
    trainer.save_metrics("train", trained.metrics)
    trainer.save_metrics("eval", trainer.evaluate())
    trainer.save_metrics("predict", trainer.predict(Labelled(4, 43), metric_key_prefix="predict").metrics)
    trainer.save_state()
    trainer.save_model()
    for path in sorted(HERE.rglob("*"), reverse=True):
        if path.is_dir():
            continue
        if path.name not in KEPT:
            path.unlink()


if __name__ == "__main__":
    main()
