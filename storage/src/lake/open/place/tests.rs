#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

fn bucket(location: &str) -> (String, String, String) {
    match Place::parse(location).unwrap() {
        Place::Bucket(bucket) => (bucket.name, bucket.prefix.to_string(), bucket.root.to_string()),
        Place::Folder(path) => panic!("{location} is taken for the folder {}", path.display()),
    }
}

fn refusal(location: &str) -> String {
    Place::parse(location).unwrap_err().to_string()
}

#[test]
fn a_bucket_is_told_from_its_prefix() {
    let told = |name: &str, prefix: &str, root: &str| (name.to_owned(), prefix.to_owned(), root.to_owned());
    assert_eq!(bucket("s3://calls"), told("calls", "", "s3://calls/"));
    assert_eq!(bucket("s3://calls/"), told("calls", "", "s3://calls/"));
    assert_eq!(bucket("s3://Calls_1/a/b"), told("Calls_1", "a/b", "s3://Calls_1/a/b/"));
    assert_eq!(bucket("s3://calls/a%25b c/"), told("calls", "a%b c", "s3://calls/a%25b%20c/"));
}

#[test]
fn what_is_no_address_is_a_folder() {
    for path in ["opkald-data/lake", "/var/lib/opkald", "C:\\opkald", "s3", "100%25"] {
        assert_eq!(Place::parse(path).unwrap(), Place::Folder(PathBuf::from(path)));
    }
    assert_eq!(Place::parse("file:///var/a%20b").unwrap(), Place::Folder(PathBuf::from("/var/a b")));
}

#[test]
fn another_address_is_refused_with_what_would_do() {
    assert!(refusal("gs://bucket/lake").ends_with("the scheme gs is not known; give a folder, or s3://bucket/prefix"));
    for nameless in ["s3:///lake", "s3:lake", "s3://"] {
        assert!(refusal(nameless).ends_with("it names no bucket; give s3://bucket/prefix"), "{nameless}");
    }
    assert!(refusal("s3://bucket/a//b").contains("empty path segment"), "{}", refusal("s3://bucket/a//b"));
}

#[test]
fn keys_in_an_address_are_refused_and_not_shown() {
    for location in
        ["s3://name:hush@bucket/lake", "s3://hush@bucket/lake", "s3://bucket/lake?secret=hush", "s3://bucket/lake#hush"]
    {
        let sentence = refusal(location);
        assert!(sentence.starts_with("cannot open the store s3://bucket/lake: "), "{sentence}");
        assert!(sentence.contains("AWS_*") && !sentence.contains("hush"), "{sentence}");
    }
    assert!(refusal("s3://localhost:9000/bucket").contains("AWS_*"));
}
