//! Which colour is a body's? Twelve colours that pass 4.5:1 on white (WCAG 2.2, 1.4.3).

/// Colours of bodies in presence and authorship; always shown beside the name.
pub const PALETTE: [&str; 12] = [
    "#0b5cad", "#a12b2b", "#1f6f3f", "#7a3e9d", "#9a4f00", "#00687a", "#8a1c5c", "#4b5a00", "#3c4bb0",
    "#6b4226", "#b3261e", "#455a64",
];

/// The colour of the n-th body of a process.
#[must_use]
pub fn color(position: usize) -> &'static str {
    PALETTE[position % PALETTE.len()]
}
