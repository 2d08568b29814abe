-- Local hours, as they are stored.
(SELECT *, hour AS bucket FROM stored.agent_hours)
