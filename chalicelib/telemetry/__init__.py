"""What an operator sees of the running functions: their log lines, and the metrics in them."""
