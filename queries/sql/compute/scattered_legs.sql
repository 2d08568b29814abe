-- Question: which events belong to which record, where those of one (call, leg) do not make one as they are?
-- Grain:    one row per record and event.
-- Inputs:   legs, as legs.sql gives them at first; leg_events.
--
-- A record begins with a call.started that has none of its (call, leg) in the 24 hours before it; or, where no
-- call.started lies within 24 hours, with a call.answered of which the same holds. It takes what was told up to 24 hours
-- after; and, since clocks differ, what was told in the hour before, unless a call.started within 24 hours before that
-- claims it. So all that decides about it lies from 25 hours before its begin to 24 hours after.
WITH
told AS (
    SELECT
        e.*,
        MAX(CASE WHEN e.type = 'call.started' THEN e.time END) OVER (
            PARTITION BY e.customer, e.call, e.leg ORDER BY e.time
        ) AS last_start_at
    FROM leg_events e
    JOIN legs l ON l.customer = e.customer AND l.call = e.call AND l.leg = e.leg
    WHERE l.is_scattered
),
starts AS (
    SELECT
        customer, call, leg, time,
        LAG(time) OVER (PARTITION BY customer, call, leg ORDER BY time) AS before_at
    FROM told
    WHERE type = 'call.started'
),
answers AS (
    SELECT
        customer, call, leg, time,
        LAG(time) OVER (PARTITION BY customer, call, leg ORDER BY time) AS before_at
    FROM told
    WHERE type = 'call.answered'
),
begins AS (
    SELECT customer, call, leg, time AS begun_at
    FROM starts
    WHERE before_at IS NULL OR before_at < time - INTERVAL '24 hours'
    UNION ALL
    SELECT a.customer, a.call, a.leg, a.time
    FROM answers a
    LEFT JOIN starts s
        ON s.customer = a.customer AND s.call = a.call AND s.leg = a.leg
        AND s.time >= a.time - INTERVAL '24 hours' AND s.time <= a.time + INTERVAL '24 hours'
    WHERE s.time IS NULL AND (a.before_at IS NULL OR a.before_at < a.time - INTERVAL '24 hours')
),
-- The events of each record, and how often it was told the same before.
assigned AS (
    SELECT
        t.*, b.begun_at AS record_at,
        ROW_NUMBER() OVER (
            PARTITION BY t.customer, t.call, t.leg, b.begun_at, t.type ORDER BY t.time, t.id
        ) AS time_told
    FROM told t
    JOIN begins b ON b.customer = t.customer AND b.call = t.call AND b.leg = t.leg
    WHERE
        t.time >= b.begun_at - INTERVAL '1 hour' AND t.time <= b.begun_at + INTERVAL '24 hours'
        AND (
            t.time >= b.begun_at OR t.last_start_at IS NULL OR t.last_start_at < t.time - INTERVAL '24 hours'
        )
)
-- What a call.* event repeats is no more than a sign of it: the first has told what counts.
SELECT
    customer, call, leg, record_at AS begun_at, id, type, time, queue, object, agent, country, price, currency,
    CASE WHEN time_told = 1 THEN line END AS line,
    CASE WHEN time_told = 1 THEN line_kind END AS line_kind,
    CASE WHEN time_told = 1 THEN direction END AS direction,
    CASE WHEN time_told = 1 THEN from_number END AS from_number,
    CASE WHEN time_told = 1 THEN to_number END AS to_number,
    CASE WHEN time_told = 1 THEN reason END AS reason
FROM assigned
