//! Fault rules as they are written.

use std::time::Duration;

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::filter::Filter;
use super::members::{Invalid, Members};
use super::operations::OPEN_SOCKET;
use crate::random::random_bytes;
use crate::server::answer::{Failure, Success};

const MOST_RULES: usize = 1000;
const MOST_COUNT: u64 = 1_000_000_000;
const MOST_BYTES: u64 = 1_000_000_000;
/// An hour: more is a mistake in the unit.
const MOST_MS: u64 = 3_600_000;
/// As far as every JSON reader counts.
const MOST_SEED: u64 = (1 << 53) - 1;

/// Rules in their order.
#[derive(Debug)]
pub struct Rules {
    pub seed: u64,
    pub rules: Vec<Rule>,
}

/// Which requests, which of them, and what becomes of those.
#[derive(Debug)]
pub struct Rule {
    /// What it is called in the journal and the log.
    pub name: String,
    pub filter: Filter,
    pub pick: Pick,
    pub delay: Duration,
    pub delay_answer: Duration,
    pub effect: Option<Effect>,
    /// As it was given, for who asks for it.
    pub text: Value,
}

/// Which of the requests that match.
#[derive(Debug)]
pub struct Pick {
    pub nth: Option<u64>,
    pub every: Option<u64>,
    pub times: Option<u64>,
    pub probability: Option<f64>,
}

#[derive(Debug)]
pub enum Effect {
    Status(Box<Substitute>),
    CutBefore,
    CutAfter,
    /// After so many bytes of the body.
    Truncate(usize),
    Html,
    HalfJson,
    Empty,
    Slow {
        pause: Duration,
        chunk: usize,
    },
}

/// What is answered instead.
#[derive(Debug)]
pub struct Substitute {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Whether the body is not JSON.
    pub is_text: bool,
    /// Do what was asked for, all the same.
    pub commit: bool,
}

impl Rules {
    /// No rules.
    pub fn none() -> Self {
        Rules { seed: 0, rules: Vec::new() }
    }

    /// A list of rules, or an object with the seed and the list.
    pub fn read(value: Value) -> Result<Self, Invalid> {
        let (seed, rules) = match value {
            Value::Array(rules) => (None, rules),
            other => {
                let mut members = Members::of("", other)?;
                let seed = members.number("seed", 0..=MOST_SEED)?;
                let Some(Value::Array(rules)) = members.take("rules") else {
                    return Err(members.invalid("rules", "must be a list of rules"));
                };
                members.end()?;
                (seed, rules)
            }
        };
        if rules.len() > MOST_RULES {
            let rule = format!("must not be more than {MOST_RULES}");
            return Err(Invalid::of("rules", rule));
        }
        let rules = rules.into_iter().enumerate().map(|(index, rule)| Rule::read(index, rule));
        let rules = rules.collect::<Result<_, _>>()?;
        let seed = seed.map_or_else(random_seed, Ok)?;
        Ok(Rules { seed, rules })
    }

    /// The same from a text, or what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
        Rules::read(value).map_err(|invalid| invalid.to_string())
    }
}

/// Short enough to be typed in again.
fn random_seed() -> Result<u64, Invalid> {
    let bytes = random_bytes::<4>().map_err(|_| Invalid::of("seed", "cannot be made up here"))?;
    Ok(u32::from_le_bytes(bytes).into())
}

impl Rule {
    fn read(index: usize, value: Value) -> Result<Self, Invalid> {
        let text = value.clone();
        let mut members = Members::of(&format!("rules[{index}]"), value)?;
        let name = members.text("name")?.unwrap_or_else(|| (index + 1).to_string());
        let filter = Filter::read(&mut members)?;
        let pick = Pick::read(&mut members)?;
        let ms = |ms: Option<u64>| Duration::from_millis(ms.unwrap_or(0));
        let delay = ms(members.number("delay", 0..=MOST_MS)?);
        let delay_answer = ms(members.number("delayAnswer", 0..=MOST_MS)?);
        let effect = Effect::read(&mut members)?;
        let place = members.name("");
        let place = place.trim_end_matches('.');
        members.end()?;
        if effect.is_none() && delay.is_zero() && delay_answer.is_zero() {
            let rule = "does nothing: give it one of status, cut, truncate, malformed, slow, \
                        delay, delayAnswer";
            return Err(Invalid::of(place, rule));
        }
        let rule = Rule { name, filter, pick, delay, delay_answer, effect, text };
        if rule.filter.operation.as_deref() == Some(OPEN_SOCKET) && !rule.suits_sockets() {
            let rule = "cannot be done to openSocket, whose answer has no body: give it one of \
                        status, cut, delay";
            return Err(Invalid::of(place, rule));
        }
        Ok(rule)
    }

    /// Whether it makes sense where the answer has no body.
    pub fn suits_sockets(&self) -> bool {
        let cut = matches!(
            self.effect,
            None | Some(Effect::Status(_) | Effect::CutBefore | Effect::CutAfter)
        );
        cut && self.delay_answer.is_zero()
    }
}

