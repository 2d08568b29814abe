//! A mobile of the account book, with who has it.

use opkald_storage::book::Mobile;

use super::calls::plus_restored;
use crate::error::PortalError;
use crate::signed::Signed;
use crate::state::AppState;

/// A mobile of the customer. Another customer's is not there.
pub(crate) async fn find(signed: &Signed, state: &AppState, number: &str) -> Result<Mobile, PortalError> {
    let number = plus_restored(number);
    let mobiles = state.book.mobiles(&signed.customer).await.map_err(PortalError::failed)?;
    mobiles.into_iter().find(|mobile| mobile.number == number).ok_or(PortalError::NotFound)
}

/// The name of who has a mobile: of its user, else of the employee; may be empty.
pub(crate) async fn user(signed: &Signed, state: &AppState, mobile: &Mobile) -> Result<String, PortalError> {
    let Some(id) = mobile.employee.as_deref().filter(|_| mobile.user_name.is_empty()) else {
        return Ok(mobile.user_name.clone());
    };
    let employees = state.book.employees(&signed.customer).await.map_err(PortalError::failed)?;
    Ok(employees.into_iter().find(|employee| employee.id == id).map(|employee| employee.name).unwrap_or_default())
}
