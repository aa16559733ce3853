"""An upload's bytes -> typed rows. Pure: no storage, no network, no clock."""
