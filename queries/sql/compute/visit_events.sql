-- Question: to which visit of its queue does each queue event belong?
-- Grain:    one row per queue event.
-- Inputs:   events of the window and a day on either side of it.
--
-- Each queue.joined opens a visit of (call, queue). Most calls visit a queue once; then there is nothing to tell apart.
-- Otherwise what ends a visit sorts before what opens the next at the same instant; and since sources stamp a row up to
-- two seconds before the join that it follows, such a row belongs to the next visit. A call lasts 24 hours at the most:
-- what is told of it later does not count, since it may lie in no window of the visit's.
WITH
told AS (
    SELECT
        customer, call, queue, id, type, time, agent, reason, wait_ms, talk_ms, "from" AS from_number, position,
        CASE
            WHEN type IN ('queue.left', 'queue.completed') THEN 0
            WHEN type = 'queue.joined' THEN 2
            ELSE 1
        END AS step
    FROM events
    WHERE type LIKE 'queue.%'
),
joins AS (
    SELECT customer, call, queue, COUNT(*) AS visits, MIN(time) + INTERVAL '24 hours' AS latest_at
    FROM events
    WHERE type = 'queue.joined'
    GROUP BY customer, call, queue
),
-- How many visits were opened and ended so far, and when the next event is, where a call came back.
counted AS (
    SELECT
        t.*, j.visits,
        SUM(CASE WHEN t.step = 2 THEN 1 ELSE 0 END) OVER so_far AS opened,
        SUM(CASE WHEN t.step = 0 THEN 1 ELSE 0 END) OVER so_far - CASE WHEN t.step = 0 THEN 1 ELSE 0 END AS ended_before,
        LEAD(t.time) OVER (PARTITION BY t.customer, t.call, t.queue ORDER BY t.time, t.step, t.id) AS next_at
    FROM told t
    JOIN joins j ON j.customer = t.customer AND j.call = t.call AND j.queue = t.queue
    WHERE j.visits > 1 AND t.time <= j.latest_at
    WINDOW so_far AS (
        PARTITION BY t.customer, t.call, t.queue ORDER BY t.time, t.step, t.id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
)
SELECT
    t.customer, t.call, t.queue, t.id, t.type, t.time, t.agent, t.reason, t.wait_ms, t.talk_ms, t.from_number, t.position,
    1 AS visit
FROM told t
JOIN joins j ON j.customer = t.customer AND j.call = t.call AND j.queue = t.queue
WHERE j.visits = 1 AND t.time <= j.latest_at
UNION ALL
SELECT
    customer, call, queue, id, type, time, agent, reason, wait_ms, talk_ms, from_number, position,
    CASE
        WHEN opened = 0 THEN 1
        WHEN step <> 2 AND opened < visits AND ended_before >= opened AND next_at <= time + INTERVAL '2 seconds'
            THEN opened + 1
        ELSE opened
    END AS visit
FROM counted
