"""Makes tests/runs/made/lightning with the real CSVLogger: python tests/runs/make_lightning.py (lightning)."""

from __future__ import annotations

import shutil
from pathlib import Path

import lightning
import torch
from lightning.pytorch.loggers import CSVLogger
from torch.utils.data import DataLoader, TensorDataset

HERE = Path(__file__).parent / "made" / "lightning"


class Line(lightning.LightningModule):
    def __init__(self, learning_rate: float, model_name: str) -> None:
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(4, 2)

    def training_step(self, batch: list[torch.Tensor]) -> torch.Tensor:
        loss = torch.nn.functional.cross_entropy(self.layer(batch[0]), batch[1])
        self.log("train_loss", loss, on_step=True, on_epoch=True)
        return loss

    def validation_step(self, batch: list[torch.Tensor]) -> None:
        scores = self.layer(batch[0])
        self.log("val_loss", torch.nn.functional.cross_entropy(scores, batch[1]))
        self.log("val_acc", (scores.argmax(1) == batch[1]).float().mean())

    def test_step(self, batch: list[torch.Tensor]) -> None:
        self.log("test_acc", (self.layer(batch[0]).argmax(1) == batch[1]).float().mean())

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(self.parameters(), lr=0.1)


def loader(seed: int, length: int) -> DataLoader[tuple[torch.Tensor, ...]]:
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn(length, 4, generator=generator)
    return DataLoader(TensorDataset(inputs, torch.randint(0, 2, (length,), generator=generator)), batch_size=8)


def main() -> None:
    shutil.rmtree(HERE, ignore_errors=True)
    lightning.seed_everything(5)
    trainer = lightning.Trainer(
        max_epochs=3,
        accelerator="cpu",
        log_every_n_steps=2,
        logger=CSVLogger(save_dir=HERE, name="line"),
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    model = Line(learning_rate=0.1, model_name="made/line")
    trainer.fit(model, loader(1, 32), loader(2, 24))
    trainer.test(model, loader(3, 40), verbose=False)


if __name__ == "__main__":
    main()
