-- Question: which agents took a queue's calls, and how long did each ring, talk and stand ready?
-- Grain: one row per (agent, queue) of the period, its hours added up; queue is null for presence that names no queue. Inputs: agent_hours.
-- $times: only these hours of the week by the clock of $zone; an empty text for all.
SELECT
    agent, queue,
    SUM(offers) AS offers, SUM(missed_offers) AS missed_offers,
    SUM(answered_offers) AS answered_offers,
    SUM(answered) AS answered, SUM(transfers_in) AS transfers_in,
    SUM(ring_seconds) AS ring_seconds, SUM(wait_seconds) AS wait_seconds, SUM(talk_seconds) AS talk_seconds,
    SUM(wrapup_seconds) AS wrapup_seconds,
    SUM(logged_in_seconds) AS logged_in_seconds, SUM(paused_seconds) AS paused_seconds
FROM agent_hours
WHERE hour >= $from AND hour < $to
  AND ($times = '' OR within_times($zone, hour, $times))
  AND (queue = $queue OR queue IS NULL)
GROUP BY agent, queue
ORDER BY agent, queue
