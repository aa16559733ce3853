"""The REST routes as Chalice Blueprints, one for each kind. `app.py` registers them."""
