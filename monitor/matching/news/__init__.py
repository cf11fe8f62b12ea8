"""What of a reading is sure enough to count as news, and how much of it is new."""
