-- The callback list: one row per number that left a queue unanswered, with what became of its last loss.
--
-- A loss is settled when its number is reached within 7 days: a later outbound call to it is answered, or a later call of
-- its own; or else when the 7 days have gone by. Losses that something settled before the next are not counted with
-- that: the row is of those since. It is recovered or expired, and resolved at that instant; while it is neither, it is
-- attempted when it was called in vain since, or open. A call is later when it began after the loss: one that flows over
-- from the queue that lost it into another that answers is the same call still.
WITH
lost AS (
    SELECT
        customer, queue, from_number AS number, COALESCE(left_at, joined_at) AS lost_at,
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
-- Losses and contacts of a number in the order of time; a contact that began as a loss ended stands before it.
steps AS (
    SELECT
        customer, number, lost_at AS at, 1 AS step, queue, is_short,
        -- No instant, of the type of one.
        NULLIF(lost_at, lost_at) AS reached_at, 0 AS is_outbound
    FROM lost
    UNION ALL
    SELECT
        customer, number, began_at, 0, NULL, 0, reached_at, CASE WHEN direction = 'outbound' THEN 1 ELSE 0 END
    FROM contacts
    WHERE direction IN ('inbound', 'outbound')
),
seen AS (
    SELECT
        customer, number, at, step, queue, is_short,
        COUNT(reached_at) OVER earlier AS reached_before,
        MIN(reached_at) OVER later AS reached_at,
        SUM(is_outbound) OVER later AS attempts
    FROM steps
    WINDOW
        earlier AS (PARTITION BY customer, number ORDER BY at, step ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        later AS (PARTITION BY customer, number ORDER BY at, step ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
),
-- A loss opens a row of its own when something settled the one before it.
losses AS (
    SELECT
        *,
        COALESCE(
            reached_before > LAG(reached_before) OVER (PARTITION BY customer, queue, number ORDER BY at)
            OR at >= LAG(at) OVER (PARTITION BY customer, queue, number ORDER BY at) + INTERVAL '7 days',
            TRUE
        ) AS opens
    FROM seen
    WHERE step = 1
),
placed AS (
    SELECT
        *, MAX(CASE WHEN opens THEN at END) OVER (PARTITION BY customer, queue, number) AS first_lost_at
    FROM losses
),
current_losses AS (
    SELECT
        customer, queue, number, first_lost_at, MAX(at) AS last_lost_at, COUNT(*) AS times_lost,
        SUM(is_short) AS times_short, LAST_VALUE(reached_at ORDER BY at) AS reached_at, MIN(attempts) AS attempts
    FROM placed
    WHERE at >= first_lost_at
    GROUP BY customer, queue, number, first_lost_at
),
judged AS (
    SELECT
        *, last_lost_at + INTERVAL '7 days' AS expires_at,
        CASE
            WHEN reached_at < last_lost_at + INTERVAL '7 days' THEN 'recovered'
            WHEN $now >= last_lost_at + INTERVAL '7 days' THEN 'expired'
            WHEN attempts > 0 THEN 'attempted'
            ELSE 'open'
        END AS state
    FROM current_losses
)
SELECT
    customer, queue, number, first_lost_at, last_lost_at, times_lost, times_short, state,
    CASE state WHEN 'recovered' THEN reached_at WHEN 'expired' THEN expires_at END AS resolved_at
FROM judged
