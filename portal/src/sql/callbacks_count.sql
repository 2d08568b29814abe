-- Question: how many lost numbers does a list hold in all?
-- Grain: one row. Inputs: callbacks. The filters are those of callbacks.sql.
SELECT COUNT(*) AS total
FROM callbacks
WHERE ($queue = '' OR queue = $queue)
  AND ($state = '' OR state = $state)
