use serde::{Deserialize, Serialize};

use super::limits::{PER_PAGE, PER_PAGE_DEFAULT};
use super::{Checker, Member, ObjectWriter};
use crate::error::Result;

/// Which page of a list, as it came in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PageRequest {
    /// From 1; 1 if absent.
    pub page: Member<i64>,
    /// 1 to 1000; 100 if absent.
    pub per_page: Member<i64>,
    /// Whether users come with their tags.
    pub with_tags: Member<bool>,
}

/// A checked page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub number: u64,
    pub size: u64,
    pub with_tags: bool,
}

impl Page {
    pub fn check(request: PageRequest) -> Result<Self> {
        let mut check = Checker::default();
        let page = Page::read(&mut check, request);
        check.finish(|| page)
    }

    /// The page of a request that has more to check.
    pub fn read(check: &mut Checker, request: PageRequest) -> Self {
        // Far enough for any list, and far from overflow.
        let number = check.number("page", request.page, 1, 1..=1 << 40);
        let size = check.number("perPage", request.per_page, PER_PAGE_DEFAULT, 1..=PER_PAGE);
        let with_tags = check.boolean("withTags", request.with_tags);
        Page { number, size, with_tags }
    }

    /// Items before this page.
    pub fn offset(self) -> u64 {
        (self.number - 1) * self.size
    }

    /// Items before this page, and items of it, of a list in memory.
    pub fn range(self) -> (usize, usize) {
        let number = |number| usize::try_from(number).unwrap_or(usize::MAX);
        (number(self.offset()), number(self.size))
    }

    /// This page of a list in memory.
    pub fn of<T>(self, all: Vec<T>) -> List<T> {
        let total = all.len() as u64;
        let (first, most) = self.range();
        let items: Vec<T> = all.into_iter().skip(first).take(most).collect();
        List { pagination: self.pagination(total, items.len()), items }
    }

    /// For lists that the service does not count.
    pub fn uncounted(self, count: usize) -> Pagination {
        let count = count as u64;
        let full = u64::from(count == self.size);
        Pagination {
            total: 0,
            count,
            per_page: self.size,
            current_page: self.number,
            total_pages: self.number + full,
        }
    }

    pub fn pagination(self, total: u64, count: usize) -> Pagination {
        Pagination {
            total,
            count: count as u64,
            per_page: self.size,
            current_page: self.number,
            total_pages: total.div_ceil(self.size).max(1),
        }
    }
}

/// Where a page stands in its list, spelled as the service spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pagination {
    /// Items of the whole list.
    pub total: u64,
    /// Items of this page.
    pub count: u64,
    /// Items that a page may have.
    pub per_page: u64,
    /// The number of this page.
    pub current_page: u64,
    /// Pages of the whole list, at least 1.
    pub total_pages: u64,
}

/// A page of a list: documents, and where the page stands.
#[derive(Debug)]
pub struct List<T> {
    /// The documents.
    pub items: Vec<T>,
    /// Where the page stands.
    pub pagination: Pagination,
}

impl<T: AsRef<str>> List<T> {
    /// The document, in which the items have a name. They are JSON already, and copied.
    pub fn to_json(&self, name: &str) -> String {
        let bytes: usize = self.items.iter().map(|item| item.as_ref().len() + 1).sum();
        let mut list = String::with_capacity(bytes + 2);
        list.push('[');
        for item in &self.items {
            if list.len() > 1 {
                list.push(',');
            }
            list.push_str(item.as_ref());
        }
        list.push(']');
        let pagination = serde_json::to_string(&self.pagination).expect("numbers can be printed");
        ObjectWriter::with_capacity(list.len() + pagination.len() + 32)
            .json(name, &list)
            .json("pagination", &pagination)
            .finish()
    }
}
