//! Reports: counts over time, as a chart, a table and a file.

mod chart;
mod days;
mod page;

pub use page::ReportsPage;
