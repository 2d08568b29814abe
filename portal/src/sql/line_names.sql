-- Question: which lines have ever had a call?
-- Grain: one row per line. Inputs: call_months.
SELECT DISTINCT line FROM call_months WHERE line IS NOT NULL ORDER BY line
