-- Question: how many call records does a list hold in all?
-- Grain: one row. Inputs: calls. The filters are those of legs.sql.
SELECT COUNT(*) AS total
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
