"""The one door to the providers: session, retries, pace, quota and circuit."""
