-- How many rows does a rebuild give that the table does not have?
SELECT COUNT(*) FROM (SELECT * FROM rebuilt EXCEPT SELECT * FROM kept)
