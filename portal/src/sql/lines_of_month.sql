-- Question: how often and how long did each line talk in a month?
-- Grain: one row per line. Inputs: call_months.
SELECT line, calls, talk_seconds
FROM call_months
WHERE month >= $from AND month < $to AND line IS NOT NULL
