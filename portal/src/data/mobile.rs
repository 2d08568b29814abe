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

/// What people call a mobile: its user, else the employee who has it, else the line's own name; may be empty.
pub(crate) async fn name(signed: &Signed, state: &AppState, mobile: &Mobile) -> Result<String, PortalError> {
    if !mobile.user_name.is_empty() {
        return Ok(mobile.user_name.clone());
    }
    let book = &state.book;
    let known = tokio::try_join!(book.employees(&signed.customer), book.lines(&signed.customer));
    let (employees, lines) = known.map_err(PortalError::failed)?;
    let employee = employees
        .into_iter()
        .find(|employee| Some(&employee.id) == mobile.employee.as_ref() && !employee.name.is_empty());
    let own = || lines.into_iter().find(|line| line.number == mobile.number && line.name != line.number);
    Ok(employee.map(|employee| employee.name).or_else(|| own().map(|line| line.name)).unwrap_or_default())
}
