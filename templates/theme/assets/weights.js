// Ranks the brands of a composite anew by the weights that a reader sets. The page holds every word
// that is shown and every value; its address holds what was set: ?w_thefts=80&mean=geometric

const TICKS = 1e9; // scores closer than a billionth tie, as in generator/rank/ranks.py
const FAR = 2; // places that a brand may move before it is counted
const PAUSE = 300; // milliseconds without a change before the outcome is read aloud
const ALIKE = 1e-6; // ends of a value this close are one value

const form = document.getElementById("weights");
const words = form.dataset;
const sliders = [...form.querySelectorAll("input[type=range]")];
const status = form.querySelector("[role=status]");
const body = form.querySelector("tbody");
const numbers = (text) => text.split(" ").map(Number);
const brands = [...body.rows].map((row) => ({
  row,
  low: numbers(row.dataset.low),
  high: numbers(row.dataset.high),
  from: Number(row.dataset.from),
  to: Number(row.dataset.to),
}));
const sum = (list) => list.reduce((total, number) => total + number, 0);

// -- The sums ----------------------------------------------------------------------------------

// Shares that sum to 1; a slider left alone counts with its exact weight, not the rounded one.
function shares() {
  const given = sliders.map((slider) =>
    slider.value === slider.defaultValue ? 100 * slider.dataset.weight : Number(slider.value),
  );
  const total = sum(given);
  return total > 0 ? given.map((weight) => weight / total) : null;
}

// Each mean as a sum over the indicators: of one value, and of all values between two ends, every
// one as likely. A geometric mean shifts its values, so that a single 0 does not decide.
const shifted = (value) => 0.01 + 0.99 * value;
const arithmetic = {
  at: (values, weights) => sum(values.map((value, j) => weights[j] * value)),
  between: (low, high, weights) =>
    sum(low.map((value, j) => (weights[j] * (value + high[j])) / 2)),
};
const geometric = {
  at: (values, weights) =>
    Math.exp(sum(values.map((value, j) => weights[j] * Math.log(shifted(value))))),
  between: (low, high, weights) =>
    low.reduce((product, value, j) => product * power(shifted(value), shifted(high[j]), weights[j]), 1),
};

// The mean of u^w over a ≤ u ≤ b.
function power(a, b, w) {
  if (b - a < ALIKE) return ((a + b) / 2) ** w;
  return (b ** (w + 1) - a ** (w + 1)) / ((w + 1) * (b - a));
}

// The place of each brand by its expected score, and the first and last place that it could have
// whatever is unknown, as outer_bounds of generator/rank/dominance.py leaves them open.
function places(mean, weights) {
  const scores = brands.map(({ low, high }) => ({
    least: Math.round(TICKS * mean.at(low, weights)),
    middle: Math.round(TICKS * mean.between(low, high, weights)),
    most: Math.round(TICKS * mean.at(high, weights)),
  }));
  const many = (test) => scores.filter(test).length;
  return scores.map((own) => ({
    place: 1 + many((other) => other.middle > own.middle),
    best: 1 + many((other) => other.least > own.most),
    worst: scores.length - many((other) => own.least > other.most),
  }));
}

const before = places(arithmetic, sliders.map((slider) => Number(slider.dataset.weight)));

// -- The page ----------------------------------------------------------------------------------

const fill = (text, name, value) => text.replace(`{${name}}`, value);
const plural = (name, n) =>
  n === 0 ? words[`${name}None`] : n === 1 ? words[`${name}One`] : fill(words[`${name}Many`], "n", n);

function moved(by) {
  if (by === 0) return `= ${words.same}`;
  return by > 0 ? `↑ ${fill(words.up, "n", by)}` : `↓ ${fill(words.down, "n", -by)}`;
}

function show() {
  const weights = shares();
  sliders.forEach((slider, j) => {
    const share = weights ? fill(words.share, "share", Math.round(100 * weights[j])) : "–";
    slider.parentElement.querySelector("output").textContent = share;
    slider.setAttribute("aria-valuetext", share);
  });
  const mean = form.elements.mean.value === "geometric" ? geometric : arithmetic;
  const now = weights && places(mean, weights);
  brands.forEach((brand, i) => put(brand, now?.[i], before[i].place));
  const order = brands.map((_, i) => i);
  if (now) order.sort((i, k) => now[i].place - now[k].place || i - k);
  body.append(...order.map((i) => brands[i].row));
  return say(now);
}

function put({ row, from, to }, now, usual) {
  const inside = now && now.place >= from && now.place <= to;
  const open = now && now.best < now.worst;
  row.querySelector(".now b").textContent = now?.place ?? "–";
  row.querySelector(".now small").textContent = open
    ? fill(words.possible, "places", `${now.best}–${now.worst}`)
    : "";
  row.querySelector(".before").textContent = usual;
  row.querySelector(".move").textContent = now ? moved(usual - now.place) : "";
  row.querySelector(".move").classList.toggle("far", Boolean(now) && now.place !== usual);
  row.querySelector(".within").textContent = now ? (inside ? words.inside : words.outside) : "";
  row.querySelector(".within").classList.toggle("gap", Boolean(now) && !inside);
  const mark = row.querySelector(".mark");
  mark.setAttribute("x", now ? now.place * 10 - 7 : 0);
  mark.setAttribute("width", now ? 4 : 0);
}

function say(now) {
  if (!now) return words.none;
  const far = now.filter(({ place }, i) => Math.abs(place - before[i].place) > FAR).length;
  const left = now.filter(({ place }, i) => place < brands[i].from || place > brands[i].to).length;
  const said = [plural("moved", far), plural("left", left)];
  return (set().size ? said : [words.default, ...said]).join(words.space);
}

// -- The address -------------------------------------------------------------------------------

// What differs from the default.
function set() {
  const usual = (name, value) => {
    const slider = sliders.find((own) => own.name === name);
    return slider ? value === slider.defaultValue : value === "arithmetic";
  };
  return new URLSearchParams([...new FormData(form)].filter((entry) => !usual(...entry)));
}

function remember() {
  const asked = set();
  const search = asked.size ? `?${asked}` : "";
  if (search !== location.search)
    history.replaceState(null, "", location.pathname + search + location.hash);
  follow();
}

function restore() {
  const asked = new URLSearchParams(location.search);
  form.reset();
  for (const slider of sliders) {
    const value = asked.get(slider.name);
    if (/^\d+$/.test(value ?? "")) slider.value = value; // the slider itself keeps it within 100
  }
  if (asked.get("mean") === "geometric") form.elements.mean.value = "geometric";
}

// The other language is asked the same.
function follow() {
  for (const link of document.querySelectorAll("a.switch")) link.search = location.search;
}

let waiting;
function update() {
  const said = show();
  clearTimeout(waiting);
  waiting = setTimeout(() => (status.textContent = said), PAUSE);
}

restore();
follow();
status.textContent = show();
form.hidden = false;
form.addEventListener("input", update);
form.addEventListener("change", remember);
form.addEventListener("submit", (event) => event.preventDefault());
// The event comes before the fields are what they were.
form.addEventListener("reset", () => setTimeout(() => (update(), remember())));
addEventListener("popstate", () => (restore(), follow(), update()));
