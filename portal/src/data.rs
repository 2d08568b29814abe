//! What pages and API ask of the views, each question with its SQL text beside it in `sql/`.

pub(crate) mod agents;
pub(crate) mod call_stats;
pub(crate) mod callbacks;
pub(crate) mod calls;
pub(crate) mod heat;
pub(crate) mod lines;
pub(crate) mod live;
pub(crate) mod mobile;
pub(crate) mod names;
pub(crate) mod one_call;
pub(crate) mod paging;
pub(crate) mod queues;
pub(crate) mod recordings;
pub(crate) mod seen;
pub(crate) mod usage;
pub(crate) mod uses;
pub(crate) mod visit_filter;
pub(crate) mod visits;
pub(crate) mod wall;
pub(crate) mod walls;
