use keyglass::workspace::Workspace;
fn main() {
    let t = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let mut w = Workspace::default();
    w.add("e".into(), &t, keyglass::model::date::Moment(1_795_000_000));
}
