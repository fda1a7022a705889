//! Templates in, HTML and Markdown out, as a municipality and a reader meet them.

mod builtin;
mod demo;
mod folder;
mod html;
mod markdown;
mod refusals;
