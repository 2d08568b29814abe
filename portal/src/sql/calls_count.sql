-- Grain: one row: how many calls a list holds in all. Goes on from whole_calls.sql.
SELECT COUNT(*) AS total FROM found
