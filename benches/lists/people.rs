//! People with names that people have; the same ones every time.

use cometchat_users::store::UserRow;

pub struct Person {
    pub uid: String,
    pub name: String,
    pub tags: Vec<&'static str>,
    pub row: UserRow,
}

const FIRST: [&str; 50] = [
    "Élodie",
    "Ada",
    "Alan",
    "Amélie",
    "Andrea",
    "Anna",
    "Barbara",
    "Björn",
    "Carla",
    "Chloë",
    "Daniel",
    "David",
    "Elena",
    "Emma",
    "Ethan",
    "Fatima",
    "Fiona",
    "Georg",
    "Grace",
    "Hannah",
    "Henry",
    "Ines",
    "Isabella",
    "Jakob",
    "James",
    "Julia",
    "Karl",
    "Klara",
    "Laura",
    "Liam",
    "Linda",
    "Lucas",
    "Maria",
    "Martin",
    "Mia",
    "Mohammed",
    "Nina",
    "Noah",
    "Olga",
    "Oliver",
    "Paula",
    "Peter",
    "Rosa",
    "Samuel",
    "Sofia",
    "Thomas",
    "Ольга",
    "Victor",
    "Yasmin",
    "Ζωή",
];

const LAST: [&str; 40] = [
    "Adams", "Ahmed", "Andersen", "Becker", "Bell", "Campbell", "Clark", "Cruz", "Davis", "Dubois",
    "Evans", "Fischer", "García", "Groß", "Hall", "Hansen", "Hill", "Ivanova", "Jackson", "Jones",
    "Keller", "Kelly", "Kim", "Lee", "Lewis", "Lopez", "Miller", "Mitchell", "Müller", "Nguyen",
    "Novák", "Patel", "Rossi", "Schmidt", "Silva", "Smith", "Taylor", "Turner", "Walker", "Young",
];

pub fn person(number: usize) -> Person {
    let mut random = Random(number as u64);
    let mut of = |most: usize| random.below(most);
    let first = FIRST[of(FIRST.len())];
    let last = LAST[of(LAST.len())];
    let name = match of(100_000) {
        0..5 => format!("Zebulon {last}"),
        5..30_000 => format!("{first} {last}-{}", LAST[of(LAST.len())]),
        _ => format!("{first} {last}"),
    };
    let uid = match of(2) == 0 && first.is_ascii() && last.is_ascii() && number != 500 {
        true => format!("{}-{}-{number}", first.to_lowercase(), last.to_lowercase()),
        false => format!("user-{number:07}"),
    };
    let mut tags = Vec::new();
    for (tag, percent) in [("europe", 50), ("beta", 30), ("vip", 1)] {
        if of(100) < percent {
            tags.push(tag);
        }
    }
    let role = match of(100) {
        0..90 => "default",
        90..99 => "staff",
        _ => "guest",
    };
    let profile = format!(
        r#"{{"uid":"{uid}","name":"{name}","avatar":"https://cdn.example.com/avatars/{uid}.png","metadata":{{"plan":"team","note":"{}"}}}}"#,
        "seen ".repeat(40)
    );
    let row = UserRow {
        profile,
        tags: (!tags.is_empty()).then(|| serde_json::to_string(&tags).expect("texts")),
        role: role.to_owned(),
        // They come in the order of their creation, but for an hour; or in none.
        created_at: match std::env::var_os("LISTS_UNORDERED").is_some() {
            false => 1_600_000_000 + number as u64 * 100 + of(3600) as u64,
            true => 1_600_000_000 + of(100_000_000) as u64,
        },
        deactivated_at: if of(100) < 3 { 1_750_000_000 } else { 0 },
        online: of(100) < 5,
        ..UserRow::default()
    };
    let row = UserRow { online: row.online && row.deactivated_at == 0, ..row };
    Person { uid, name, tags, row }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((word ^ (word >> 31)) % most as u64) as usize
    }
}
