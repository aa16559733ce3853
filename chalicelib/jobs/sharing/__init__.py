"""Links to one year of a dashboard, or to its overview, without the rest."""
