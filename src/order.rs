//! Sorting. One sort serves all types: the standard library's makes kilobytes of code for each, and the page is to be
//! small. Equal items keep their order.

use std::cmp::Ordering;

pub fn by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    let places = sorted(items.len(), &|one, other| {
        keys.get(one).cmp(&keys.get(other))
    });
    drop(keys);
    rearrange(items, places);
}

pub fn by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let places = sorted(
        items.len(),
        &|one, other| match (items.get(one), items.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        },
    );
    rearrange(items, places);
}

#[inline(never)]
fn sorted(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

fn rearrange<T>(items: &mut Vec<T>, places: Vec<usize>) {
    let mut slots: Vec<Option<T>> = items.drain(..).map(Some).collect();
    let sorted = places
        .into_iter()
        .filter_map(|at| slots.get_mut(at)?.take());
    items.extend(sorted);
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
    }
}
