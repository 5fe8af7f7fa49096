// Lets a reader pick brands out of any list, and leads to the page that shows them side by side.
// What is picked lasts as long as the tab; the address of that page holds it for good.
const MOST = 4;
const KEY = "beatbook-picks";
const list = document.getElementById("picking"); // the words, and the strip that shows the choice

let picks = kept();

// What another page says is chosen, such as the one that shows brands side by side.
export function pick(brands) {
  picks = brands;
  keep();
  show();
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return []; // storage may be switched off: then a choice lasts as long as the page
  }
}

function keep() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(picks));
  } catch {
    // as above
  }
}

const idOf = (link) => link.getAttribute("href").match(/(?:^|\/)brands\/([a-z0-9-]+)\.html(?:#|$)/)?.[1];

// A button beside the name of each brand at the head of a row.
export function decorate(root) {
  for (const link of root.querySelectorAll("th[scope=row] > a:first-child, #results h2 > a")) {
    const brand = idOf(link);
    if (!brand || link.nextElementSibling?.matches(".pick")) continue;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "pick", textContent: "+" });
    Object.assign(button.dataset, { brand, name: link.textContent });
    const picked = picks.find((own) => own.brand === brand);
    if (picked) picked.name = link.textContent; // as this language has it
    link.after(button);
    mark(button);
  }
}

function mark(button) {
  const { brand, name } = button.dataset;
  const on = picks.some((own) => own.brand === brand);
  button.ariaPressed = String(on);
  button.textContent = on ? "−" : "+";
  button.ariaLabel = list.dataset.pick.replace("{name}", name);
  button.disabled = !on && picks.length >= MOST;
}

function show() {
  const address = new URL(list.dataset.address, location.href);
  const brands = picks.map(({ brand }) => brand).join(",");
  address.search = `?brands=${brands}`;
  const link = list.querySelector("a");
  link.href = address.href;
  link.hidden = picks.length < 2;
  list.querySelector("span").textContent = picks.map(({ name }) => name).join(list.dataset.comma);
  list.querySelector("small").textContent =
    picks.length < 2 ? list.dataset.another : picks.length < MOST ? "" : list.dataset.most;
  const compared = new URLSearchParams(location.search).get("brands") === brands;
  list.hidden = !picks.length || compared;
  for (const button of document.querySelectorAll(".pick")) mark(button);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.(".pick");
  if (!button) return;
  const { brand, name } = button.dataset;
  const others = picks.filter((own) => own.brand !== brand);
  picks = others.length < picks.length ? others : [...picks, { brand, name }];
  keep();
  show();
});
list.querySelector("button").addEventListener("click", () => {
  pick([]);
  document.querySelector(".pick")?.focus();
});
addEventListener("pageshow", () => ((picks = kept()), show()));
decorate(document.querySelector("main"));
show();
