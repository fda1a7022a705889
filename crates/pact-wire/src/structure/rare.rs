//! Something that most updates do without: a table that is made when it is first needed. An empty one is quick to make,
//! but a keystroke would pay for half a dozen.

/// Nothing, or a `T` that is made when it is first changed.
#[derive(Clone, Debug)]
pub(super) struct Rare<T>(Option<Box<T>>);

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Default> Rare<T> {
    pub(super) fn get(&self) -> Option<&T> {
        self.0.as_deref()
    }

    pub(super) fn make(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }

    pub(super) fn take(&mut self) -> Option<T> {
        self.0.take().map(|it| *it)
    }
}
