-- Which uses does nothing price? They are charged nothing, and counted here by what they have in common.
SELECT customer, line, kind, to_number, country, SUM(uses) AS uses, MIN(first_at) AS first_at
FROM (
    SELECT customer, line, 'call' AS kind, to_number, country, COUNT(*) AS uses, MIN(started_at) AS first_at
    FROM calls
    WHERE rated_by = 'unrated'
    GROUP BY customer, line, to_number, country
    UNION ALL
    SELECT customer, line, kind, to_number, country, COUNT(*) AS uses, MIN(at) AS first_at
    FROM mobile_usage
    WHERE rated_by = 'unrated'
    GROUP BY customer, line, kind, to_number, country
)
GROUP BY customer, line, kind, to_number, country
ORDER BY uses DESC, customer, line, kind, to_number
LIMIT 1000
