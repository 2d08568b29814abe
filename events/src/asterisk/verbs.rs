//! What each verb of a queue_log means.

use crate::event::EventType;

/// The meaning of a verb: its events, and which field of its data is what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// A caller and a place in the queue.
    Enter,
    /// A wait, and how long the agent's phone rang, in seconds.
    Connect,
    /// How long the agent's phone rang, in ms.
    RingNoAnswer,
    /// A conversation's end by a reason; where the wait and the talk stand.
    Complete(&'static str, Place),
    /// A wait's end by a reason; the place of the wait.
    Leave(&'static str, usize),
    /// Refused on joining, for a reason.
    Refuse(&'static str),
    /// An agent's presence; the places of the session in seconds and of a reason.
    Presence(EventType, Option<usize>, Option<usize>),
    /// Work after a call, of so many seconds.
    Wrapup,
}

/// Where the wait and, after it, the talk stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At this place of the data.
    At(usize),
    /// So many fields before the data's end, since the fields before them differ in number.
    BeforeEnd(usize),
}

impl Verb {
    /// The meaning of a verb; none of one that makes no event.
    pub(super) fn of(verb: &str) -> Option<Self> {
        use EventType::{AgentJoined, AgentLeft, AgentPaused, AgentResumed};
        let verb = match verb {
            "ENTERQUEUE" => Self::Enter,
            "CONNECT" => Self::Connect,
            "RINGNOANSWER" => Self::RingNoAnswer,
            "COMPLETEAGENT" => Self::Complete("agent", Place::At(0)),
            "COMPLETECALLER" => Self::Complete("caller", Place::At(0)),
            "TRANSFER" | "BLINDTRANSFER" => Self::Complete("transferred", Place::At(2)),
            "ATTENDEDTRANSFER" => Self::Complete("transferred", Place::BeforeEnd(3)),
            "ABANDON" => Self::Leave("abandoned", 2),
            "EXITWITHTIMEOUT" => Self::Leave("timeout", 2),
            "EXITWITHKEY" => Self::Leave("key", 3),
            "EXITEMPTY" => Self::Leave("empty", 2),
            "FULL" => Self::Refuse("full"),
            "CLOSED" => Self::Refuse("closed"),
            "JOINEMPTY" => Self::Refuse("empty"),
            "DIVERT_CA_RATIO" | "DIVERT_HOLDTIME" => Self::Refuse("overflow"),
            "AGENTLOGIN" | "AGENTCALLBACKLOGIN" | "ADDMEMBER" => Self::Presence(AgentJoined, None, None),
            "AGENTLOGOFF" => Self::Presence(AgentLeft, Some(1), None),
            "AGENTCALLBACKLOGOFF" => Self::Presence(AgentLeft, Some(1), Some(2)),
            "REMOVEMEMBER" => Self::Presence(AgentLeft, None, None),
            "PAUSE" | "PAUSEALL" => Self::Presence(AgentPaused, None, Some(0)),
            "UNPAUSE" | "UNPAUSEALL" => Self::Presence(AgentResumed, None, Some(0)),
            "WRAPUPSTART" => Self::Wrapup,
            _ => return None,
        };
        Some(verb)
    }
}
