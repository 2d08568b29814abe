-- Grain: one row per leg or call that a list holds, latest first. Goes on from found_legs.sql or whole_calls.sql.
SELECT *
FROM found
ORDER BY started_at DESC, call DESC, leg DESC
