#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| opkald_fuzz::queue_log::check(data));
