-- Question: which recordings were told of in the window, and what of each call do they hold?
-- Grain:    one row per recording.ready event.
-- Inputs:   events of the window; legs; $from, $to: the window.
--
-- A recording is of the latest leg of its call and number that began before it was told of, and no more than a day before.
-- It begins when that leg is answered, or else begins; where no leg is known, its length before it was told of.
WITH told AS (
    SELECT customer, id, time AS at, call, leg, object, duration_ms, bytes
    FROM events
    WHERE type = 'recording.ready' AND time >= $from AND time < $to
),
matched AS (
    SELECT
        t.customer, t.id, t.at, t.call, t.leg, t.object, t.duration_ms, t.bytes, l.line, l.started_at, l.answered_at,
        ROW_NUMBER() OVER (PARTITION BY t.customer, t.id, t.at ORDER BY l.started_at DESC) AS place
    FROM told t
    LEFT JOIN legs l
        ON l.customer = t.customer AND l.call = t.call AND l.leg = t.leg
        AND l.started_at <= t.at AND l.started_at > t.at - INTERVAL '24 hours'
)
SELECT
    customer, at, id, call, leg, line, COALESCE(answered_at, started_at, at - ms_interval(duration_ms)) AS began_at,
    duration_ms, bytes, object
FROM matched
WHERE place = 1
