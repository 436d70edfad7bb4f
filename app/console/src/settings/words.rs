//! How memberships and switches are said. Pure: no signals.

use contract::{
    departments::{Membership, Part, Share},
    roles::CustomerRole,
};
use ui::fill;

use crate::text::{DepartmentText, GroupText};

/// `on` or `off`.
pub fn on_off(t: &DepartmentText, on: bool) -> &'static str {
    if on { t.on } else { t.off }
}

/// What customers must have shown of themselves.
pub fn required(t: &DepartmentText, role: CustomerRole) -> &'static str {
    match role {
        CustomerRole::Everyone => t.everyone,
        CustomerRole::Registered => t.registered,
        CustomerRole::Verified => t.verified,
    }
}

/// How a member takes part.
pub fn part(t: &GroupText, part: Part) -> &'static str {
    match part {
        Part::Primary => t.primary,
        Part::Secondary => t.secondary,
        Part::Pull => t.pull,
        Part::Excluded => t.excluded,
    }
}

/// A share, and how much of it is taken: `Goes first, 2 of 5`.
pub fn share(t: &GroupText, share: &Share, open: u32) -> String {
    if share.part == Part::Excluded {
        return t.excluded.to_owned();
    }
    let text = if share.active { t.up_to } else { t.switched_off };
    let (open, limit) = (open.to_string(), share.limit.to_string());
    fill(text, &[("part", part(t, share.part)), ("open", &open), ("limit", &limit)])
}

/// Whether anything the department offers would be given to the member now.
pub fn receives(offers_chat: bool, member: &Membership) -> bool {
    let chats = offers_chat && member.no_chats_because.is_none();
    chats || member.no_tickets_because.is_none()
}

/// A hue in degrees as one of the twelve of `.brand-mark`.
pub fn mark(hue: u16) -> String {
    const MARKS: [u16; 12] = [20, 50, 80, 110, 140, 165, 195, 225, 255, 285, 315, 345];
    let away = |mark: u16| {
        let apart = mark.abs_diff(hue % 360);
        apart.min(360 - apart)
    };
    let nearest = (0..MARKS.len()).min_by_key(|at| away(MARKS[*at]));
    nearest.unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn a_hue_gets_the_nearest_mark() {
        assert_eq!(mark(20), "0");
        assert_eq!(mark(359), "11");
        assert_eq!(mark(2), "11");
        assert_eq!(mark(262), "8");
    }
}
