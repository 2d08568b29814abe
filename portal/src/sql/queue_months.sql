-- Question: what happened in a queue, month by month, and what is each figure made of?
-- Inputs: queue_months. queue_figures.sql goes on from here.
WITH buckets AS (
    SELECT *, month AS bucket FROM queue_months
)
