"""When an entry was published: times as feeds write them, read whole or not at all."""
