"""One job's life, from the stored upload to the stored dashboard: what the two functions and the routes do."""
