"""Makes tests/runs/made/mlflow with the real MLflow (mlflow-skinny, sqlalchemy, alembic).

The same two runs in a file store and in a database; the database is kept as the SQL that makes it, without the tables
that hold nothing.
"""

from __future__ import annotations

import math
import os
import re
import shutil
import sqlite3
import tempfile
from pathlib import Path

import mlflow

HERE = Path(__file__).parent / "made" / "mlflow"
TABLES = ("experiments", "runs", "metrics", "latest_metrics", "params", "tags")


def log(uri: str) -> None:
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    mlflow.set_tracking_uri(uri)
    mlflow.set_experiment("made-xnli")
    for seed in (1, 2):
        with mlflow.start_run(run_name=f"seed{seed}", tags={"model_name": "made/tiny-bert"}):
            mlflow.log_params({"learning_rate": 3e-5, "batch_size": 16, "seed": seed})
            for step in (10, 20, 30):
                mlflow.log_metric("train_loss", 1.5 / (step + seed), step=step)
                mlflow.log_metric("val/accuracy", 0.5 + step / 100 + seed / 1000, step=step)
            mlflow.log_metric("val/accuracy", 0.75 + seed / 1000, step=20)
            mlflow.log_metric("test_f1", 81.5 + seed)
            mlflow.log_metric("grad_norm", math.nan if seed == 1 else math.inf, step=30)
    with mlflow.start_run(run_name="broken"):
        mlflow.log_metric("train_loss", 9.5, step=1)
        mlflow.end_run(status="FAILED")


def main() -> None:
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    log((HERE / "mlruns").as_uri())
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "mlflow.db"
        log(f"sqlite:///{base}")
        with sqlite3.connect(base) as connection:
            lines = [
                f"{row[0]};"
                for table in TABLES
                for row in connection.execute(
                    "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
                )
            ]
            lines += [
                line for line in connection.iterdump() if line.startswith(tuple(f'INSERT INTO "{t}"' for t in TABLES))
            ]
        text = "\n".join(lines).replace(folder, "made").replace(str(Path.cwd()), "made")
    (HERE / "mlflow.sql").write_text(
        re.sub(r"INSERT INTO \"tags\" VALUES\('mlflow\.(?!runName).*?;\n", "", text) + "\n"
    )
    for path in (HERE / "mlruns").rglob("*"):
        if path.parent.name == "tags" and path.name.startswith("mlflow.") and path.name != "mlflow.runName":
            path.unlink()
        elif path.name == "meta.yaml":
            path.write_text(path.read_text().replace(HERE.as_uri(), "file:///made"))


if __name__ == "__main__":
    main()
