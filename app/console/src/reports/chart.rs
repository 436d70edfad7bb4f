//! Stacked bars, a bar for each step. The table below says the same in numbers.

use contract::reports::FieldReport;
use leptos::prelude::*;

/// How high the drawing is, in units of its own.
const HEIGHT: u32 = 160;
/// How wide a step is.
const STEP: u32 = 24;
/// How wide its bar is.
const BAR: u32 = 18;
/// How many colours there are; then they begin again.
const COLOURS: usize = 8;

/// The number of a row's colour.
pub fn colour(row: usize) -> String {
    (row % COLOURS).to_string()
}

/// Heights of one bar's parts: of each row where it begins and how high it is, rounded so that they meet.
pub fn stack(counts: &[u32], most: u32) -> Vec<(u32, u32)> {
    let height = |sum: u32| sum * HEIGHT / most.max(1);
    let mut sum = 0;
    let part = |count: &u32| {
        let (from, to) = (height(sum), height(sum + count));
        sum += count;
        (from, to - from)
    };
    counts.iter().map(part).collect()
}

/// The chart.
#[component]
pub fn Chart(
    /// What is counted.
    report: FieldReport,
    /// The rows' names, in their order.
    names: Vec<String>,
    /// What it shows, in words.
    label: String,
) -> impl IntoView {
    let steps = report.buckets.len();
    let sums = (0..steps).map(|step| report.rows.iter().map(|row| row.counts[step]).sum::<u32>());
    let most = sums.max().unwrap_or_default();
    let bars = (0..steps).map(|step| {
        let counts: Vec<u32> = report.rows.iter().map(|row| row.counts[step]).collect();
        let x = (step as u32 * STEP + (STEP - BAR) / 2).to_string();
        let parts = stack(&counts, most).into_iter().enumerate().filter(|(_, (_, high))| *high > 0);
        parts
            .map(|(row, (from, high))| {
                let words = format!("{}: {} ({})", names[row], counts[row], report.buckets[step]);
                view! {
                    <rect
                        data-row=colour(row)
                        x=x.clone()
                        y=(HEIGHT - from - high).to_string()
                        width=BAR.to_string()
                        height=high.to_string()
                    >
                        <title>{words}</title>
                    </rect>
                }
            })
            .collect_view()
    });
    let bars = bars.collect_view();
    let view_box = format!("0 0 {} {HEIGHT}", steps as u32 * STEP);
    let legend = names.iter().enumerate().map(|(row, name)| {
        let name = name.clone();
        view! {
            <li>
                <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
                    <rect data-row=colour(row) width="10" height="10" rx="2" />
                </svg>
                {name}
            </li>
        }
    });
    let (first, last) = (report.buckets.first().cloned(), report.buckets.last().cloned());
    view! {
        <figure class="chart">
            <div class="plot">
                <span class="most num" aria-hidden="true">{most}</span>
                <svg role="img" aria-label=label viewBox=view_box preserveAspectRatio="none">{bars}</svg>
            </div>
            <div class="axis num" aria-hidden="true">
                <span>{first}</span>
                <span>{(steps > 1).then_some(last)}</span>
            </div>
            <ul class="legend">{legend.collect_view()}</ul>
        </figure>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{HEIGHT, stack};

    #[test]
    fn parts_meet_and_fill_the_highest_bar() {
        let parts = stack(&[1, 0, 2, 4], 7);
        let ends = parts.iter().scan(0, |end, (from, high)| {
            assert_eq!(*from, *end);
            *end += high;
            Some(*end)
        });
        assert_eq!(ends.last(), Some(HEIGHT));
        assert_eq!(stack(&[0, 0], 0), [(0, 0), (0, 0)]);
    }
}
