//! Sets of users by their ids, which are dense: a bit each.

/// Ids of a word.
const WORD: u64 = u64::BITS as u64;

/// A set of ids.
#[derive(Clone, Default)]
pub struct IdSet {
    words: Vec<u64>,
}

impl IdSet {
    pub fn insert(&mut self, id: u64) {
        self.reach(id + 1);
        self.words[place(id)] |= bit(id);
    }

    pub fn remove(&mut self, id: u64) {
        if let Some(word) = self.words.get_mut(place(id)) {
            *word &= !bit(id);
        }
    }

    pub fn contains(&self, id: u64) -> bool {
        self.words.get(place(id)).is_some_and(|word| word & bit(id) != 0)
    }

    pub fn len(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// More than the highest id, by 64 at most.
    pub fn span(&self) -> u64 {
        self.words.len() as u64 * WORD
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The ids in both.
    pub fn and(mut self, other: &IdSet) -> Self {
        self.words.truncate(other.words.len());
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
        self
    }

    /// The ids in either.
    pub fn or(mut self, other: &IdSet) -> Self {
        self.reach(other.words.len() as u64 * WORD);
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
        self
    }

    /// The ids that are not in the other.
    pub fn minus(mut self, other: &IdSet) -> Self {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
        self
    }

    /// The ids, lowest first.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.words.iter().enumerate().flat_map(|(place, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let lowest = (rest != 0).then(|| u64::from(rest.trailing_zeros()))?;
                rest &= rest - 1;
                Some(place as u64 * WORD + lowest)
            })
        })
    }

    /// The lowest id from one on.
    pub fn next_from(&self, first: u64) -> Option<u64> {
        self.next_of(first, 0)
    }

    /// The ids from one on, of which there are `span`, a multiple of 64; counted from 0.
    pub fn slice(&self, first: u64, span: u64) -> IdSet {
        let words = self.words.iter().skip(place(first)).take(place(span)).copied();
        IdSet { words: words.collect() }
    }

    /// Add ids that were counted from `first`, a multiple of 64.
    pub fn extend(&mut self, first: u64, ids: &IdSet) {
        self.reach(first + ids.words.len() as u64 * WORD);
        let words = self.words[place(first)..].iter_mut();
        words.zip(&ids.words).for_each(|(word, other)| *word |= other);
    }

    /// As bytes, of ids below `span`: a list of the ids, the first and last of each run of them,
    /// or a bit each, whatever is shortest.
    pub fn pack(&self, span: u64) -> Vec<u8> {
        debug_assert!(self.iter().all(|id| id < span) && span <= 1 << 16);
        let runs = 1 + self.count_runs() * 4;
        let list = self.len() * 2;
        if runs < list.min(span / 8) {
            let ends = self.runs().flat_map(|(first, last)| [first as u16, last as u16]);
            // Their length is odd, and by that they are known.
            return [0].into_iter().chain(ends.flat_map(u16::to_le_bytes)).collect();
        }
        if list < span / 8 {
            return self.iter().flat_map(|id| (id as u16).to_le_bytes()).collect();
        }
        let mut words = self.words.clone();
        words.resize(place(span), 0);
        words.into_iter().flat_map(u64::to_le_bytes).collect()
    }

    /// As bytes, of so few ids, in any order, that a list of them is shortest.
    pub fn pack_few(mut ids: Vec<u16>) -> Vec<u8> {
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().flat_map(u16::to_le_bytes).collect()
    }

    /// What was packed.
    pub fn unpack(bytes: &[u8], span: u64) -> Self {
        if bytes.len() as u64 == span / 8 {
            let words = bytes.as_chunks().0.iter().copied().map(u64::from_le_bytes);
            return IdSet { words: words.collect() };
        }
        if let [_, ends @ ..] = bytes
            && bytes.len() % 2 == 1
        {
            let mut set = IdSet::default();
            for [a, b, c, d] in ends.as_chunks().0.iter().copied() {
                let (first, last) = (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
                set.insert_run(first.into(), last.into());
            }
            return set;
        }
        let ids = bytes.as_chunks().0.iter().copied().map(u16::from_le_bytes);
        ids.map(u64::from).collect()
    }

    /// How many runs of ids there are that follow one another.
    fn count_runs(&self) -> u64 {
        let before = std::iter::once(&0).chain(&self.words);
        let firsts = |(word, before): (&u64, &u64)| word & !(word << 1 | before >> (WORD - 1));
        self.words.iter().zip(before).map(|pair| u64::from(firsts(pair).count_ones())).sum()
    }

    /// The first and the last id of each.
    fn runs(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let mut from = 0;
        std::iter::from_fn(move || {
            let first = self.next_of(from, 0)?;
            from = self.next_of(first, u64::MAX).unwrap_or(self.span());
            Some((first, from - 1))
        })
    }

    /// The lowest id from one on that is in the set; out of it, if `flip` has all bits.
    fn next_of(&self, from: u64, flip: u64) -> Option<u64> {
        let mut words = self.words.iter().zip(0..).skip(place(from));
        let mut mask = u64::MAX << (from % WORD);
        words.find_map(|(word, place)| {
            let rest = (word ^ flip) & std::mem::replace(&mut mask, u64::MAX);
            (rest != 0).then(|| place * WORD + u64::from(rest.trailing_zeros()))
        })
    }

    fn insert_run(&mut self, first: u64, last: u64) {
        self.reach(last + 1);
        for (word, from) in self.words[place(first)..].iter_mut().zip(place(first) as u64..) {
            let (low, high) = (first.max(from * WORD), last.min(from * WORD + WORD - 1));
            if low <= high {
                *word |= u64::MAX >> (WORD - 1 - (high - low)) << (low % WORD);
            }
        }
    }

    fn reach(&mut self, ids: u64) {
        let words = place(ids + WORD - 1);
        if self.words.len() < words {
            self.words.resize(words, 0);
        }
    }
}

