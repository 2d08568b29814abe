//! Where the files of a list are.

use opkald_reports::Format;

use super::address::Address;

/// A file of a list.
#[derive(Debug)]
pub(crate) struct Download {
    pub(crate) name: &'static str,
    pub(crate) href: String,
}

impl Download {
    /// The files of a list of the API, by its path and what it is asked by.
    pub(crate) fn all(path: &[&str], asked: impl Fn(Address) -> Address) -> Vec<Self> {
        let one = |format: Format| {
            let (last, before) = path.split_last().map_or(("", &[][..]), |(last, before)| (*last, before));
            let last = format!("{last}.{}", format.suffix());
            let parts: Vec<&str> = ["api", "v1"].iter().chain(before).copied().chain([last.as_str()]).collect();
            Self { name: format.name(), href: asked(Address::of(&parts)).build() }
        };
        Format::ALL.map(one).into()
    }
}
