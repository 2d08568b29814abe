-- Grain: one row: how many legs or calls a list holds in all. Goes on from found_legs.sql or whole_calls.sql.
SELECT COUNT(*) AS total FROM found
