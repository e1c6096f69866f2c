/// A text without the case of its letters, for comparing: "STRASSE" and "straße" become one, and
/// so do all three sigmas. Letter by letter, so that a part of a text becomes a part.
pub(crate) fn fold_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // There and back: only a large letter can be two ("ß" is "SS"), and only a small one can be
    // had in two forms ("σ" and "ς" are "Σ").
    let small = text.chars().flat_map(char::to_lowercase);
    small.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_differ_in_case_alone_become_one() {
        for (one, other) in [
            ("ÉLODIE", "élodie"),
            ("STRASSE", "straße"),
            ("ОЛЬГА", "ольга"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("ΟΔΥΣ", "οδυσ"),
            ("ÇELİK", "çeli̇k"),
            ("ﬁn", "FIN"),
        ] {
            assert_eq!(fold_case(one), fold_case(other));
        }
        assert_ne!(fold_case("é"), fold_case("e"));
    }

    #[test]
    fn a_folded_text_stays() {
        for letter in '\0'..=char::MAX {
            let folded = fold_case(&letter.to_string());
            assert_eq!(fold_case(&folded), folded, "{letter:?}");
        }
    }
}
