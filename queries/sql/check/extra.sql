-- How many rows more does the table have than a rebuild gives?
SELECT (SELECT COUNT(*) FROM kept) - (SELECT COUNT(*) FROM rebuilt)
