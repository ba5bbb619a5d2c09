"""Linking: what a list, a catalogue or a register calls by its own names, beside what the graph knows."""
