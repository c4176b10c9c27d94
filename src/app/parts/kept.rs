//! Pieces of the page that are drawn anew only when they would look different.

use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::VComp;

/// What draws such a piece, from what it holds; an equal one would draw the same.
pub trait Piece: Any {
    fn draw(&self) -> Html;

    fn is(&self, other: &dyn Any) -> bool;
}

#[derive(Properties)]
pub struct KeptProps {
    piece: Rc<dyn Piece>,
}

impl PartialEq for KeptProps {
    fn eq(&self, other: &Self) -> bool {
        let other: &dyn Any = &*other.piece;
        self.piece.is(other)
    }
}

// One component for all of them: each component is a copy of Yew's way to run one.
pub struct Kept;

impl Component for Kept {
    type Message = ();
    type Properties = KeptProps;

    fn create(_: &Context<Self>) -> Self {
        Kept
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        ctx.props().piece.draw()
    }
}

/// The piece among others of its kind under a list, where `key` tells it from them.
pub fn kept(key: usize, piece: impl Piece) -> Html {
    let piece = Rc::new(piece);
    VComp::new::<Kept>(Rc::new(KeptProps { piece }), Some(key.into())).into()
}
