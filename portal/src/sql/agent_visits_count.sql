-- Grain: one row: how much a list counts in all, and in how many visits. Goes on from counted_visits.sql.
SELECT COUNT(*) AS visits, SUM(counted) AS counted FROM found