impl FromIterator<u64> for IdSet {
    fn from_iter<I: IntoIterator<Item = u64>>(ids: I) -> Self {
        let mut set = IdSet::default();
        ids.into_iter().for_each(|id| set.insert(id));
        set
    }
}

fn place(id: u64) -> usize {
    (id / WORD) as usize
}

fn bit(id: u64) -> u64 {
    1 << (id % WORD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_unpacked() {
        for step in [1, 2, 3, 7, 8, 9, 100, 4095, 5000] {
            let set: IdSet = (0..4096).skip(1).step_by(step).collect();
            let packed = set.pack(4096);
            assert!(packed.len() <= 512);
            assert!(IdSet::unpack(&packed, 4096).iter().eq(set.iter()), "{step}");
        }
        assert!(IdSet::unpack(&IdSet::default().pack(4096), 4096).is_empty());
        for (first, last) in [(0, 4095), (0, 0), (63, 64), (64, 127), (100, 2999), (4000, 4095)] {
            let set: IdSet = (first..=last).chain(last + 2..(last + 4).min(4096)).collect();
            assert!(IdSet::unpack(&set.pack(4096), 4096).iter().eq(set.iter()), "{first}");
        }
        assert_eq!((0..4096).collect::<IdSet>().pack(4096).len(), 5);
        let few = IdSet::pack_few(vec![77, 4, 4095, 4]);
        assert!(IdSet::unpack(&few, 4096).iter().eq([4, 77, 4095]));
    }

    #[test]
    fn sets_of_different_lengths_combine() {
        let low: IdSet = [1, 63, 64].into_iter().collect();
        let high: IdSet = [64, 700].into_iter().collect();
        assert!(low.clone().and(&high).iter().eq([64]));
        assert!(high.clone().and(&low).iter().eq([64]));
        assert!(low.clone().or(&high).iter().eq([1, 63, 64, 700]));
        assert!(high.clone().or(&low).iter().eq([1, 63, 64, 700]));
        assert!(low.clone().minus(&high).iter().eq([1, 63]));
        assert!(high.minus(&low).iter().eq([700]));
        assert_eq!(low.len(), 3);
    }
}
