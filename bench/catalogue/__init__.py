"""`make bench-catalogue`: how fast a catalogue is built of dumps, how large it is, how fast books are found in it."""
