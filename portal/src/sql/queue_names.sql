-- Question: which queues have ever had a visit?
-- Grain: one row per queue. Inputs: queue_months.
SELECT DISTINCT queue FROM queue_months ORDER BY queue
