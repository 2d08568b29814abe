-- Question: what happened in a queue, hour by hour, and what is each figure made of?
-- Inputs: queue_hours. queue_figures.sql goes on from here.
WITH buckets AS (
    SELECT *, hour AS bucket FROM queue_hours
)
