//! The description of the API, for people.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::response::Response;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, RefOr};

use super::chrome::{Chrome, Section as MenuSection};
use super::page;
use crate::api::Description;
use crate::error::PortalError;
use crate::signed::Signed;

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage {
    chrome: Chrome,
    sections: Vec<Section>,
}

/// What belongs together.
struct Section {
    name: String,
    operations: Vec<Described>,
}

/// One way to ask.
struct Described {
    method: &'static str,
    path: String,
    summary: String,
    parameters: Vec<Parameter>,
}

struct Parameter {
    name: String,
    description: String,
}

/// The page.
pub(crate) async fn show(
    Extension(description): Extension<Description>,
    signed: Signed,
) -> Result<Response, PortalError> {
    page(&ApiPage { chrome: Chrome::new(&signed, MenuSection::Api), sections: sections(&description.0) })
}

/// All operations, by what they are of.
fn sections(document: &OpenApi) -> Vec<Section> {
    let prefix = document.servers.iter().flatten().next().map_or("", |server| server.url.as_str());
    let mut sections: BTreeMap<String, Vec<Described>> = BTreeMap::new();
    for (path, item) in &document.paths.paths {
        let own = [("GET", &item.get), ("PUT", &item.put), ("POST", &item.post), ("DELETE", &item.delete)];
        for (method, operation) in own {
            let Some(operation) = operation else { continue };
            let tag = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
            sections.entry(tag).or_default().push(described(method, format!("{prefix}{path}"), operation));
        }
    }
    sections.into_iter().map(|(name, operations)| Section { name, operations }).collect()
}

fn described(method: &'static str, path: String, operation: &Operation) -> Described {
    let parameters = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(Parameter {
            name: parameter.name.clone(),
            description: parameter.description.clone().unwrap_or_default(),
        }),
        RefOr::Ref(_) => None,
    });
    Described { method, path, summary: operation.summary.clone().unwrap_or_default(), parameters: parameters.collect() }
}
