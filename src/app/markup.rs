//! What `html!` of the crate `keyglass-markup` builds with: one builder for a whole tree, so that an element costs a few
//! calls at the place where it is written.

use std::cell::RefCell;
use std::rc::Rc;

use keyglass::explain::text::visible;
use keyglass::index::Index;
use yew::virtual_dom::{
    AttributeOrProperty, Attributes, Key, Listener, Listeners, VList, VNode, VTag, VText,
};
use yew::{AttrValue, Classes, NodeRef};

pub use keyglass_markup::html;

/// What is known of an element where it is written.
struct Spec {
    tag: &'static str,
    attributes: Names,
    /// It has one child, always.
    single: bool,
}

enum Names {
    /// All attributes with their values.
    Fixed(&'static [(&'static str, AttributeOrProperty)]),
    /// The values follow, one for each name.
    Open(&'static [&'static str]),
}

impl Spec {
    /// Reads the tag, behind `*` where it may have several children, and the attributes, each behind a tab: name and value, or
    /// behind a first `!` names alone.
    fn read(text: &'static str) -> Spec {
        let names = text.strip_prefix('!');
        let text = names.unwrap_or(text);
        let several = text.strip_prefix('*');
        let mut parts = several.unwrap_or(text).split('\t');
        let tag = parts.next().unwrap_or_default();
        let attributes = match names {
            Some(_) => Names::Open(parts.collect::<Vec<_>>().leak()),
            None => {
                let mut pairs = Vec::new();
                while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
                    pairs.push((name, AttributeOrProperty::Static(value)));
                }
                Names::Fixed(pairs.leak())
            }
        };
        Spec {
            tag,
            attributes,
            single: several.is_none(),
        }
    }

    /// The same for the same text: there are as many as the app's own markup has.
    fn of(text: &'static str) -> &'static Spec {
        SPECS.with_borrow_mut(|(texts, specs)| {
            let known = texts.get(text).and_then(|at| specs.get(at)).copied();
            known.unwrap_or_else(|| {
                let spec: &'static Spec = Box::leak(Box::new(Spec::read(text)));
                texts.add(text.into());
                specs.push(spec);
                spec
            })
        })
    }
}

thread_local! {
    static SPECS: RefCell<(Index, Vec<&'static Spec>)> = RefCell::default();
}

/// Makes one node. Calls nest: what is opened is closed.
#[derive(Default)]
pub struct Builder {
    open: Vec<Open>,
    /// What was closed, or never opened.
    done: VNode,
}

#[derive(Default)]
struct Open {
    /// `None`: a list.
    spec: Option<&'static Spec>,
    values: Vec<Option<AttributeOrProperty>>,
    listeners: Vec<Option<Rc<dyn Listener>>>,
    children: Vec<VNode>,
    key: Option<Key>,
    value: Option<AttrValue>,
    default: Option<AttrValue>,
    checked: Option<bool>,
}

impl Builder {
    /// Does what the macro knew beforehand: the first characters stand for what is done, others are text.
    #[inline(never)]
    pub fn run(&mut self, mut steps: &'static str) {
        while let Some(first) = steps.bytes().next() {
            let (own, rest) = match first {
                // Up to the end of what is opened or fixed.
                1 | 6 => steps.split_once('\u{2}').unwrap_or((steps, "")),
                0..=7 => steps.split_at(1),
                _ => {
                    let end = steps.find(|c| c <= '\u{7}').unwrap_or(steps.len());
                    steps.split_at(end)
                }
            };
            steps = rest;
            let inner = own.get(1..).unwrap_or_default();
            match first {
                1 => self.open.push(Open {
                    spec: Some(Spec::of(inner)),
                    ..Open::default()
                }),
                3 => {
                    if let Some(element) = self.open.pop() {
                        self.child(element.node());
                    }
                }
                4 => self.open.push(Open::default()),
                5 => self.child(VNode::default()),
                6 => self.with(|element| {
                    element
                        .values
                        .push(Some(AttributeOrProperty::Static(inner)));
                }),
                // Between two texts.
                7 => {}
                _ => self.child(VText::new(AttrValue::Static(own)).into()),
            }
        }
    }

    #[inline(never)]
    pub fn finish(self) -> VNode {
        self.done
    }

    #[inline(never)]
    pub fn child(&mut self, node: VNode) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.done = node,
        }
    }

    #[inline(never)]
    pub fn key(&mut self, key: Key) {
        self.with(|element| element.key = Some(key));
    }

    #[inline(never)]
    pub fn value(&mut self, value: Option<AttrValue>) {
        self.with(|element| {
            element
                .values
                .push(value.map(AttributeOrProperty::Attribute))
        });
    }

    #[inline(never)]
    pub fn class(&mut self, classes: Classes) {
        self.value((!classes.is_empty()).then(|| AttrValue::from(classes.to_string())));
    }

    #[inline(never)]
    pub fn flag(&mut self, name: &'static str, on: bool) {
        self.with(|element| {
            element
                .values
                .push(on.then_some(AttributeOrProperty::Static(name)))
        });
    }

    #[inline(never)]
    pub fn listener(&mut self, listener: Option<Rc<dyn Listener>>) {
        self.with(|element| element.listeners.push(listener));
    }

    pub fn field_value(&mut self, value: AttrValue) {
        self.with(|element| element.value = Some(value));
    }

    pub fn field_default(&mut self, value: AttrValue) {
        self.with(|element| element.default = Some(value));
    }

    pub fn field_checked(&mut self, on: bool) {
        self.with(|element| element.checked = Some(on));
    }

    fn with(&mut self, change: impl FnOnce(&mut Open)) {
        if let Some(element) = self.open.last_mut() {
            change(element);
        }
    }
}

