-- Question: which recordings are there, and of which calls?
-- Grain: one row per recording, latest first, one page and one row more. Inputs: recordings, calls.
-- An empty text means any. $calls_from: a leg begins no more than a day before its recording.
-- $at, $id: the key of the last row of the page before; $at = $to and an empty id on the first page.
WITH found AS (
    SELECT
        r.id, r.call, r.leg, r.line, r.began_at, r.duration_ms, r.bytes, r.object, c.direction, c.from_number, c.to_number, c.queue,
        c.agent,
        -- An id that is used again has several legs; the recording is of the latest before it.
        ROW_NUMBER() OVER (PARTITION BY r.id ORDER BY c.started_at DESC) AS place
    FROM recordings r
    LEFT JOIN (
        SELECT * FROM calls WHERE started_at >= $calls_from AND started_at < $to
    ) c ON c.call = r.call AND c.leg = r.leg AND c.started_at <= r.began_at
    WHERE r.began_at >= $from AND r.began_at < $to
)
SELECT id, call, leg, line, began_at, duration_ms, bytes, object, direction, from_number, to_number, queue, agent
FROM found
WHERE place = 1
  AND ($call = '' OR call = $call)
  AND ($line = '' OR line = $line)
  AND ($queue = '' OR queue = $queue)
  AND ($agent = '' OR agent = $agent)
  AND ($number = '' OR strpos(from_number, $number) > 0 OR strpos(to_number, $number) > 0)
  AND (began_at < $at OR (began_at = $at AND id < $id))
ORDER BY began_at DESC, id DESC
LIMIT 501
