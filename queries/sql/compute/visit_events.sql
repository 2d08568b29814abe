-- Question: to which visit of its queue does each queue event belong?
-- Grain:    one row per queue event, doubles left out.
-- Inputs:   events of the window and a day on either side of it.
--
-- Each queue.joined opens a visit of (call, queue). What ends a visit sorts before what opens the next at the same
-- instant. Sources stamp a row up to two seconds before the join that it follows; such a row belongs to the next visit.
WITH
-- The same event twice stands side by side.
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
doubled AS (
    SELECT *, LAG(id) OVER (PARTITION BY customer, call, queue ORDER BY time, step, id) AS id_before
    FROM told
),
once AS (
    SELECT * FROM doubled WHERE id IS DISTINCT FROM id_before
),
-- How many visits were opened and ended so far, and when the next is opened.
counted AS (
    SELECT
        *,
        SUM(CASE WHEN step = 2 THEN 1 ELSE 0 END) OVER so_far AS opened,
        SUM(CASE WHEN step = 0 THEN 1 ELSE 0 END) OVER so_far - CASE WHEN step = 0 THEN 1 ELSE 0 END AS ended_before,
        SUM(CASE WHEN step = 2 THEN 1 ELSE 0 END) OVER (PARTITION BY customer, call, queue) AS visits,
        LEAD(time) OVER (PARTITION BY customer, call, queue ORDER BY time, step, id) AS next_at
    FROM once
    WINDOW so_far AS (
        PARTITION BY customer, call, queue ORDER BY time, step, id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
)
SELECT
    customer, call, queue, type, time, agent, reason, wait_ms, talk_ms, from_number, position,
    CASE
        WHEN opened = 0 THEN 1
        WHEN step <> 2 AND opened < visits AND ended_before >= opened AND next_at <= time + INTERVAL '2 seconds'
            THEN opened + 1
        ELSE opened
    END AS visit
FROM counted
WHERE visits > 0
