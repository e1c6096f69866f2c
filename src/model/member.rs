//! A member of a payload: absent, null, given, or of the wrong type. Reading never fails
//! on a wrong type, so that a check can name all broken members at once.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A member as it came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Member<T> {
    /// Not there: leave.
    #[default]
    Absent,
    /// `null`: clear.
    Null,
    /// A value of the right type.
    Given(T),
    /// A value of another type.
    Mistyped,
}

impl<T> Member<T> {
    /// Whether it is there, with whatever value.
    pub fn is_present(&self) -> bool {
        !matches!(self, Member::Absent)
    }

    /// The value, if one was given.
    pub fn given(self) -> Option<T> {
        match self {
            Member::Given(value) => Some(value),
            _ => None,
        }
    }
}

impl<T> From<T> for Member<T> {
    fn from(value: T) -> Self {
        Member::Given(value)
    }
}

impl<'a> From<&'a str> for Member<Cow<'a, str>> {
    fn from(text: &'a str) -> Self {
        Member::Given(Cow::Borrowed(text))
    }
}

/// A type that a member may be asked to have.
pub trait Shape<'de>: Sized {
    /// Read a value of any type.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Member<Self>, D::Error>;
}

impl<'de, T: Shape<'de>> Deserialize<'de> for Member<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer)
    }
}

/// Any JSON value, of which only simple ones are kept.
enum Simple<'de> {
    Null,
    Text(Cow<'de, str>),
    Boolean(bool),
    Integer(i64),
    List(Vec<Member<Cow<'de, str>>>),
    Other,
}

macro_rules! simple_shape {
    ($lifetime:lifetime, $type:ty, $variant:ident) => {
        impl<'de: $lifetime, $lifetime> Shape<'de> for $type {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Member<Self>, D::Error> {
                Ok(match deserializer.deserialize_any(SimpleVisitor)? {
                    Simple::Null => Member::Null,
                    Simple::$variant(value) => Member::Given(value),
                    _ => Member::Mistyped,
                })
            }
        }
    };
}

simple_shape!('a, Cow<'a, str>, Text);
simple_shape!('a, bool, Boolean);
simple_shape!('a, i64, Integer);
simple_shape!('a, Vec<Member<Cow<'a, str>>>, List);

/// JSON text of any type, not looked into.
impl<'de: 'a, 'a> Shape<'de> for &'a RawValue {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Member<Self>, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        Ok(if raw.get() == "null" { Member::Null } else { Member::Given(raw) })
    }
}

struct SimpleVisitor;

impl<'de> Visitor<'de> for SimpleVisitor {
    type Value = Simple<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Simple::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Simple::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Simple::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Simple::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Simple::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Simple::Integer(i64::try_from(value).unwrap_or(i64::MAX)))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Simple::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Simple::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Simple::Other)
    }
}
