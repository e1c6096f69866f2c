//! A member of a payload: absent, null, given, or of the wrong type. Reading never fails
//! on a wrong type, so that a check can name all broken members at once.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::secret::Secret;

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
    /// A value of another type, kept so that it can be sent on.
    Mistyped(Value),
}

impl<T> Member<T> {
    /// Whether it is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Member::Absent)
    }

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
    Other(Value),
}

impl Simple<'_> {
    fn into_value(self) -> Value {
        match self {
            Simple::Null => Value::Null,
            Simple::Text(text) => text.into_owned().into(),
            Simple::Boolean(value) => value.into(),
            Simple::Integer(value) => value.into(),
            Simple::List(items) => serde_json::json!(items),
            Simple::Other(value) => value,
        }
    }
}

/// As it came in; an absent member is left out by the struct that it belongs to.
impl<T: Serialize> Serialize for Member<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Member::Absent | Member::Null => serializer.serialize_unit(),
            Member::Given(value) => value.serialize(serializer),
            Member::Mistyped(value) => value.serialize(serializer),
        }
    }
}

macro_rules! simple_shape {
    ($lifetime:lifetime, $type:ty, $variant:ident) => {
        impl<'de: $lifetime, $lifetime> Shape<'de> for $type {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Member<Self>, D::Error> {
                Ok(match deserializer.deserialize_any(SimpleVisitor)? {
                    Simple::Null => Member::Null,
                    Simple::$variant(value) => Member::Given(value),
                    other => Member::Mistyped(other.into_value()),
                })
            }
        }
    };
}

simple_shape!('a, Cow<'a, str>, Text);
simple_shape!('a, bool, Boolean);
simple_shape!('a, i64, Integer);
simple_shape!('a, Vec<Member<Cow<'a, str>>>, List);

impl<'de> Shape<'de> for Secret {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Member<Self>, D::Error> {
        Ok(match Cow::<str>::read(deserializer)? {
            Member::Absent => Member::Absent,
            Member::Null => Member::Null,
            Member::Given(text) if text.trim().is_empty() => Member::Null,
            Member::Given(text) => Member::Given(Secret::new(text.trim())),
            Member::Mistyped(value) => Member::Mistyped(value),
        })
    }
}

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

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Simple::Other(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Simple::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(members)).map(Simple::Other)
    }
}
