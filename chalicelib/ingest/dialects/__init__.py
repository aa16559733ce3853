"""The files of all sites, read by one reader from a table a site."""
