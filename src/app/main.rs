use yew::prelude::*;

#[component(App)]
fn app() -> Html {
    html! { <main>{ "Keyglass" }</main> }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
