//! In and out: Markdown templates, HTML, Markdown.
