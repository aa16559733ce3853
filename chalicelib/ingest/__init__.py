"""Turns the bytes of an upload into typed rows, without storage, network or clock."""
