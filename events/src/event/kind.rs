//! The types of events, and the other fixed words.

use super::Field;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum $name { $($variant),* }

        impl $name {
            /// Every word, at the place of its number.
            pub(crate) const WORDS: &'static [&'static str] = &[$($word),*];

            /// The meaning of a word.
            pub(crate) fn of(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

words! {
    /// What happened.
    EventType {
        CallStarted = "call.started",
        CallAnswered = "call.answered",
        CallForwarded = "call.forwarded",
        CallTransferred = "call.transferred",
        CallEnded = "call.ended",
        QueueJoined = "queue.joined",
        QueueOffered = "queue.offered",
        QueueMissed = "queue.missed",
        QueueAnswered = "queue.answered",
        QueueLeft = "queue.left",
        QueueCompleted = "queue.completed",
        AgentJoined = "agent.joined",
        AgentLeft = "agent.left",
        AgentPaused = "agent.paused",
        AgentResumed = "agent.resumed",
        AgentWrapup = "agent.wrapup",
        UsageData = "usage.data",
        UsageSms = "usage.sms",
        UsageMms = "usage.mms",
        RecordingReady = "recording.ready",
        OrderDone = "order.done",
        OrderFailed = "order.failed",
    }
}

words! {
    /// A call's direction, as the customer sees it.
    Direction { Inbound = "inbound", Outbound = "outbound", Internal = "internal" }
}

words! {
    /// What kind of line a leg runs on.
    LineKind { Local = "local", Mobile = "mobile" }
}

const CALL_ENDED: &[&str] =
    &["normal", "busy", "no_answer", "rejected", "cancelled", "failed", "forwarded", "transferred"];
const QUEUE_LEFT: &[&str] = &["abandoned", "timeout", "overflow", "key", "empty", "full", "closed", "transferred"];
const QUEUE_COMPLETED: &[&str] = &["agent", "caller", "transferred"];

impl EventType {
    /// Its word in the contract.
    pub(crate) const fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// The fields that an event of this type must have, beside those that every event has.
    pub(crate) const fn required(self) -> &'static [Field] {
        use Field::{
            Agent, Bytes, Call, Direction, DurationMs, From, Line, LineKind, Object, Order, Queue, Reason, To,
        };
        match self {
            Self::CallStarted => &[Call, Direction, From, To, Line, LineKind],
            Self::CallAnswered => &[Call],
            Self::CallForwarded | Self::CallTransferred => &[Call, To],
            Self::CallEnded => &[Call, Reason],
            Self::QueueJoined => &[Call, Queue, From],
            Self::QueueOffered | Self::QueueMissed | Self::QueueAnswered => &[Call, Queue, Agent],
            Self::QueueLeft => &[Call, Queue, Reason],
            Self::QueueCompleted => &[Call, Queue, Agent, Reason],
            Self::AgentJoined | Self::AgentLeft | Self::AgentPaused | Self::AgentResumed => &[Agent],
            Self::AgentWrapup => &[Agent, DurationMs],
            Self::UsageData => &[Line, Bytes],
            Self::UsageSms | Self::UsageMms => &[Line, To],
            Self::RecordingReady => &[Call, Object, DurationMs, Bytes],
            Self::OrderDone | Self::OrderFailed => &[Order],
        }
    }

    /// The values that `reason` may have; none where it is free text.
    pub(crate) const fn reasons(self) -> Option<&'static [&'static str]> {
        match self {
            Self::CallEnded => Some(CALL_ENDED),
            Self::QueueLeft => Some(QUEUE_LEFT),
            Self::QueueCompleted => Some(QUEUE_COMPLETED),
            _ => None,
        }
    }

    /// The required fields as a set.
    pub(crate) const fn required_set(self) -> u32 {
        const SETS: [u32; EventType::WORDS.len()] = required_sets();
        SETS[self as usize]
    }
}

const ALL: [EventType; EventType::WORDS.len()] = {
    use EventType as T;
    [
        T::CallStarted,
        T::CallAnswered,
        T::CallForwarded,
        T::CallTransferred,
        T::CallEnded,
        T::QueueJoined,
        T::QueueOffered,
        T::QueueMissed,
        T::QueueAnswered,
        T::QueueLeft,
        T::QueueCompleted,
        T::AgentJoined,
        T::AgentLeft,
        T::AgentPaused,
        T::AgentResumed,
        T::AgentWrapup,
        T::UsageData,
        T::UsageSms,
        T::UsageMms,
        T::RecordingReady,
        T::OrderDone,
        T::OrderFailed,
    ]
};

const fn required_sets() -> [u32; EventType::WORDS.len()] {
    let mut sets = [0; EventType::WORDS.len()];
    let mut at = 0;
    while at < ALL.len() {
        let fields = ALL[at].required();
        let mut field = 0;
        while field < fields.len() {
            sets[ALL[at] as usize] |= fields[field].bit();
            field += 1;
        }
        at += 1;
    }
    sets
}
