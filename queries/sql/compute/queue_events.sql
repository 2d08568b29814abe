-- Question: what was told of visits to queues?
-- Grain:    one row per queue.* event.
-- Inputs:   events of the window and at least a day on either side of it.
SELECT
    customer, call, queue, id, type, time, agent, reason, wait_ms, talk_ms, "from" AS from_number, position,
    -- What ends a visit sorts before what opens the next at the same instant.
    CASE
        WHEN type IN ('queue.left', 'queue.completed') THEN 0
        WHEN type = 'queue.joined' THEN 2
        ELSE 1
    END AS step
FROM events
WHERE type LIKE 'queue.%'
