"""Puts a catalogue of one's own into a stage's account: export, cost, import, switch."""
