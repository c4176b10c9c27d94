//! Every rule, in the order of the catalogue. A new rule is a file, a `mod` line in `lint.rs`, and a line here.

use super::Rule;
use super::{
    act_001, act_002, act_003, act_004, act_005, act_006, act_008, cfg_001, cfg_010, cfg_013,
    cfg_020, con_001, con_002, con_007, con_008, con_012, con_021, pol_001, pol_002, pri_001,
    pri_002, pri_003, pri_004, pri_005, pri_007, pri_008, pri_010, pri_018, pri_019, res_001,
    res_002, syn_001, syn_002, syn_003, syn_004, syn_005, syn_006, syn_007, syn_008, syn_009,
    syn_010, syn_011, syn_012, syn_013, syn_014, syn_015, syn_016, syn_017,
};

pub static RULES: &[&Rule] = &[
    &syn_001::RULE,
    &syn_002::RULE,
    &syn_003::RULE,
    &syn_004::RULE,
    &syn_005::RULE,
    &syn_006::RULE,
    &syn_007::RULE,
    &syn_008::RULE,
    &syn_009::RULE,
    &syn_010::RULE,
    &syn_011::RULE,
    &syn_012::RULE,
    &syn_013::RULE,
    &syn_014::RULE,
    &syn_015::RULE,
    &syn_016::RULE,
    &syn_017::RULE,
    &pri_001::RULE,
    &pri_002::RULE,
    &pri_003::RULE,
    &pri_004::RULE,
    &pri_005::RULE,
    &pri_007::RULE,
    &pri_008::RULE,
    &pri_010::RULE,
    &pri_018::RULE,
    &pri_019::RULE,
    &act_001::RULE,
    &act_002::RULE,
    &act_003::RULE,
    &act_004::RULE,
    &act_005::RULE,
    &act_006::RULE,
    &act_008::RULE,
    &res_001::RULE,
    &res_002::RULE,
    &con_001::RULE,
    &con_002::RULE,
    &con_007::RULE,
    &con_008::RULE,
    &con_012::RULE,
    &con_021::RULE,
    &pol_001::RULE,
    &pol_002::RULE,
    &cfg_001::RULE,
    &cfg_010::RULE,
    &cfg_013::RULE,
    &cfg_020::RULE,
];

/// The rule of that id or name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .find(|rule| rule.id.eq_ignore_ascii_case(name) || rule.name == name)
        .copied()
}
