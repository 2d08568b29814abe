//! Routes that are described where they are laid: nothing here lays one without its description.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::routing::get;
use opkald_reports::Format;
use utoipa::openapi::path::{HttpMethod, Operation, PathItem};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Content, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, ResponseBuilder, Responses, ServerBuilder,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use crate::error::{PROBLEM, Problem};
use crate::signed::SESSION_COOKIE;
use crate::state::AppState;

/// Parameters that cut a list into pages; a file is whole.
const PAGING: [&str; 2] = ["limit", "cursor"];

/// The description of the API, for programs and for the page that people read.
#[derive(Clone)]
pub(crate) struct Description(pub(crate) Arc<OpenApi>);

/// Routes with their description.
pub(super) struct Routes(OpenApiRouter<AppState>);

impl Routes {
    pub(super) fn new() -> Self {
        let info = InfoBuilder::new()
            .title("Opkald")
            .version(env!("CARGO_PKG_VERSION"))
            .description(Some("Calls, queues and usage of one customer: all that its portal shows."));
        let begin = OpenApiBuilder::new()
            .info(info)
            .servers(Some([ServerBuilder::new().url("/api/v1").build()]))
            .security(Some(["session", "token"].map(|way| SecurityRequirement::new(way, [] as [&str; 0]))));
        Self(OpenApiRouter::with_openapi(begin.build()))
    }

    /// Lays what a handler's own description tells.
    pub(super) fn with(self, routes: UtoipaMethodRouter<AppState>) -> Self {
        Self(self.0.routes(routes))
    }

    /// Lays the files of a list, whose own description is there already, beside it: one for each format.
    pub(super) fn files<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let list = self.0.get_openapi().paths.get_path_operation(path, HttpMethod::Get).cloned();
        Format::ALL.into_iter().fold(self, |Self(routes), format| {
            let path = format!("{path}.{}", format.suffix());
            let mut routes = routes.route(&path, get(handler.clone()));
            let item = PathItem::new(HttpMethod::Get, file(list.clone().unwrap_or_default(), format));
            routes.get_openapi_mut().paths.paths.insert(path, item);
            Self(routes)
        })
    }

    /// The routes, and the description of all of them.
    pub(super) fn described(self) -> (Router<AppState>, Description) {
        let (routes, mut document) = self.0.split_for_parts();
        for (path, item) in &mut document.paths.paths {
            let own = [
                ("get", &mut item.get),
                ("put", &mut item.put),
                ("post", &mut item.post),
                ("delete", &mut item.delete),
            ];
            for (method, operation) in own {
                if let Some(operation) = operation {
                    complete(operation, method, path);
                }
            }
        }
        let components = document.components.get_or_insert_default();
        components.schemas.insert(Problem::name().into_owned(), Problem::schema());
        let cookie = ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        (routes, Description(Arc::new(document)))
    }
}

/// The description of a list's file.
fn file(mut list: Operation, format: Format) -> Operation {
    list.summary = list.summary.map(|summary| format!("{} In one file: {}.", summary, format.name()));
    if let Some(parameters) = &mut list.parameters {
        parameters.retain(|parameter| match parameter {
            RefOr::T(parameter) => !PAGING.contains(&parameter.name.as_str()),
            RefOr::Ref(_) => true,
        });
    }
    let bytes = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
        .build();
    let media_type = format.media_type().split(';').next().unwrap_or_default();
    let whole = ResponseBuilder::new().description("The file").content(media_type, Content::new(Some(bytes)));
    list.responses = Responses::new();
    list.responses.responses.insert("200".to_owned(), RefOr::T(whole.build()));
    list
}

/// Adds what all operations share: a name of its own, and the problems that each may answer.
fn complete(operation: &mut Operation, method: &str, path: &str) {
    let words = path.split(['/', '{', '}', '.', '-']).filter(|word| !word.is_empty());
    operation.operation_id = Some([method].into_iter().chain(words).collect::<Vec<_>>().join("_"));
    let is_open = operation.security.is_some();
    let has_name = path.contains('{');
    let problems = [
        (true, "400", "Something that was asked by does not fit; `field` names it"),
        (!is_open || method == "post", "401", "Nobody is logged in, or the login was refused"),
        (true, "403", "The one who asks may not do this"),
        (has_name, "404", "There is no such thing here; what belongs to another customer is not"),
        (true, "500", "The answer could not be made"),
        (true, "503", "Not ready yet, or too much at once: ask again in a moment"),
    ];
    for (_, status, description) in problems.into_iter().filter(|(is_possible, ..)| *is_possible) {
        let content = Content::new(Some(Ref::from_schema_name(Problem::name())));
        let problem = ResponseBuilder::new().description(description).content(PROBLEM, content).build();
        operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(problem));
    }
}
