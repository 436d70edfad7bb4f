//! Reports: counts over time, as a chart, a table and a file; and what was done to settings and people.

mod chart;
mod days;
mod history;
mod page;
mod shifts;

pub use history::HistoryPage;
pub use page::ReportsPage;
pub use shifts::ShiftsPage;
