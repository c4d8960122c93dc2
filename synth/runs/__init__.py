"""Experiment logs: measurements out of the files that training and evaluation programs leave."""
