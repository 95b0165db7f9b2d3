"""Places: a gazetteer, the mentions of a text, and which place each one means."""
