-- Question: how many calls began in each local hour, and how many spoke at the same time?
-- Grain:    one row per (customer, hour, line); a row without a line is the whole solution.
-- Inputs:   calls; whole_calls; customers; $from, $to: the window, by the hour's start; $earliest, $latest: when legs
--           that reach into it start; $now: up to where an open call counts.
WITH
legs AS (
    SELECT c.*, COALESCE(z.zone, $zone) AS zone
    FROM calls c
    LEFT JOIN customers z ON z.customer = c.customer
    WHERE c.started_at >= $earliest AND c.started_at < $latest
),
whole AS (
    SELECT w.*, COALESCE(z.zone, $zone) AS zone
    FROM whole_calls w
    LEFT JOIN customers z ON z.customer = w.customer
),
-- What is counted: calls for the solution, legs for a line.
units AS (
    SELECT
        customer, zone, CAST(NULL AS VARCHAR) AS line, direction, started_at, answered_at,
        CASE WHEN talks_on THEN NULL ELSE last_end_at END AS until_at,
        direction = 'inbound' AND NOT goes_on AND answered_at IS NULL AS is_missed
    FROM whole
    UNION ALL
    SELECT
        customer, zone, line, direction, started_at, answered_at, ended_at AS until_at,
        direction = 'inbound' AND ended_at IS NOT NULL AND answered_at IS NULL AND outcome <> 'forwarded' AS is_missed
    FROM legs
    WHERE line IS NOT NULL
),
-- Each unit in the hour in which it started.
counted AS (
    SELECT
        customer, local_hour(zone, started_at) AS hour, line,
        COUNT(*) AS calls,
        COUNT(*) FILTER (WHERE direction = 'inbound') AS inbound,
        COUNT(*) FILTER (WHERE direction = 'outbound') AS outbound,
        COUNT(*) FILTER (WHERE direction = 'internal') AS internal,
        COUNT(answered_at) AS answered,
        COUNT(*) FILTER (WHERE is_missed) AS missed,
        SUM(to_us(until_at) - to_us(answered_at)) AS talk_us
    FROM units
    GROUP BY customer, local_hour(zone, started_at), line
),
-- The talk of each, cut at the hours that it goes through.
talks AS (
    SELECT customer, zone, line, answered_at AS began_at, COALESCE(until_at, $now) AS ended_at
    FROM units
    WHERE answered_at IS NOT NULL AND COALESCE(until_at, $now) > answered_at
),
spread AS (
    SELECT customer, zone, line, began_at, ended_at, UNNEST(local_hours(zone, began_at, ended_at)) AS hour
    FROM talks
),
pieces AS (
    SELECT
        customer, line, hour,
        GREATEST(began_at, hour) AS began_at,
        LEAST(ended_at, next_local_hour(zone, hour)) AS ended_at
    FROM spread
),
busy AS (
    SELECT
        customer, hour, line,
        peak(began_at, ended_at) AS most,
        SUM(to_us(ended_at) - to_us(began_at)) AS load_us
    FROM pieces
    GROUP BY customer, hour, line
),
-- Both halves of a row; either may be missing.
halves AS (
    SELECT
        customer, hour, line, calls, inbound, outbound, internal, answered, missed, talk_us,
        0 AS peak, CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS peak_at, 0 AS load_us
    FROM counted
    UNION ALL
    SELECT customer, hour, line, 0, 0, 0, 0, 0, 0, 0, most['height'], most['at'], load_us
    FROM busy
)
SELECT
    customer, hour, line,
    SUM(calls) AS calls, SUM(inbound) AS inbound, SUM(outbound) AS outbound, SUM(internal) AS internal,
    SUM(answered) AS answered, SUM(missed) AS missed, COALESCE(SUM(talk_us), 0) AS talk_us,
    MAX(peak) AS peak, MAX(peak_at) AS peak_at, SUM(load_us) AS load_us
FROM halves
WHERE hour >= $from AND hour < $to
GROUP BY customer, hour, line
