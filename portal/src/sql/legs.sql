-- Question: which call records are there, by line, number, direction, outcome, queue?
-- Grain: one row per (call, leg), latest first, one page and one row more. Inputs: calls.
-- An empty text means any. $counted: 'answered' or 'missed' as a line's table counts them.
-- $at, $call, $leg: the key of the last row of the page before; $at = $to and an empty call on the first page.
SELECT
    call, leg, line, line_kind, direction, from_number, to_number, started_at, answered_at, ended_at, ring_seconds, talk_seconds,
    outcome, forwarded_to, transferred_to, forwarded_from, why_listed, queue, agent, country, price, currency
FROM calls
WHERE started_at >= $from AND started_at < $to
  AND ($line = '' OR line = $line)
  AND ($direction = '' OR direction = $direction)
  AND ($outcome = '' OR outcome = $outcome)
  AND ($queue = '' OR queue = $queue)
  AND ($number = '' OR strpos(from_number, $number) > 0 OR strpos(to_number, $number) > 0)
  AND ($counted = ''
       OR ($counted = 'answered' AND answered_at IS NOT NULL)
       OR ($counted = 'missed' AND direction = 'inbound' AND answered_at IS NULL AND outcome NOT IN ('ongoing', 'forwarded')))
  AND (started_at < $at OR (started_at = $at AND (call < $call OR (call = $call AND leg < $leg))))
ORDER BY started_at DESC, call DESC, leg DESC
LIMIT 501
