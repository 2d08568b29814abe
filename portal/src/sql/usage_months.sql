-- What lines used and had, month by month.
SELECT month, line, kind, quantity, unit, amount, currency
FROM usage_months
WHERE month >= $from AND month < $to
ORDER BY month, line, kind, currency
