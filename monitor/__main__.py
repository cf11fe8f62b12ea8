"""`python -m monitor`: the same as `monitor`, wherever the environment was moved to."""

from monitor.cli import main

main()
