#[path = "../tests/suite/fleet.rs"]
mod fleet;
use keyglass::{
    access::context::Context,
    import::import,
    lint::{RULES, check},
    model::date::Moment,
    profile::Profile,
};
use std::time::Instant;
fn main() {
    let text: String = (0..5000)
        .map(|n| fleet::key(n).to_string() + "\n")
        .collect();
    let t = Instant::now();
    let mut n = 0;
    for line in serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>() {
        let v = line.unwrap();
        let p = v["Policy"].as_str().unwrap();
        let q: serde_json::Value = serde_json::from_str(p).unwrap();
        n += q["Statement"].as_array().unwrap().len();
    }
    println!("serde {:?} {n} bytes {}", t.elapsed(), text.len());
    let t = Instant::now();
    let keys = import(&text).keys;
    println!("import {:?} {}", t.elapsed(), keys.len());
    let now = Moment(1_795_000_000);
    let p = Profile::default();
    let t = Instant::now();
    let mut f = 0;
    for k in &keys {
        f += check(k, &p, now).findings.len();
    }
    println!("check {:?} {f}", t.elapsed());
    let t = Instant::now();
    let mut f = 0;
    for k in &keys {
        let c = Context::of(k);
        f += c.owner.is_some() as usize;
        if let Some(pol) = k.policy.present() {
            let node = keyglass::json::parse(&pol.text).unwrap();
            let r = keyglass::read::policy::read(&node, keyglass::read::policy::Keep::Last);
            f += r.statements.len();
        }
    }
    println!("policy read {:?} {f}", t.elapsed());
    keyglass::lint::check::TIMES.with(|t| {
        let mut v: Vec<_> = t.borrow().iter().map(|(k, v)| (*v, *k)).collect();
        v.sort();
        v.reverse();
        let tot: u128 = v.iter().map(|x| x.0).sum();
        println!("total {tot}");
        for (t, k) in v.iter().take(25) {
            println!("{k} {:.2} us", *t as f64 / 5000.0 / 1000.0);
        }
    });
    let _ = RULES;
}
