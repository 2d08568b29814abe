-- Question: which calls does a number of the solution's table count?
-- Grain: one row per call that fits the filter. Inputs: calls. The beginning of calls.sql, found_count.sql, found_all.sql.
-- $times: hours of the week by the clock of $zone. An empty text means any; a line, queue or number fits a call if it fits one of its legs.
-- $legs_from, $legs_to: what holds all legs of the calls of the window, and those of their ids in the day before.
WITH legs AS (
    -- An id that is used again makes another call: a leg belongs to the earliest of its id in the 24 hours before it.
    SELECT
        *,
        MIN(started_at) OVER (
            PARTITION BY call ORDER BY started_at RANGE BETWEEN INTERVAL '24 hours' PRECEDING AND CURRENT ROW
        ) AS call_began_at
    FROM calls
    WHERE started_at >= $legs_from AND started_at < $legs_to
), whole AS (
    -- A call takes its direction, line, numbers and start from its first leg, and is answered if any leg is.
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
    FROM legs
    GROUP BY call, call_began_at
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
      AND ($times = '' OR within_times($zone, started_at, $times))
      AND ($line = '' OR on_line = 1)
      AND ($direction = '' OR direction = $direction)
      AND ($outcome = '' OR outcome = $outcome)
      AND ($queue = '' OR in_queue = 1)
      AND ($number = '' OR of_number = 1)
      AND ($counted = ''
           OR ($counted = 'answered' AND answered_at IS NOT NULL)
           OR ($counted = 'missed' AND direction = 'inbound' AND ongoing = 0 AND answered_at IS NULL))
)
