-- The callback list: one row per number that left a queue unanswered, with the state of its last loss.
--
-- A number is recovered when a later outbound call reaches it, or a later call of its own is answered; it is attempted
-- when it was called in vain since, open when nobody tried, expired 7 days after its last loss. Losses that something
-- settled before the next are not counted with that.
WITH
lost AS (
    SELECT customer, queue, from_number AS number, COALESCE(left_at, joined_at) AS lost_at
    FROM stored.queue_visits
    WHERE
        outcome IN ('abandoned', 'short_abandoned', 'timeout', 'overflow', 'key', 'empty', 'full', 'closed')
        AND from_number <> 'anonymous'
),
-- Calls that reached the number: it was called and answered, or it called and was answered.
reached AS (
    SELECT
        customer, call, MIN(answered_at) AS reached_at, MIN(started_at) AS began_at,
        FIRST_VALUE(CASE WHEN direction = 'outbound' THEN to_number ELSE from_number END ORDER BY leg) AS number
    FROM stored.calls
    WHERE answered_at IS NOT NULL AND direction IN ('inbound', 'outbound')
    GROUP BY customer, call
    UNION ALL
    SELECT customer, call, MIN(answered_at) AS reached_at, MIN(joined_at) AS began_at, MIN(from_number) AS number
    FROM stored.queue_visits
    WHERE answered_at IS NOT NULL
    GROUP BY customer, call
),
-- The first of them that began after each loss.
settled AS (
    SELECT
        l.customer, l.queue, l.number, l.lost_at,
        MIN(CASE WHEN r.began_at > l.lost_at THEN r.reached_at END) AS reached_at
    FROM lost l
    LEFT JOIN reached r ON r.customer = l.customer AND r.number = l.number
    GROUP BY l.customer, l.queue, l.number, l.lost_at
),
-- Losses with the same fate belong together; those of the last one are the row.
episodes AS (
    SELECT
        customer, queue, number, reached_at,
        MIN(lost_at) AS first_lost_at, MAX(lost_at) AS last_lost_at, COUNT(*) AS times_lost,
        ROW_NUMBER() OVER (PARTITION BY customer, queue, number ORDER BY MAX(lost_at) DESC) AS back
    FROM settled
    GROUP BY customer, queue, number, reached_at
),
current_losses AS (
    SELECT * FROM episodes WHERE back = 1
),
tried AS (
    SELECT c.customer, c.queue, c.number, COUNT(*) AS attempts
    FROM current_losses c
    JOIN stored.calls o ON o.customer = c.customer AND o.to_number = c.number
    WHERE o.direction = 'outbound' AND o.answered_at IS NULL AND o.started_at > c.last_lost_at
    GROUP BY c.customer, c.queue, c.number
)
SELECT
    c.customer, c.queue, c.number, c.first_lost_at, c.last_lost_at, c.times_lost,
    CASE
        WHEN c.reached_at IS NOT NULL THEN 'recovered'
        WHEN $now > c.last_lost_at + INTERVAL '7 days' THEN 'expired'
        WHEN t.attempts > 0 THEN 'attempted'
        ELSE 'open'
    END AS state,
    c.reached_at AS resolved_at
FROM current_losses c
LEFT JOIN tried t ON t.customer = c.customer AND t.queue = c.queue AND t.number = c.number
