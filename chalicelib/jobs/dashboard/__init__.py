"""What a complete job answers: rows and results as the dashboard JSON."""
