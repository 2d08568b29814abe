//! Every word that a page says, in Danish and English side by side.
//!
//! **A word that one language lacks does not compile.** The table of them is in `text/words.rs`. A soft hyphen (`\u{ad}`) stands where a long head of a column may break.

use opkald_storage::book::Language;

macro_rules! texts {
    ($($key:ident: $danish:literal, $english:literal;)*) => {
        /// The words of one language, by key.
        #[derive(Debug)]
        pub(crate) struct Text {
            $(pub(crate) $key: &'static str,)*
        }

        pub(super) static DANISH: Text = Text { $($key: $danish,)* };
        pub(super) static ENGLISH: Text = Text { $($key: $english,)* };
    };
}

mod words;

pub(crate) use words::Text;

/// The words of a language.
pub(crate) fn text(language: Language) -> &'static Text {
    match language {
        Language::Danish => &words::DANISH,
        Language::English => &words::ENGLISH,
    }
}

impl Text {
    /// What a parameter is called on the pages: the words that stand at its field.
    pub(crate) fn of_field(&self, field: &'static str) -> &'static str {
        match field {
            "from" | "exact_from" => self.from,
            "to" | "through" | "exact_to" => self.through,
            "interval" => self.period,
            "outcome" => self.outcome,
            "counted" => self.counts,
            "agent" => self.agent,
            "within" => self.waited_within,
            "wait" => self.waited_between,
            "direction" => self.direction,
            "unit" => self.rows_are,
            "times" => self.times,
            "state" => self.state,
            "service_level" => self.service_level,
            "seconds" => self.limit,
            "customer" => self.customer_number,
            "call" => self.call,
            "queue" => self.queue,
            "limit" => self.rows_of_page,
            "cursor" => self.page_of_list,
            _ => self.address,
        }
    }

    /// What a quantity is counted in.
    pub(crate) fn of_unit<'v>(&self, unit: &'v str) -> &'v str {
        match unit {
            "seconds" => self.seconds,
            "messages" => self.messages,
            "bytes" => self.bytes,
            "months" => self.unit_months,
            "uses" => self.unit_uses,
            other => other,
        }
    }

    /// What an outcome of a visit or a call, a direction, or a callback's state is called.
    pub(crate) fn of_value<'v>(&self, value: &'v str) -> &'v str {
        match value {
            "answered" => self.answered,
            "abandoned" => self.abandoned,
            "short_abandoned" => self.short_abandoned,
            "timeout" => self.timeout,
            "overflow" => self.overflow,
            "key" => self.key,
            "empty" => self.empty,
            "full" => self.full,
            "closed" => self.closed,
            "transferred" => self.transferred,
            "waiting" => self.waiting,
            "missed" => self.missed,
            "busy" => self.busy,
            "rejected" => self.rejected,
            "cancelled" => self.cancelled,
            "failed" => self.failed,
            "forwarded" => self.forwarded,
            "ongoing" => self.ongoing,
            "inbound" => self.inbound,
            "outbound" => self.outbound,
            "internal" => self.internal,
            "open" => self.open,
            "attempted" => self.attempted,
            "recovered" => self.recovered,
            "expired" => self.expired,
            "agent" => self.by_agent,
            "caller" => self.by_caller,
            other => other,
        }
    }
}
