//! Who may do what? One table from abilities to roles; everybody else asks it and decides nothing.
//!
//! Doors and the stage of the process come on top of this table and can only take away.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::access::Role;
use crate::document::{UnknownName, named};

named! {
    /// Something a role may or may not do.
    Ability, "ability" {
        /// Read the process and its documents, drafts included.
        Read = "read",
        /// Write in the text of sections.
        Write = "write",
        /// Add, rename, move, lock and set aside sections; pause the whole document.
        ManageSections = "manage_sections",
        /// Make new documents in the process.
        CreateDocuments = "create_documents",
        /// Make a document public, or take it back.
        Publish = "publish",
        /// Give out and revoke access links.
        ManageLinks = "manage_links",
        /// Read what others wrote that did not enter, and settle it.
        SettleRescues = "settle_rescues",
        /// Choose the thresholds of the checks.
        ManageChecks = "manage_checks",
        /// See which body wrote which words, and when who was in the text.
        ReadAuthorship = "read_authorship",
        /// Make versions, restore one, open and close a meeting.
        ManageVersions = "manage_versions",
        /// Erase words from the text, the log and every version.
        Redact = "redact",
    }
}

/// The table: who has each ability.
const TABLE: &[(Ability, &[Role])] = &[
    (Ability::Read, &[Role::Coordinator, Role::Member, Role::Community, Role::Guarantor]),
    (Ability::Write, &[Role::Coordinator, Role::Member]),
    (Ability::ManageSections, &[Role::Coordinator]),
    (Ability::CreateDocuments, &[Role::Coordinator]),
    (Ability::Publish, &[Role::Coordinator]),
    (Ability::ManageLinks, &[Role::Coordinator]),
    (Ability::SettleRescues, &[Role::Coordinator]),
    (Ability::ManageChecks, &[Role::Coordinator]),
    (Ability::ReadAuthorship, &[Role::Coordinator, Role::Member, Role::Guarantor]),
    (Ability::ManageVersions, &[Role::Coordinator]),
    (Ability::Redact, &[Role::Coordinator]),
];

/// Whether the role has the ability. An ability missing from the table belongs to nobody.
#[must_use]
pub fn may(role: Role, ability: Ability) -> bool {
    TABLE.iter().any(|(known, roles)| *known == ability && roles.contains(&role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ability_is_in_the_table_once() {
        for ability in Ability::ALL {
            assert_eq!(TABLE.iter().filter(|(known, _)| known == ability).count(), 1, "{ability}");
        }
    }

    #[test]
    fn everybody_reads_and_only_the_table_writes() {
        for role in Role::ALL {
            assert!(may(*role, Ability::Read));
            assert_eq!(may(*role, Ability::Write), role.may_write());
        }
    }

    #[test]
    fn only_the_coordination_sets_things_up() {
        for role in Role::ALL {
            for ability in [
                Ability::ManageSections,
                Ability::CreateDocuments,
                Ability::Publish,
                Ability::ManageLinks,
                Ability::SettleRescues,
                Ability::ManageChecks,
                Ability::ManageVersions,
                Ability::Redact,
            ] {
                assert_eq!(may(*role, ability), role.may_coordinate(), "{role} {ability}");
            }
        }
    }
}
