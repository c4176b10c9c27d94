//! Sorting. One sort serves all types: the standard library's makes kilobytes of code for each, and the page is to be
//! small. Equal items keep their order.

use std::cmp::Ordering;

pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    let places = sorted(items.len(), &|one, other| {
        keys.get(one).cmp(&keys.get(other))
    });
    drop(keys);
    rearrange(items, places);
}

pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let places = sorted(
        items.len(),
        &|one, other| match (items.get(one), items.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        },
    );
    rearrange(items, places);
}

/// Merge sort, which takes a tenth of the code of the library's. Few items are put in one by one.
#[inline(never)]
fn sorted(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = Vec::with_capacity(length);
    if length <= FEW {
        for new in 0..length {
            let later = |old: &&usize| compare(new, **old).is_lt();
            let after = places.iter().rev().take_while(later).count();
            places.insert(new - after, new);
        }
        return places;
    }
    places.extend(0..length);
    let mut merged = places.clone();
    let mut run = 1;
    while run < length {
        for (from, to) in places.chunks(2 * run).zip(merged.chunks_mut(2 * run)) {
            let (mut left, mut right) = from.split_at(run.min(from.len()));
            for place in to {
                let next = match (left, right) {
                    ([one, ..], [other, ..]) if compare(*other, *one).is_lt() => &mut right,
                    ([], _) => &mut right,
                    _ => &mut left,
                };
                if let Some((first, rest)) = next.split_first() {
                    (*place, *next) = (*first, rest);
                }
            }
        }
        std::mem::swap(&mut places, &mut merged);
        run *= 2;
    }
    places
}

/// So many are sorted without further memory.
const FEW: usize = 12;

/// Puts at each place what lies at `places` of it, going around the circles that these make.
fn rearrange<T>(items: &mut [T], mut places: Vec<usize>) {
    for start in 0..places.len() {
        let mut at = start;
        while let Some(place) = places.get_mut(at) {
            let from = std::mem::replace(place, at);
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_and_keeps_the_order_of_equals() {
        let mut words = vec!["pear", "fig", "apple", "nut", "plum"];
        by_key(&mut words, |word| word.len());
        assert_eq!(words, ["fig", "nut", "pear", "plum", "apple"]);
        by(&mut words, |one, other| other.cmp(one));
        assert_eq!(words, ["plum", "pear", "nut", "fig", "apple"]);
        // Of every length, with equals and whatever circles there are.
        for seed in 0..1000_usize {
            let number = |n: usize| (n * 7 + 1) * (seed + 3) % 23;
            let mut pairs: Vec<(usize, usize)> = (0..seed % 40).map(|n| (number(n), n)).collect();
            let mut expected = pairs.clone();
            expected.sort();
            by_key(&mut pairs, |(number, _)| *number);
            assert_eq!(pairs, expected);
        }
    }
}
