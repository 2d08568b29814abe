-- Question: which calls does a number of the solution's table count?
-- Grain: one row per call that fits the filter. Inputs: calls. The beginning of calls.sql and calls_count.sql.
-- An empty text means any; a line, queue or number fits a call if it fits one of its legs.
WITH whole AS (
    -- A call takes its direction, line, numbers and start from its first leg, and is answered if any leg is.
    -- The legs of one call lie within a day of each other, so $legs_from and $legs_to hold all of them.
    SELECT
        call,
        first_value(leg ORDER BY leg) AS leg,
        first_value(line ORDER BY leg) AS line,
        first_value(line_kind ORDER BY leg) AS line_kind,
        first_value(direction ORDER BY leg) AS direction,
        first_value(from_number ORDER BY leg) AS from_number,
        first_value(to_number ORDER BY leg) AS to_number,
        first_value(started_at ORDER BY leg) AS started_at,
        first_value(outcome ORDER BY leg) AS first_outcome,
        MIN(answered_at) AS answered_at,
        MAX(ended_at) AS ended_at,
        MAX(CASE WHEN answered_at IS NOT NULL THEN ended_at END) AS talk_ended_at,
        MAX(CASE WHEN outcome = 'ongoing' THEN 1 ELSE 0 END) AS ongoing,
        MAX(CASE WHEN line = $line THEN 1 ELSE 0 END) AS on_line,
        MAX(CASE WHEN queue = $queue THEN 1 ELSE 0 END) AS in_queue,
        MAX(CASE WHEN strpos(from_number, $number) > 0 OR strpos(to_number, $number) > 0 THEN 1 ELSE 0 END) AS of_number,
        MAX(queue) AS queue,
        COUNT(*) AS legs
    FROM calls
    WHERE started_at >= $legs_from AND started_at < $legs_to
    GROUP BY call
), judged AS (
    -- While a leg goes on, the call does; then one answered leg makes it answered, else it ended as its first leg did.
    SELECT
        *,
        CASE WHEN ongoing = 1 THEN 'ongoing' WHEN answered_at IS NOT NULL THEN 'answered' ELSE first_outcome END AS outcome
    FROM whole
), found AS (
    SELECT *
    FROM judged
    WHERE started_at >= $from AND started_at < $to
      AND ($line = '' OR on_line = 1)
      AND ($direction = '' OR direction = $direction)
      AND ($outcome = '' OR outcome = $outcome)
      AND ($queue = '' OR in_queue = 1)
      AND ($number = '' OR of_number = 1)
      AND ($counted = ''
           OR ($counted = 'answered' AND answered_at IS NOT NULL)
           OR ($counted = 'missed' AND direction = 'inbound' AND ongoing = 0 AND answered_at IS NULL))
)
