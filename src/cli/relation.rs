//! `cometchat-users block` and `cometchat-users friend`: what users are to each other.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::failure::Done;
use super::program::Program;
use super::request::PageArguments;

/// What `--help` shows.
pub const BLOCK_EXAMPLES: &str = "\
Examples:
  cometchat-users block add bob-02 eve-03 --uid ada-01
  cometchat-users block remove eve-03 --uid ada-01
  cometchat-users block list --uid ada-01
  cometchat-users block add bob-02
  cometchat-users block list --direction hasBlockedMe

Without --uid it is about the logged-in user.";

/// What `--help` shows.
pub const FRIEND_EXAMPLES: &str = "\
Examples:
  cometchat-users friend add ada-01 bob-02 eve-03
  cometchat-users friend list ada-01 --search bob
  cometchat-users friend remove ada-01 eve-03";

/// A verb.
#[derive(Subcommand)]
pub enum Block {
    /// Block users
    Add(Blocks),
    /// Unblock users
    Remove(Blocks),
    /// List blocked users
    List(ListBlocks),
}

#[derive(Args, Serialize)]
pub struct Blocks {
    /// Whom to block, at most 25
    #[arg(required = true, value_name = "UID")]
    uids: Vec<String>,

    /// Who blocks [default: the logged-in user]
    #[arg(long, value_name = "UID")]
    uid: Option<String>,
}

#[derive(Args, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListBlocks {
    /// Who blocks [default: the logged-in user]
    #[arg(long, value_name = "UID")]
    uid: Option<String>,

    /// Of the logged-in user: both, blockedByMe or hasBlockedMe
    #[arg(long, value_name = "DIRECTION")]
    direction: Option<String>,

    /// Of the logged-in user: a part of the name or uid, in any case
    #[arg(long = "search", value_name = "TEXT")]
    search_key: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    page: PageArguments,
}

/// A verb.
#[derive(Subcommand)]
pub enum Friend {
    /// Make users friends of a user
    Add(Friends),
    /// End friendships of a user
    Remove(Friends),
    /// List a user's friends
    List(ListFriends),
}

#[derive(Args, Serialize)]
pub struct Friends {
    /// Whose friends they are
    uid: String,

    /// The friends, at most 25
    #[arg(required = true, value_name = "FRIEND")]
    uids: Vec<String>,
}

#[derive(Args, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListFriends {
    /// Whose friends they are
    uid: String,

    /// A part of the name or uid, in any case
    #[arg(long = "search", value_name = "TEXT")]
    search_key: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    page: PageArguments,
}

impl Block {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        match self {
            Block::Add(blocks) | Block::Remove(blocks) => program.run(&blocks),
            Block::List(list) => program.run(&list),
        }
    }
}

impl Friend {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        match self {
            Friend::Add(friends) | Friend::Remove(friends) => program.run(&friends),
            Friend::List(list) => program.run(&list),
        }
    }
}
