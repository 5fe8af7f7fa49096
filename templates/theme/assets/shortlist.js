// Lets a reader choose the facets that count for a shortlist: works out anew which brands no other
// beats, as generator/rank/shortlists.py does, and moves their rows. The page holds every word, its
// address what counts: ?facets=level,told

const list = document.querySelector("[data-shortlist]");
const { dataset } = list;
const choices = list.querySelector(".choices");
const boxes = [...choices.querySelectorAll("input")];
const words = boxes.map((box) => box.nextElementSibling.textContent);
const status = list.querySelector("[role=status]");
const [front, beaten] = list.querySelectorAll("tbody");
const number = new Intl.NumberFormat(document.documentElement.lang);
const numbers = (text) => text.split(",").map(Number);

const lines = [...list.querySelectorAll("tr[data-brand]")]
  .map((row) => ({ row, brand: row.dataset.brand, facets: numbers(row.dataset.facets) }))
  .sort((a, b) => a.row.dataset.order - b.row.dataset.order);
// Brands that only the list below shows: how many have which facets. None of them is a winner.
const rest = dataset.rest
  .split(" ")
  .filter(Boolean)
  .map((one) => one.split(":"))
  .map(([facets, many]) => ({ facets: numbers(facets), many: Number(many) }));

const used = () => boxes.flatMap((box, n) => (box.checked ? [n] : []));
const ahead = (one, other) => [...one.keys()].filter((n) => one[n] > other[n]);
const beats = (one, other) => ahead(one, other).length > 0 && ahead(other, one).length === 0;
const sum = (one) => one.reduce((all, value) => all + value, 0);

// The values that no others beat, by their text, each with the first line by id that has them.
function best(counted) {
  const first = new Map();
  for (const line of lines) {
    const own = counted(line);
    const known = first.get(own.join());
    if (!known || line.brand < known.line.brand) first.set(own.join(), { own, line });
  }
  const all = [...first];
  return new Map(all.filter(([, one]) => !all.some(([, other]) => beats(other.own, one.own))));
}

// On most facets, then with the larger sum, then the first by id.
function winner(own, leaders) {
  const rank = (one) => [-ahead(one.own, own).length, -sum(one.own)];
  return [...leaders.values()]
    .filter((one) => beats(one.own, own))
    .sort((a, b) => {
      const [[many, size], [more, larger]] = [rank(a), rank(b)];
      return many - more || size - larger || (a.line.brand < b.line.brand ? -1 : 1);
    })[0];
}

function reason(own, by, names) {
  const on = document.createElement("small");
  const facets = ahead(by.own, own).map((n) => names[n]);
  on.textContent = dataset.on.replace("{facets}", facets.join(dataset.comma));
  const name = [...by.line.row.cells[0].children].map((part) => part.cloneNode(true));
  return [...name, on];
}

function show() {
  const places = used();
  const counted = ({ facets }) => places.map((n) => facets[n]);
  const names = places.map((n) => words[n]);
  const leaders = best(counted);
  for (const line of lines) {
    const own = counted(line);
    const leads = leaders.has(own.join());
    (leads ? front : beaten).append(line.row);
    const last = line.row.lastElementChild;
    last.replaceChildren(...(leads ? [] : reason(own, winner(own, leaders), names)));
    boxes.forEach((box, n) => line.row.cells[n + 1].classList.toggle("off", !box.checked));
  }
  beaten.hidden = beaten.rows.length < 2;
  const hidden = rest.filter((one) => leaders.has(counted(one).join()));
  tell(front.rows.length - 1, hidden.reduce((all, one) => all + one.many, 0));
  lock();
}

function tell(shown, hidden) {
  const all = shown + hidden;
  const said = document.createElement("b");
  said.textContent = (all === 1 ? dataset.one : dataset.many).replace("{n}", number.format(all));
  const more = dataset.space + dataset.hidden.replace("{n}", number.format(hidden));
  status.replaceChildren(said, hidden ? more : "");
}

// One facet always counts.
function lock() {
  const last = used().length === 1;
  for (const box of boxes) box.disabled = last && box.checked;
}

function remember() {
  const names = used().map((n) => boxes[n].value);
  const search = names.length < boxes.length ? `?facets=${names.join(",")}` : "";
  history.replaceState(null, "", location.pathname + search + location.hash);
  follow();
}

// The other language shows the same.
function follow() {
  for (const link of document.querySelectorAll("a.switch")) link.search = location.search;
}

function restore() {
  const asked = new URLSearchParams(location.search).get("facets")?.split(",") ?? [];
  const known = boxes.some((box) => asked.includes(box.value));
  for (const box of boxes) box.checked = !known || asked.includes(box.value);
  if (used().length < boxes.length) show();
  follow();
}

choices.addEventListener("change", () => {
  show();
  remember();
});
choices.hidden = false;
restore();
