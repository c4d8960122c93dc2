CREATE TABLE "experiments" (
	experiment_id INTEGER NOT NULL, 
	name VARCHAR(256) NOT NULL, 
	artifact_location VARCHAR(256), 
	lifecycle_stage VARCHAR(32), 
	creation_time BIGINT, 
	last_update_time BIGINT, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT experiment_pk PRIMARY KEY (experiment_id), 
	CONSTRAINT experiments_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')), 
	CONSTRAINT uq_experiments_workspace_name UNIQUE (workspace, name)
);
CREATE TABLE "runs" (
	run_uuid VARCHAR(32) NOT NULL, 
	name VARCHAR(250), 
	source_type VARCHAR(20), 
	source_name VARCHAR(500), 
	entry_point_name VARCHAR(50), 
	user_id VARCHAR(256), 
	status VARCHAR(9), 
	start_time BIGINT, 
	end_time BIGINT, 
	source_version VARCHAR(50), 
	lifecycle_stage VARCHAR(20), 
	artifact_uri VARCHAR(200), 
	experiment_id INTEGER, deleted_time BIGINT, 
	CONSTRAINT run_pk PRIMARY KEY (run_uuid), 
	CONSTRAINT source_type CHECK (source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT')), 
	CONSTRAINT runs_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')), 
	FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id), 
	CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED'))
);
CREATE TABLE "metrics" (
	"key" VARCHAR(250) NOT NULL, 
	value FLOAT NOT NULL, 
	timestamp BIGINT NOT NULL, 
	run_uuid VARCHAR(32) NOT NULL, 
	step BIGINT DEFAULT '0' NOT NULL, 
	is_nan BOOLEAN DEFAULT '0' NOT NULL, 
	CONSTRAINT metric_pk PRIMARY KEY ("key", timestamp, step, run_uuid, value, is_nan), 
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid), 
	CHECK (is_nan IN (0, 1))
);
CREATE TABLE "latest_metrics" (
	"key" VARCHAR(250) NOT NULL, 
	value FLOAT NOT NULL, 
	timestamp BIGINT, 
	step BIGINT NOT NULL, 
	is_nan BOOLEAN NOT NULL, 
	run_uuid VARCHAR(32) NOT NULL, 
	CONSTRAINT latest_metric_pk PRIMARY KEY ("key", run_uuid), 
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid), 
	CHECK (is_nan IN (0, 1))
);
CREATE TABLE "params" (
	"key" VARCHAR(250) NOT NULL, 
	value VARCHAR(8000) NOT NULL, 
	run_uuid VARCHAR(32) NOT NULL, 
	CONSTRAINT param_pk PRIMARY KEY ("key", run_uuid), 
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid)
);
CREATE TABLE "tags" (
	"key" VARCHAR(250) NOT NULL, 
	value VARCHAR(8000), 
	run_uuid VARCHAR(32) NOT NULL, 
	CONSTRAINT tag_pk PRIMARY KEY ("key", run_uuid), 
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid)
);
INSERT INTO "experiments" VALUES(0,'Default','made/mlruns/0','active',1795226344463,1795226344463,'default');
INSERT INTO "experiments" VALUES(1,'made-xnli','made/mlruns/1','active',1795226344491,1795226344491,'default');
INSERT INTO "latest_metrics" VALUES('train_loss',4.8387096774193547044e-02,1795226344691,30,0,'97ceaeb0b91841ac993f242a76d4377b');
INSERT INTO "latest_metrics" VALUES('val/accuracy',0.801,1795226344712,30,0,'97ceaeb0b91841ac993f242a76d4377b');
INSERT INTO "latest_metrics" VALUES('test_f1',82.5,1795226344763,0,0,'97ceaeb0b91841ac993f242a76d4377b');
INSERT INTO "latest_metrics" VALUES('grad_norm',0.0,1795226344791,30,1,'97ceaeb0b91841ac993f242a76d4377b');
INSERT INTO "latest_metrics" VALUES('train_loss',0.046875,1795226344999,30,0,'cb23cc7d99954af8a29ed9d778904879');
INSERT INTO "latest_metrics" VALUES('val/accuracy',0.802,1795226345019,30,0,'cb23cc7d99954af8a29ed9d778904879');
INSERT INTO "latest_metrics" VALUES('test_f1',83.5,1795226345067,0,0,'cb23cc7d99954af8a29ed9d778904879');
INSERT INTO "latest_metrics" VALUES('grad_norm',1.79769313486231562234e+308,1795226345091,30,0,'cb23cc7d99954af8a29ed9d778904879');
INSERT INTO "latest_metrics" VALUES('train_loss',9.5,1795226345167,1,0,'a7c02e8bfa3a4ab7844fac4fba21da75');
INSERT INTO "metrics" VALUES('train_loss',1.36363636363636353543e-01,1795226344593,'97ceaeb0b91841ac993f242a76d4377b',10,0);
INSERT INTO "metrics" VALUES('val/accuracy',0.601,1795226344619,'97ceaeb0b91841ac993f242a76d4377b',10,0);
INSERT INTO "metrics" VALUES('train_loss',7.14285714285714246063e-02,1795226344643,'97ceaeb0b91841ac993f242a76d4377b',20,0);
INSERT INTO "metrics" VALUES('val/accuracy',0.701,1795226344667,'97ceaeb0b91841ac993f242a76d4377b',20,0);
INSERT INTO "metrics" VALUES('train_loss',4.8387096774193547044e-02,1795226344691,'97ceaeb0b91841ac993f242a76d4377b',30,0);
INSERT INTO "metrics" VALUES('val/accuracy',0.801,1795226344712,'97ceaeb0b91841ac993f242a76d4377b',30,0);
INSERT INTO "metrics" VALUES('val/accuracy',0.751,1795226344743,'97ceaeb0b91841ac993f242a76d4377b',20,0);
INSERT INTO "metrics" VALUES('test_f1',82.5,1795226344763,'97ceaeb0b91841ac993f242a76d4377b',0,0);
INSERT INTO "metrics" VALUES('grad_norm',0.0,1795226344791,'97ceaeb0b91841ac993f242a76d4377b',30,1);
INSERT INTO "metrics" VALUES('train_loss',0.125,1795226344909,'cb23cc7d99954af8a29ed9d778904879',10,0);
INSERT INTO "metrics" VALUES('val/accuracy',0.602,1795226344927,'cb23cc7d99954af8a29ed9d778904879',10,0);
INSERT INTO "metrics" VALUES('train_loss',6.81818181818181767717e-02,1795226344952,'cb23cc7d99954af8a29ed9d778904879',20,0);
INSERT INTO "metrics" VALUES('val/accuracy',0.702,1795226344975,'cb23cc7d99954af8a29ed9d778904879',20,0);
INSERT INTO "metrics" VALUES('train_loss',0.046875,1795226344999,'cb23cc7d99954af8a29ed9d778904879',30,0);
INSERT INTO "metrics" VALUES('val/accuracy',0.802,1795226345019,'cb23cc7d99954af8a29ed9d778904879',30,0);
INSERT INTO "metrics" VALUES('val/accuracy',0.752,1795226345043,'cb23cc7d99954af8a29ed9d778904879',20,0);
INSERT INTO "metrics" VALUES('test_f1',83.5,1795226345067,'cb23cc7d99954af8a29ed9d778904879',0,0);
INSERT INTO "metrics" VALUES('grad_norm',1.79769313486231562234e+308,1795226345091,'cb23cc7d99954af8a29ed9d778904879',30,0);
INSERT INTO "metrics" VALUES('train_loss',9.5,1795226345167,'a7c02e8bfa3a4ab7844fac4fba21da75',1,0);
INSERT INTO "params" VALUES('learning_rate','3e-05','97ceaeb0b91841ac993f242a76d4377b');
INSERT INTO "params" VALUES('batch_size','16','97ceaeb0b91841ac993f242a76d4377b');
INSERT INTO "params" VALUES('seed','1','97ceaeb0b91841ac993f242a76d4377b');
INSERT INTO "params" VALUES('learning_rate','3e-05','cb23cc7d99954af8a29ed9d778904879');
INSERT INTO "params" VALUES('batch_size','16','cb23cc7d99954af8a29ed9d778904879');
INSERT INTO "params" VALUES('seed','2','cb23cc7d99954af8a29ed9d778904879');
INSERT INTO "runs" VALUES('97ceaeb0b91841ac993f242a76d4377b','seed1','UNKNOWN','','','root','FINISHED',1795226344525,1795226344812,'','active','made/mlruns/1/97ceaeb0b91841ac993f242a76d4377b/artifacts',1,NULL);
INSERT INTO "runs" VALUES('cb23cc7d99954af8a29ed9d778904879','seed2','UNKNOWN','','','root','FINISHED',1795226344848,1795226345112,'','active','made/mlruns/1/cb23cc7d99954af8a29ed9d778904879/artifacts',1,NULL);
INSERT INTO "runs" VALUES('a7c02e8bfa3a4ab7844fac4fba21da75','broken','UNKNOWN','','','root','FAILED',1795226345140,1795226345191,'','active','made/mlruns/1/a7c02e8bfa3a4ab7844fac4fba21da75/artifacts',1,NULL);
INSERT INTO "tags" VALUES('model_name','made/tiny-bert','97ceaeb0b91841ac993f242a76d4377b');
INSERT INTO "tags" VALUES('mlflow.runName','seed1','97ceaeb0b91841ac993f242a76d4377b');
INSERT INTO "tags" VALUES('model_name','made/tiny-bert','cb23cc7d99954af8a29ed9d778904879');
INSERT INTO "tags" VALUES('mlflow.runName','seed2','cb23cc7d99954af8a29ed9d778904879');
INSERT INTO "tags" VALUES('mlflow.runName','broken','a7c02e8bfa3a4ab7844fac4fba21da75');
