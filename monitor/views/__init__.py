"""What the log says, laid out for questions: tables that follow it, and can be made again."""
