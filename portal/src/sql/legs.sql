-- Grain: one row per leg, latest first, one page and one row more. Goes on from found_legs.sql.
-- $at, $call, $leg: the key of the last row of the page before; $at = $to and an empty call on the first page.
SELECT *
FROM found
WHERE started_at < $at OR (started_at = $at AND (call < $call OR (call = $call AND leg < $leg)))
ORDER BY started_at DESC, call DESC, leg DESC
LIMIT 501
