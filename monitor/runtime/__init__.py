"""The running service: wiring, schedule, health, logs, lock."""
