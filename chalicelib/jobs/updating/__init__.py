"""Dashboards that are not final: so far while their job runs, replaced by a newer export, corrected by their reader."""
