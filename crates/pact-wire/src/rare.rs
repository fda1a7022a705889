//! Something that most updates do without: a table that is made when it is first needed. An empty one is quick to make,
//! but a keystroke would pay for half a dozen.

/// Nothing, or a `T` that is made when it is first changed.
#[derive(Clone, Debug)]
pub(crate) struct Rare<T>(Option<Box<T>>);

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Default> Rare<T> {
    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_deref()
    }

    pub(crate) fn make(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }

    pub(crate) fn take(&mut self) -> Option<T> {
        self.0.take().map(|it| *it)
    }
}
