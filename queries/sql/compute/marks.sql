-- Question: under what was each customer's month charged, and what did it come to?
-- Grain:    one row per (customer, month, currency).
-- Inputs:   usage_days; customers; $zone: of customers without one.
SELECT
    u.customer, COALESCE(z.zone, $zone) AS zone, local_month(COALESCE(z.zone, $zone), u.day) AS month, u.currency,
    MIN(u.mark) AS least, MAX(u.mark) AS greatest, CAST(SUM(u.amount) AS DECIMAL(20, 4)) AS amount,
    CAST(SUM(u.uses) AS BIGINT) AS uses
FROM usage_days u
LEFT JOIN customers z ON z.customer = u.customer
GROUP BY u.customer, COALESCE(z.zone, $zone), local_month(COALESCE(z.zone, $zone), u.day), u.currency
