"""What callers may rely on, as data that their tools read: JSON Schema of the dashboard, OpenAPI of the routes."""
