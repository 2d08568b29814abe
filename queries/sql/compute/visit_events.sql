-- Question: to which visit of its queue does each queue event belong?
-- Grain:    one row per queue event that belongs to one.
-- Inputs:   queue_events.
--
-- Each queue.joined opens a visit of (call, queue); it is told from others by its instant. What follows belongs to the
-- last join before it. Since sources stamp a row up to two seconds before the join that it follows, a row that comes when
-- the last visit is over, or before there is one, belongs to a join within the next two seconds.
-- A visit takes events for a day less those two seconds: so all that decides about it lies within a day of its join.
WITH
joins AS (
    SELECT customer, call, queue, COUNT(*) AS visits, MIN(time) AS joined_at
    FROM queue_events
    WHERE type = 'queue.joined'
    GROUP BY customer, call, queue
),
-- Most calls visit a queue once; then there is nothing to tell apart.
once AS (
    SELECT
        e.customer, e.call, e.queue, j.joined_at, 1 AS visit, e.id, e.type, e.time, e.agent, e.reason, e.wait_ms,
        e.talk_ms, e.from_number, e.position
    FROM queue_events e
    JOIN joins j ON j.customer = e.customer AND j.call = e.call AND j.queue = e.queue
    WHERE
        j.visits = 1
        AND e.time >= j.joined_at - INTERVAL '2 seconds'
        AND e.time <= j.joined_at + INTERVAL '23 hours 59 minutes 58 seconds'
),
-- The others in the order in which they count: by time in µs, and at one instant ends before joins.
placed AS (
    SELECT e.*, to_us(e.time) * 4 + e.step AS place
    FROM queue_events e
    JOIN joins j ON j.customer = e.customer AND j.call = e.call AND j.queue = e.queue
    WHERE j.visits > 1
),
-- Joins of one instant are one. Where a visit ends and one joins at the same instant, the two meet: what was open before
-- is closed and the next is open, or nothing was open and the visit that joined was refused at once. Either way it is
-- after the instant as it was before it.
met AS (
    SELECT
        *,
        step = 2 AND LAG(place) OVER (PARTITION BY customer, call, queue ORDER BY place) IS DISTINCT FROM place AS opens,
        CASE
            WHEN step = 0 THEN COUNT(*) FILTER (WHERE step = 2) OVER (
                PARTITION BY customer, call, queue ORDER BY place RANGE BETWEEN CURRENT ROW AND 2 FOLLOWING
            )
            ELSE COUNT(*) FILTER (WHERE step = 0) OVER (
                PARTITION BY customer, call, queue ORDER BY place RANGE BETWEEN 2 PRECEDING AND CURRENT ROW
            )
        END > 0 AS meets
    FROM placed
),
-- What each can see: the last join within a day before it, what last opened and what last closed a visit, and the next
-- join within two seconds.
seen AS (
    SELECT
        *,
        COUNT(*) FILTER (WHERE opens) OVER (
            PARTITION BY customer, call, queue ORDER BY place RANGE BETWEEN 345592000000 PRECEDING AND CURRENT ROW
        ) AS visit,
        MAX(CASE WHEN step = 2 THEN place END) OVER (
            PARTITION BY customer, call, queue ORDER BY place RANGE BETWEEN 345592000000 PRECEDING AND CURRENT ROW
        ) AS last_join,
        MAX(CASE WHEN step = 2 AND NOT meets THEN place END) OVER (
            PARTITION BY customer, call, queue ORDER BY place RANGE BETWEEN 345592000000 PRECEDING AND 1 PRECEDING
        ) AS last_opened,
        MAX(CASE WHEN step = 0 AND NOT meets THEN place END) OVER (
            PARTITION BY customer, call, queue ORDER BY place RANGE BETWEEN 345592000000 PRECEDING AND 1 PRECEDING
        ) AS last_closed,
        MIN(CASE WHEN step = 2 THEN place END) OVER (
            PARTITION BY customer, call, queue ORDER BY place RANGE BETWEEN 1 FOLLOWING AND 8000003 FOLLOWING
        ) AS next_join
    FROM met
),
assigned AS (
    SELECT
        *,
        CASE
            WHEN step = 2 THEN place
            -- No visit is open: the next join is its own.
            WHEN next_join IS NOT NULL AND (
                last_opened IS NULL OR last_closed > last_opened OR (step = 1 AND meets)
            ) THEN next_join
            ELSE last_join
        END AS own_join
    FROM seen
)
SELECT customer, call, queue, joined_at, visit, id, type, time, agent, reason, wait_ms, talk_ms, from_number, position
FROM once
UNION ALL
SELECT
    customer, call, queue, from_us(own_join / 4), visit, id, type, time, agent, reason, wait_ms, talk_ms, from_number,
    position
FROM assigned
WHERE own_join IS NOT NULL
