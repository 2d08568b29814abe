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
-- The others in the order in which they count: by time in µs, and at one instant ends before joins. Joins of one instant
-- are one.
placed AS (
    SELECT
        e.*, to_us(e.time) * 4 + e.step AS place,
        e.step = 2 AND LAG(to_us(e.time) * 4 + e.step) OVER (
            PARTITION BY e.customer, e.call, e.queue ORDER BY to_us(e.time) * 4 + e.step
        ) IS DISTINCT FROM to_us(e.time) * 4 + e.step AS opens
    FROM queue_events e
    JOIN joins j ON j.customer = e.customer AND j.call = e.call AND j.queue = e.queue
    WHERE j.visits > 1
),
-- What each can see: the last join and the last end within a day before it, and the next join within two seconds.
seen AS (
    SELECT
        *,
        COUNT(*) FILTER (WHERE opens) OVER (
            PARTITION BY customer, call, queue ORDER BY place RANGE BETWEEN 345592000000 PRECEDING AND CURRENT ROW
        ) AS visit,
        MAX(CASE WHEN step = 2 THEN place END) OVER (
            PARTITION BY customer, call, queue ORDER BY place RANGE BETWEEN 345592000000 PRECEDING AND CURRENT ROW
        ) AS last_join,
        MAX(CASE WHEN step = 0 THEN place END) OVER (
            PARTITION BY customer, call, queue ORDER BY place RANGE BETWEEN 345592000000 PRECEDING AND 1 PRECEDING
        ) AS last_end,
        MIN(CASE WHEN step = 2 THEN place END) OVER (
            PARTITION BY customer, call, queue ORDER BY place RANGE BETWEEN 1 FOLLOWING AND 8000003 FOLLOWING
        ) AS next_join
    FROM placed
),
assigned AS (
    SELECT
        *,
        CASE
            WHEN step = 2 THEN place
            WHEN next_join IS NOT NULL AND (last_join IS NULL OR last_end > last_join) THEN next_join
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