impl Pick {
    fn read(members: &mut Members) -> Result<Self, Invalid> {
        let nth = members.number("nth", 1..=MOST_COUNT)?;
        let every = members.number("every", 1..=MOST_COUNT)?;
        let times = members.number("times", 1..=MOST_COUNT)?;
        let probability = match members.take("probability") {
            None => None,
            Some(value) => match value.as_f64().filter(|value| (0.0..=1.0).contains(value)) {
                Some(probability) => Some(probability),
                None => return Err(members.invalid("probability", "must be from 0 to 1")),
            },
        };
        if nth.is_some() && (every.is_some() || times.is_some() || probability.is_some()) {
            let rule = "takes a single request: leave out `every`, `times` and `probability`";
            return Err(members.invalid("nth", rule));
        }
        Ok(Pick { nth, every, times, probability })
    }
}

impl Effect {
    fn read(members: &mut Members) -> Result<Option<Self>, Invalid> {
        let mut effects: Vec<(&str, Effect)> = Vec::new();
        let substitute = Substitute::read(members)?;
        effects.extend(substitute.map(|it| ("status", Effect::Status(Box::new(it)))));
        if let Some(cut) = members.take("cut") {
            let effect = match cut.as_str() {
                Some("before") => Effect::CutBefore,
                Some("after") => Effect::CutAfter,
                _ => {
                    let rule = "must be \"before\" (nothing is done) or \"after\" (it is done)";
                    return Err(members.invalid("cut", rule));
                }
            };
            effects.push(("cut", effect));
        }
        if let Some(bytes) = members.number("truncate", 0..=MOST_BYTES)? {
            effects.push(("truncate", Effect::Truncate(size(bytes))));
        }
        if let Some(form) = members.take("malformed") {
            let effect = match form.as_str() {
                Some("html") => Effect::Html,
                Some("json") => Effect::HalfJson,
                Some("empty") => Effect::Empty,
                _ => {
                    let rule = "must be \"html\", \"json\" (half a document) or \"empty\"";
                    return Err(members.invalid("malformed", rule));
                }
            };
            effects.push(("malformed", effect));
        }
        let pause = members.number("slow", 1..=MOST_MS)?;
        let chunk = members.number("chunk", 1..=MOST_BYTES)?;
        match (pause, chunk) {
            (Some(pause), chunk) => {
                let (pause, chunk) = (Duration::from_millis(pause), size(chunk.unwrap_or(1)));
                effects.push(("slow", Effect::Slow { pause, chunk }));
            }
            (None, Some(_)) => return Err(members.invalid("chunk", "goes with `slow` only")),
            (None, None) => {}
        }
        if let [(first, _), (second, _), ..] = &effects[..] {
            let rule = format!("cannot be combined with `{first}`: make two rules of it");
            return Err(members.invalid(second, rule));
        }
        Ok(effects.pop().map(|(_, effect)| effect))
    }
}

fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

impl Substitute {
    fn read(members: &mut Members) -> Result<Option<Self>, Invalid> {
        let status = members.number("status", 200..=599)?;
        let headers = headers(members)?;
        let code = members.text("code")?;
        let message = members.text("message")?;
        let body = members.take("body");
        let commit = members.flag("commit")?;
        let Some(status) = status else {
            let given = [
                ("headers", headers.is_some()),
                ("code", code.is_some()),
                ("message", message.is_some()),
                ("body", body.is_some()),
                ("commit", commit),
            ];
            return match given.iter().find(|(_, given)| *given) {
                Some((member, _)) => Err(members.invalid(member, "goes with `status` only")),
                None => Ok(None),
            };
        };
        if body.is_some() && (code.is_some() || message.is_some()) {
            let rule = "replaces the error document: leave out `code` and `message`";
            return Err(members.invalid("body", rule));
        }
        let status =
            u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.expect("the range was checked");
        let is_text = matches!(body, Some(Value::String(_)));
        let body = match body {
            Some(Value::String(text)) => text,
            Some(json) => json.to_string(),
            None if status.as_u16() < 400 => Success::data("{}").into_text(),
            None => {
                let code = code.unwrap_or_else(|| default_code(status).to_owned());
                let message = message.unwrap_or_else(|| "A fault rule says so.".to_owned());
                Failure::new(status, code, message).body()
            }
        };
        let headers = headers.unwrap_or_default();
        Ok(Some(Substitute { status, headers, body: body.into(), is_text, commit }))
    }
}

fn default_code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::TOO_MANY_REQUESTS => "ERR_TOO_MANY_REQUESTS",
        status if status.is_server_error() => "ERR_OPERATION_FAILED",
        _ => "ERR_BAD_REQUEST",
    }
}

fn headers(members: &mut Members) -> Result<Option<HeaderMap>, Invalid> {
    let Some(value) = members.take("headers") else { return Ok(None) };
    let Value::Object(given) = value else {
        return Err(members.invalid("headers", "must be an object of texts"));
    };
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let invalid = |rule: &str| members.invalid("headers", format!("\"{name}\" {rule}"));
        let known = HeaderName::try_from(&name).map_err(|_| invalid("is no header's name"))?;
        if ["content-length", "transfer-encoding"].contains(&known.as_str()) {
            return Err(invalid("is the server's own; for a short answer use `truncate`"));
        }
        let value = value.as_str().and_then(|text| HeaderValue::from_str(text).ok());
        headers.insert(known, value.ok_or_else(|| invalid("must be a text of one line"))?);
    }
    Ok(Some(headers))
}
