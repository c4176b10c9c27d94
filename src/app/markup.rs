//! What `html!` of the crate `keyglass-markup` builds with: one builder for a whole tree, so that an element costs a few
//! calls at the place where it is written.

use std::rc::Rc;

use keyglass::explain::text::visible;
use yew::virtual_dom::{
    AttributeOrProperty, Attributes, Key, Listener, Listeners, VList, VNode, VTag, VText,
};
use yew::{AttrValue, Classes, NodeRef};

pub use keyglass_markup::html;

/// What is known of an element where it is written.
pub struct Spec {
    pub tag: &'static str,
    pub attributes: Names,
    /// It has one child, always.
    pub single: bool,
}

pub enum Names {
    /// All attributes with their values.
    Fixed(&'static [(&'static str, AttributeOrProperty)]),
    /// The values follow, one for each name.
    Open(&'static [&'static str]),
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
    #[inline(never)]
    pub fn open(&mut self, spec: &'static Spec) {
        self.open.push(Open {
            spec: Some(spec),
            ..Open::default()
        });
    }

    #[inline(never)]
    pub fn open_list(&mut self) {
        self.open.push(Open::default());
    }

    #[inline(never)]
    pub fn close(&mut self) {
        if let Some(element) = self.open.pop() {
            self.child(element.node());
        }
    }

    pub fn close_list(&mut self) {
        self.close();
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

    /// Keeps the place of something that is not there.
    #[inline(never)]
    pub fn nothing(&mut self) {
        self.child(VNode::default());
    }

    #[inline(never)]
    pub fn text(&mut self, text: &'static str) {
        self.child(VText::new(AttrValue::Static(text)).into());
    }

    #[inline(never)]
    pub fn key(&mut self, key: Key) {
        self.with(|element| element.key = Some(key));
    }

    #[inline(never)]
    pub fn fixed(&mut self, value: &'static str) {
        self.with(|element| {
            element
                .values
                .push(Some(AttributeOrProperty::Static(value)))
        });
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
