//! Yjs bytes: frame codecs of both wire protocols, update grammar, firewall.
