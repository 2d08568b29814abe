-- Question: which call records are there, by line, number, direction, outcome, queue?
-- Grain: one row per (call, leg) that fits the filter. Inputs: calls. The beginning of legs.sql, found_count.sql, found_all.sql.
-- $times: hours of the week by the clock of $zone. An empty text means any. $counted: 'answered' or 'missed' as a line's table counts them.
WITH found AS (
    SELECT
        call, leg, line, line_kind, direction, from_number, to_number, started_at, answered_at, ended_at, ring_seconds, talk_seconds,
        outcome, forwarded_to, transferred_to, forwarded_from, why_listed, queue, agent, country, price, currency
    FROM calls
    WHERE started_at >= $from AND started_at < $to
      AND ($times = '' OR within_times($zone, started_at, $times))
      AND ($line = '' OR line = $line)
      AND ($direction = '' OR direction = $direction)
      AND ($outcome = '' OR outcome = $outcome)
      AND ($queue = '' OR queue = $queue)
      AND ($number = '' OR strpos(from_number, $number) > 0 OR strpos(to_number, $number) > 0)
      AND ($counted = ''
           OR ($counted = 'answered' AND answered_at IS NOT NULL)
           OR ($counted = 'missed' AND direction = 'inbound' AND answered_at IS NULL AND outcome NOT IN ('ongoing', 'forwarded')))
)
