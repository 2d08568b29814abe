-- Question: which callers left a queue unanswered, and has anybody reached them since?
-- Grain: one row per lost number, the latest loss first, one page and one row more. Inputs: callbacks.
-- $at, $after_queue, $after_number: the key of the last row of the page before. total: how many the filter finds in all;
-- the view has to work all of them out for a page as well, so they are counted in the same go.
WITH found AS (
    SELECT
        queue, number, first_lost_at, last_lost_at, times_lost, times_short, state, resolved_at, COUNT(*) OVER () AS total
    FROM callbacks
    WHERE ($queue = '' OR queue = $queue)
      AND ($state = '' OR state = $state)
)
SELECT queue, number, first_lost_at, last_lost_at, times_lost, times_short, state, resolved_at, total
FROM found
WHERE last_lost_at < $at
   OR (last_lost_at = $at AND (queue < $after_queue OR (queue = $after_queue AND number < $after_number)))
ORDER BY last_lost_at DESC, queue DESC, number DESC
LIMIT 501
