-- The callback list: one row per number that left a queue unanswered, with the state of its last loss.
--
-- A number is recovered at the first later outbound call answered by it, or inbound call of it that was answered; it is
-- attempted when it was called in vain, open when nobody tried, expired 7 days after its last loss. Losses before a
-- recovery are settled with it: what is counted is what came after.
WITH
lost AS (
    SELECT customer, queue, from_number AS number, COALESCE(left_at, joined_at) AS lost_at, joined_at
    FROM stored.queue_visits
    WHERE
        outcome IN (
            'abandoned', 'short_abandoned', 'timeout', 'overflow', 'key', 'empty', 'full', 'closed'
        )
        AND from_number IS NOT NULL AND from_number <> 'anonymous'
),
-- Answers that reached the number: it was called and answered, or it called and was answered.
reached AS (
    SELECT customer, to_number AS number, answered_at AS reached_at, started_at AS tried_at
    FROM stored.calls
    WHERE direction = 'outbound' AND answered_at IS NOT NULL
    UNION ALL
    SELECT customer, from_number AS number, answered_at AS reached_at, started_at AS tried_at
    FROM stored.calls
    WHERE direction = 'inbound' AND answered_at IS NOT NULL
    UNION ALL
    SELECT customer, from_number AS number, answered_at AS reached_at, joined_at AS tried_at
    FROM stored.queue_visits
    WHERE answered_at IS NOT NULL
),
-- The first answer after each loss, within 7 days.
settled AS (
    SELECT
        l.customer, l.queue, l.number, l.lost_at, l.joined_at,
        MIN(CASE
            WHEN r.reached_at > l.lost_at AND r.reached_at <= l.lost_at + INTERVAL '7 days' THEN r.reached_at
        END) AS reached_at
    FROM lost l
    LEFT JOIN reached r ON r.customer = l.customer AND r.number = l.number
    GROUP BY l.customer, l.queue, l.number, l.lost_at, l.joined_at
),
-- The last loss decides; it shares its fate with those before it that nothing came between.
latest AS (
    SELECT
        *,
        FIRST_VALUE(reached_at) OVER by_time AS last_reached_at,
        MAX(lost_at) OVER (PARTITION BY customer, queue, number) AS last_lost_at
    FROM settled
    WINDOW by_time AS (PARTITION BY customer, queue, number ORDER BY lost_at DESC)
),
current_losses AS (
    SELECT
        customer, queue, number,
        MIN(lost_at) AS first_lost_at, MAX(lost_at) AS last_lost_at, COUNT(*) AS times_lost,
        MIN(last_reached_at) AS resolved_at
    FROM latest
    WHERE reached_at IS NOT DISTINCT FROM last_reached_at
        OR (last_reached_at IS NULL AND reached_at IS NULL)
        OR reached_at > last_lost_at
    GROUP BY customer, queue, number
),
tried AS (
    SELECT c.customer, c.queue, c.number, COUNT(*) AS attempts
    FROM current_losses c
    JOIN stored.calls o
        ON o.customer = c.customer AND o.to_number = c.number
    WHERE o.direction = 'outbound' AND o.answered_at IS NULL AND o.started_at > c.last_lost_at
        AND o.started_at <= c.last_lost_at + INTERVAL '7 days'
    GROUP BY c.customer, c.queue, c.number
)
SELECT
    c.customer, c.queue, c.number, c.first_lost_at, c.last_lost_at, c.times_lost,
    CASE
        WHEN c.resolved_at IS NOT NULL THEN 'recovered'
        WHEN $now > c.last_lost_at + INTERVAL '7 days' THEN 'expired'
        WHEN t.attempts > 0 THEN 'attempted'
        ELSE 'open'
    END AS state,
    c.resolved_at
FROM current_losses c
LEFT JOIN tried t ON t.customer = c.customer AND t.queue = c.queue AND t.number = c.number
