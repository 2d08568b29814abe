-- One row per entry of a call into a queue.
SELECT
    customer, call, queue, visit, from_number, joined_at, answered_at, left_at, completed_at,
    wait_us / 1e6 AS wait_seconds, talk_us / 1e6 AS talk_seconds, agent, offers, outcome, ended_by, position
FROM stored.queue_visits
