//! Exports and workbooks.
