//! The fields of an event, and the shape of each.

/// A field of the contract; its number is its bit in a set of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Field {
    Id,
    Type,
    Time,
    Customer,
    Call,
    Leg,
    Direction,
    From,
    To,
    Line,
    LineKind,
    Queue,
    Agent,
    Position,
    Reason,
    Bytes,
    Country,
    Object,
    DurationMs,
    WaitMs,
    TalkMs,
    SessionMs,
    Price,
    Currency,
    Order,
}

/// What a text must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextRule {
    /// 1 to 64 characters.
    Name,
    /// E.164, a short internal number, or `anonymous`.
    Phone,
    /// Anything but nothing.
    Filled,
    /// Anything.
    Free,
    /// Two capital letters.
    Country,
    /// Three capital letters.
    Currency,
}

/// How a field's value is read and where it is kept: a text or a number has a slot of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Type,
    Time,
    Customer,
    Direction,
    LineKind,
    Price,
    Text(usize, TextRule),
    /// Slot, and the least and greatest value.
    Number(usize, i64, i64),
}

const INT: i64 = i32::MAX as i64;

/// The longest duration of an event, in ms: ten years of 365 days. Nothing that a telephone network times lasts as long,
/// and any sum with it, in µs too, is far from the end of the numbers.
pub(crate) const MAX_DURATION_MS: i64 = 10 * 365 * 24 * 3_600_000;

impl Field {
    /// The field's name in the contract.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Type => "type",
            Self::Time => "time",
            Self::Customer => "customer",
            Self::Call => "call",
            Self::Leg => "leg",
            Self::Direction => "direction",
            Self::From => "from",
            Self::To => "to",
            Self::Line => "line",
            Self::LineKind => "line_kind",
            Self::Queue => "queue",
            Self::Agent => "agent",
            Self::Position => "position",
            Self::Reason => "reason",
            Self::Bytes => "bytes",
            Self::Country => "country",
            Self::Object => "object",
            Self::DurationMs => "duration_ms",
            Self::WaitMs => "wait_ms",
            Self::TalkMs => "talk_ms",
            Self::SessionMs => "session_ms",
            Self::Price => "price",
            Self::Currency => "currency",
            Self::Order => "order",
        }
    }

    /// The field of a name. Told apart by length first: this runs for every field of every event.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let field = match name.len() {
            2 => match name {
                "id" => Self::Id,
                "to" => Self::To,
                _ => return None,
            },
            3 if name == "leg" => Self::Leg,
            4 => match name {
                "type" => Self::Type,
                "time" => Self::Time,
                "call" => Self::Call,
                "from" => Self::From,
                "line" => Self::Line,
                _ => return None,
            },
            5 => match name {
                "queue" => Self::Queue,
                "agent" => Self::Agent,
                "bytes" => Self::Bytes,
                "price" => Self::Price,
                "order" => Self::Order,
                _ => return None,
            },
            6 => match name {
                "reason" => Self::Reason,
                "object" => Self::Object,
                _ => return None,
            },
            7 => match name {
                "wait_ms" => Self::WaitMs,
                "talk_ms" => Self::TalkMs,
                "country" => Self::Country,
                _ => return None,
            },
            8 => match name {
                "customer" => Self::Customer,
                "position" => Self::Position,
                "currency" => Self::Currency,
                _ => return None,
            },
            9 => match name {
                "direction" => Self::Direction,
                "line_kind" => Self::LineKind,
                _ => return None,
            },
            10 if name == "session_ms" => Self::SessionMs,
            11 if name == "duration_ms" => Self::DurationMs,
            _ => return None,
        };
        Some(field)
    }

    /// The field's bit in a set.
    pub(crate) const fn bit(self) -> u32 {
        1 << self as u8
    }

    /// How its value is read and kept.
    pub(crate) const fn shape(self) -> Shape {
        match self {
            Self::Type => Shape::Type,
            Self::Time => Shape::Time,
            Self::Customer => Shape::Customer,
            Self::Direction => Shape::Direction,
            Self::LineKind => Shape::LineKind,
            Self::Price => Shape::Price,
            Self::Id => Shape::Text(0, TextRule::Name),
            Self::Call => Shape::Text(1, TextRule::Name),
            Self::From => Shape::Text(2, TextRule::Phone),
            Self::To => Shape::Text(3, TextRule::Phone),
            Self::Line => Shape::Text(4, TextRule::Filled),
            Self::Queue => Shape::Text(5, TextRule::Name),
            Self::Agent => Shape::Text(6, TextRule::Name),
            Self::Reason => Shape::Text(7, TextRule::Free),
            Self::Country => Shape::Text(8, TextRule::Country),
            Self::Object => Shape::Text(9, TextRule::Filled),
            Self::Currency => Shape::Text(10, TextRule::Currency),
            Self::Order => Shape::Text(11, TextRule::Filled),
            Self::Leg => Shape::Number(0, 0, INT),
            Self::Position => Shape::Number(1, 1, INT),
            Self::Bytes => Shape::Number(2, 0, i64::MAX),
            Self::DurationMs => Shape::Number(3, 0, MAX_DURATION_MS),
            Self::WaitMs => Shape::Number(4, 0, MAX_DURATION_MS),
            Self::TalkMs => Shape::Number(5, 0, MAX_DURATION_MS),
            Self::SessionMs => Shape::Number(6, 0, MAX_DURATION_MS),
        }
    }
}

impl TextRule {
    /// The rule in words, as the end of "must be".
    pub(crate) const fn wanted(self) -> &'static str {
        match self {
            Self::Name => "1 to 64 characters",
            Self::Phone => "a number like +4588303080, a short number of digits, or anonymous",
            Self::Filled => "a text that is not empty",
            Self::Free => "a text",
            Self::Country => "a country of two capital letters",
            Self::Currency => "a currency of three capital letters",
        }
    }
}
