"""Dashboards that are not final: so far while their job runs, or to be replaced by one of a newer export."""
