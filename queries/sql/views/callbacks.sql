-- The callback list: one row per number that left a queue unanswered, with the state of its last loss.
--
-- A number is recovered when a later outbound call reaches it, or a later call of its own is answered; it is attempted
-- when it was called in vain since, open when nobody tried, expired 7 days after its last loss. Losses that something
-- settled before the next are not counted with that. A call is later when it began after the loss: one that flows over
-- from the queue that lost it into another that answers is the same call still.
WITH
lost AS (
    SELECT
        customer, queue, from_number AS number, call, visit, COALESCE(left_at, joined_at) AS lost_at,
        CASE WHEN outcome = 'short_abandoned' THEN 1 ELSE 0 END AS is_short
    FROM stored.queue_visits
    WHERE
        outcome IN ('abandoned', 'short_abandoned', 'timeout', 'overflow', 'key', 'empty', 'full', 'closed')
        AND from_number <> 'anonymous'
),
-- All that is known of each call: its legs, and its visits, which may be all that a source tells.
parts AS (
    SELECT
        customer, call, 0 AS kind, leg AS place, direction,
        CASE WHEN direction = 'outbound' THEN to_number ELSE from_number END AS number, started_at, answered_at
    FROM stored.calls
    UNION ALL
    SELECT customer, call, 1 AS kind, visit AS place, 'inbound' AS direction, from_number, joined_at, answered_at
    FROM stored.queue_visits
),
-- Calls that have to do with a number that was lost: the others need not be gathered.
lost_numbers AS (
    SELECT DISTINCT customer, number FROM lost
),
concerned AS (
    SELECT DISTINCT p.customer, p.call
    FROM parts p
    JOIN lost_numbers l ON l.customer = p.customer AND l.number = p.number
),
-- Calls between the customer and a number; they are what their first leg is.
contacts AS (
    SELECT
        p.customer, p.call, MIN(p.started_at) AS began_at, MIN(p.answered_at) AS reached_at,
        FIRST_VALUE(p.number ORDER BY p.kind, p.place, p.started_at, p.number) AS number,
        FIRST_VALUE(p.direction ORDER BY p.kind, p.place, p.started_at, p.number) AS direction
    FROM parts p
    JOIN concerned c ON c.customer = p.customer AND c.call = p.call
    GROUP BY p.customer, p.call
),
-- The first answered one that began after each loss.
settled AS (
    SELECT
        l.customer, l.queue, l.number, l.call, l.visit, l.lost_at, l.is_short,
        FIRST_VALUE(r.reached_at ORDER BY r.began_at, r.reached_at) FILTER (WHERE r.began_at > l.lost_at) AS reached_at
    FROM lost l
    LEFT JOIN contacts r
        ON r.customer = l.customer AND r.number = l.number AND r.reached_at IS NOT NULL
        AND r.direction IN ('inbound', 'outbound')
    GROUP BY l.customer, l.queue, l.number, l.call, l.visit, l.lost_at, l.is_short
),
-- Losses with the same fate belong together; those of the last one are the row.
episodes AS (
    SELECT
        customer, queue, number, reached_at,
        MIN(lost_at) AS first_lost_at, MAX(lost_at) AS last_lost_at, COUNT(*) AS times_lost,
        SUM(is_short) AS times_short,
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
    JOIN contacts o ON o.customer = c.customer AND o.number = c.number
    WHERE o.direction = 'outbound' AND o.began_at > c.last_lost_at
    GROUP BY c.customer, c.queue, c.number
)
SELECT
    c.customer, c.queue, c.number, c.first_lost_at, c.last_lost_at, c.times_lost, c.times_short,
    CASE
        WHEN c.reached_at IS NOT NULL THEN 'recovered'
        WHEN $now >= c.last_lost_at + INTERVAL '7 days' THEN 'expired'
        WHEN t.attempts > 0 THEN 'attempted'
        ELSE 'open'
    END AS state,
    c.reached_at AS resolved_at
FROM current_losses c
LEFT JOIN tried t ON t.customer = c.customer AND t.queue = c.queue AND t.number = c.number