impl Open {
    fn node(mut self) -> VNode {
        let Some(spec) = self.spec else {
            return VList::with_children(self.children, self.key).into();
        };
        let attributes = match &spec.attributes {
            Names::Fixed(all) => Attributes::Static(all),
            Names::Open(keys) => Attributes::Dynamic {
                keys,
                values: self.values.into(),
            },
        };
        let listeners = match self.listeners.is_empty() {
            true => Listeners::None,
            false => Listeners::Pending(self.listeners.into()),
        };
        let (node_ref, key) = (NodeRef::default(), self.key);
        // The constructors that Yew's own macro uses: the others fill an element attribute by attribute, through a map.
        let tag = match spec.tag {
            "input" => VTag::__new_input(
                self.value,
                self.checked,
                node_ref,
                key,
                attributes,
                listeners,
            ),
            "textarea" => VTag::__new_textarea(
                self.value,
                self.default,
                node_ref,
                key,
                attributes,
                listeners,
            ),
            tag => {
                let children = match (spec.single, self.children.len()) {
                    (_, 0) => VNode::default(),
                    (true, 1) => self.children.pop().unwrap_or_default(),
                    _ => VList::with_children(self.children, None).into(),
                };
                VTag::__new_other(
                    AttrValue::Static(tag),
                    node_ref,
                    key,
                    attributes,
                    listeners,
                    children,
                )
            }
        };
        tag.into()
    }
}

/// What may stand in braces among the children of an element.
pub trait Content: Sized {
    fn node(self) -> VNode;

    fn add(self, builder: &mut Builder) {
        builder.child(self.node());
    }
}

impl Content for VNode {
    fn node(self) -> VNode {
        self
    }
}

/// Text of a file may turn the direction of what follows it, wherever it is shown.
impl Content for &str {
    #[inline(never)]
    fn node(self) -> VNode {
        VText::new(AttrValue::from(visible(self))).into()
    }
}

impl Content for String {
    fn node(self) -> VNode {
        self.as_str().node()
    }
}

impl Content for &String {
    fn node(self) -> VNode {
        self.as_str().node()
    }
}

impl Content for usize {
    fn node(self) -> VNode {
        self.to_string().node()
    }
}

impl Content for &AttrValue {
    fn node(self) -> VNode {
        VText::new(self.clone()).into()
    }
}

impl Content for Option<VNode> {
    fn node(self) -> VNode {
        self.unwrap_or_default()
    }
}
