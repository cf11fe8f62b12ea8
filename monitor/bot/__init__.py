"""The chat: updates received, commands answered, operators' corrections."""
