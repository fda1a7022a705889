//! The shared document over yrs: schema, content tree, the room as a state machine.
