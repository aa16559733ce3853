"""What a reader takes home of a job: the library as CSV, and the dashboard JSON as a file."""
