"""What an operator watches, and the limits that keep a flood cheap; docs/operations.md."""
