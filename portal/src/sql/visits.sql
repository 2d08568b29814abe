-- Question: which visits does a number of a queue's table count?
-- Grain: one row per visit, latest first, one page and one row more. Inputs: queue_visits.
-- $outcomes: names between commas, `,abandoned,short_abandoned,`; an empty text for any. $agent: who took it; an empty text for any.
-- $times: joined in these hours of the week by the clock of $zone; an empty text for any.
-- $within: waited so many seconds or less; $wait_from, $wait_below: at least, and less than so many; each negative for any.
-- $at, $call, $visit: the key of the last row of the page before; $at = $to and an empty call on the first page.
SELECT
    call, visit, from_number, joined_at, answered_at, left_at, completed_at,
    wait_seconds, talk_seconds, agent, offers, outcome, ended_by, position, 1 AS counted
FROM queue_visits
WHERE queue = $queue AND joined_at >= $from AND joined_at < $to
  AND ($times = '' OR within_times($zone, joined_at, $times))
  AND ($outcomes = '' OR strpos($outcomes, concat(',', outcome, ',')) > 0)
  AND ($agent = '' OR agent = $agent)
  AND ($within < 0 OR wait_seconds <= $within)
  AND ($wait_from < 0 OR wait_seconds >= $wait_from)
  AND ($wait_below < 0 OR wait_seconds < $wait_below)
  AND (joined_at < $at OR (joined_at = $at AND (call < $call OR (call = $call AND visit < $visit))))
ORDER BY joined_at DESC, call DESC, visit DESC
LIMIT 501
