-- How many rows does the table have that a rebuild does not give?
SELECT COUNT(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM rebuilt)
