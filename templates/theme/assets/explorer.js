// Narrows, sorts and takes away the table of a page: its rows come from {table}.json beside the
// pages of the language, as generator/site/explorer.py makes them. The page holds every word that
// is shown, its address what was asked: ?q=…&province=…&sort=-value&columns=brand,value
import { decorate } from "./picks.js";
import { Table } from "./rows.js";
import { followed, put } from "./words.js";

const PAGE = 100; // rows shown at once
const PAUSE = 150; // milliseconds without a key before the rows are looked through
const PROOF = new Set(["excerpt", "source"]);
const TEXT = /^(?:'|[\s\u200b-\u200f\u2060\ufeff]*[\t\r\n=+\-@＝＋－＠﹢﹣﹦﹫])/; // a program would run it

const by = (id) => document.getElementById(id);
const words = by("explorer").dataset;
const form = by("narrow");
const table = document.querySelector("#rows table");
const textOf = (column, row) => column.at(row).map((place) => column.texts[place]);
const body = document.createElement("tbody");
const language = document.documentElement.lang;
const amount = new Intl.NumberFormat(language, { useGrouping: "min2" });
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

let rows; // of the table, each a number
let found = []; // the rows that are shown, in their order
let state; // { words, chosen: facet → set of keys, sort, backwards, shown: columns }

// -- What was asked ------------------------------------------------------------------------------

function read() {
  const asked = new URLSearchParams(location.search);
  const chosen = rows.facets.map(({ name }) => [name, new Set(asked.getAll(name))]);
  const sort = asked.get("sort") ?? "";
  const listed = (asked.get("columns") ?? "").split(",").filter((name) => rows.named(name));
  const usual = rows.columns.filter(({ shown }) => shown).map(({ name }) => name);
  state = {
    words: asked.get("q") ?? "",
    chosen: new Map(chosen.filter(([, keys]) => keys.size)),
    sort: rows.named(sort.replace(/^-/, "")) ? sort.replace(/^-/, "") : "",
    backwards: sort.startsWith("-"),
    shown: new Set(listed.length ? listed : usual),
    usual: !listed.length,
  };
  form.elements.q.value = state.words;
}

function remember(kind) {
  const asked = new URLSearchParams();
  if (words.parts) asked.set("part", by("part").value);
  if (state.words) asked.set("q", state.words);
  for (const [name, keys] of state.chosen) for (const key of keys) asked.append(name, key);
  if (state.sort) asked.set("sort", (state.backwards ? "-" : "") + state.sort);
  if (!state.usual) asked.set("columns", [...state.shown].join(","));
  const search = asked.size ? `?${asked}` : "";
  if (search !== location.search) history[kind](null, "", location.pathname + search);
  followed();
}

// -- The page ------------------------------------------------------------------------------------

function element(name, attributes = {}, ...children) {
  const { dataset, ...own } = attributes;
  const made = Object.assign(document.createElement(name), own);
  Object.assign(made.dataset, dataset);
  made.append(...children);
  return made;
}

function texted(name, text, attributes = {}) {
  const made = element(name, attributes);
  put(made, text);
  return made;
}

function head() {
  const row = element("tr");
  for (const column of rows.columns.filter(({ name }) => state.shown.has(name))) {
    const sorted = column.name === state.sort;
    const cell = element("th", { scope: "col", className: column.numbers ? "num" : "" });
    if (sorted) cell.ariaSort = state.backwards ? "descending" : "ascending";
    const button = element("button", { type: "button", className: "sort", textContent: column.label });
    button.addEventListener("click", () => {
      Object.assign(state, { sort: column.name, backwards: sorted && !state.backwards });
      show("pushState");
      table.tHead.querySelector("[aria-sort] button").focus();
    });
    cell.append(button);
    row.append(cell);
  }
  return element("thead", {}, row);
}

function address(column, row, place) {
  return column.link.replace(/\{(\w+)\}/g, (_, name) => {
    const other = rows.named(name);
    return other.keys[other === column ? place : other.at(row)[0]];
  });
}

function content(column, row) {
  return column.at(row).map((place) => {
    const mark = column.name === "evidence" && by(`level-${column.keys[place]}`);
    if (mark) return mark.content.cloneNode(true);
    return column.link
      ? texted("a", column.texts[place], { href: address(column, row, place) })
      : texted("span", column.texts[place]);
  });
}

function line(row) {
  const made = element("tr");
  rows.columns
    .filter(({ name }) => state.shown.has(name))
    .forEach((column, n) => {
      const cell = n ? element("td", { dataset: { label: column.label } }) : element("th", { scope: "row" });
      if (column.numbers) cell.className = "num";
      content(column, row).forEach((part, i) => cell.append(i ? words.comma : "", part));
      made.append(cell);
    });
  return made;
}

function more() {
  const first = body.rows.length;
  body.append(...found.slice(first, first + PAGE).map(line));
  decorate(body);
  by("more").hidden = body.rows.length >= found.length;
  return body.rows[first];
}

function choice(column, key, text, n) {
  const box = element("input", { type: "checkbox", name: column.name, value: key });
  const chosen = () => state.chosen.get(column.name) ?? new Set();
  box.checked = chosen().has(key);
  box.addEventListener("change", () => {
    const keys = chosen();
    if (box.checked) keys.add(key);
    else keys.delete(key);
    if (keys.size) state.chosen.set(column.name, keys);
    else state.chosen.delete(column.name);
    show("pushState");
  });
  const label = element("label", {}, box, texted("span", text));
  label.append(element("small", { textContent: n === null ? "" : amount.format(n) }));
  return label;
}

// The boxes stay where they are while counts change, so that the focus does.
function narrow(counts) {
  rows.facets.forEach((column, facet) => {
    const chosen = state.chosen.get(column.name);
    const texts = [...column.texts, column.nothing ?? words.blank];
    column.boxes ??= [...column.keys, ""].map((key, n) => choice(column, key, texts[n], 0));
    column.boxes.forEach((label, place) => {
      const n = counts[facet][place];
      const box = label.firstChild;
      box.checked = chosen?.has(box.value) ?? false;
      label.lastChild.textContent = amount.format(n);
      label.hidden = !n && !box.checked;
    });
    column.fold ??= fold(column.label, column.boxes);
    column.fold.querySelector("summary small").textContent = chosen ? ` ${chosen.size}` : "";
    column.fold.hidden = column.boxes.filter((label) => !label.hidden).length < 2 && !chosen;
  });
  if (!by("narrowing").childElementCount) by("narrowing").append(...rows.facets.map(({ fold }) => fold), chooser());
}

function fold(label, boxes) {
  const summary = element("summary", { textContent: label });
  summary.append(element("small"));
  const legend = element("legend", { className: "vh", textContent: label });
  const field = element("fieldset", {}, legend, ...boxes);
  return element("details", { className: "facet", name: "facet" }, summary, field);
}

function chooser() {
  const boxes = rows.columns.map((column) => {
    const box = element("input", { type: "checkbox", checked: state.shown.has(column.name) });
    box.addEventListener("change", () => {
      const on = new Set(state.shown);
      if (box.checked) on.add(column.name);
      else if (on.size > 1) on.delete(column.name);
      box.checked = on.has(column.name);
      state.shown = new Set(rows.columns.map(({ name }) => name).filter((name) => on.has(name)));
      state.usual = false;
      show("pushState");
    });
    column.choose = box;
    return element("label", {}, box, element("span", { textContent: column.label }));
  });
  const made = fold(words.columns, boxes);
  made.id = "columns";
  return made;
}

function chosen() {
  const chips = [...state.chosen].flatMap(([name, keys]) =>
    [...keys].map((key) => {
      const column = rows.named(name);
      const text = column.texts[column.keys.indexOf(key)] ?? (key || (column.nothing ?? words.blank));
      const chip = element("button", { type: "button", className: "chip" });
      put(chip, `${column.label}${words.colon}${text}`);
      chip.ariaLabel = say(words.remove, { choice: chip.textContent });
      chip.addEventListener("click", () => {
        keys.delete(key);
        if (!keys.size) state.chosen.delete(name);
        show("pushState");
        (by("chosen").querySelector("button") ?? form.elements.q).focus();
      });
      return chip;
    }),
  );
  by("chosen").replaceChildren(...chips);
  by("clear").hidden = !chips.length && !state.words;
}

// What is asked, found and shown; `kind` says whether the address gets an entry of its own.
function show(kind) {
  const { found: passing, counts } = rows.narrow(state.words, state.chosen);
  const sorting = rows.named(state.sort);
  found = sorting ? sorting.sort(passing, state.backwards) : passing;
  narrow(counts);
  chosen();
  for (const column of rows.columns) column.choose.checked = state.shown.has(column.name);
  table.tHead.replaceWith(head());
  body.replaceChildren();
  more();
  const all = rows.length;
  by("count").textContent = found.length
    ? say(words.count, { n: amount.format(found.length), all: amount.format(all) })
    : words.none;
  table.hidden = !found.length;
  by("mixed").hidden = state.sort !== "value" || alike();
  by("take").hidden = !found.length;
  if (kind) remember(kind);
}

// Whether the numbers on show count one thing.
function alike() {
  const column = rows.named("indicator");
  return new Set(found.map((row) => column.rows[row])).size < 2;
}

// -- Taking it away ------------------------------------------------------------------------------

// Numbers stand beside their words, and a figure never leaves without its proof; the last column leads to the row's page, where its proof is.
function take() {
  const shown = rows.columns.filter(({ name }) => state.shown.has(name) || PROOF.has(name));
  const title = (label) => say(words.number, { label });
  const titles = shown.flatMap(({ label, numbers }) => (numbers ? [label, title(label)] : [label]));
  const base = new URL(".", location.href);
  const linked = rows.named("value") ?? rows.named("brand");
  const lines = found.map((row) => [
    ...shown.flatMap((column) => {
      const text = textOf(column, row).join("; ");
      return column.numbers ? [text, column.numbers[row]] : [text];
    }),
    new URL(address(linked, row, linked.at(row)[0]), base).href,
  ]);
  const quoted = (value) => {
    if (typeof value === "number") return String(value);
    return `"${(TEXT.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
  };
  const csv = [[...titles, words.address], ...lines].map((cells) => cells.map(quoted).join(","));
  const file = new Blob(["\ufeff", csv.join("\r\n"), "\r\n"], { type: "text/csv" });
  const link = element("a", { href: URL.createObjectURL(file), download: `beatbook-${words.explored}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function listen() {
  let waiting;
  const typed = (kind) => {
    clearTimeout(waiting);
    state.words = form.elements.q.value.trim();
    show(kind);
  };
  form.addEventListener("submit", (event) => (event.preventDefault(), typed("pushState")));
  form.elements.q.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => typed("replaceState"), PAUSE);
  });
  by("clear").addEventListener("click", () => {
    state.chosen.clear();
    form.elements.q.value = "";
    form.elements.q.focus();
    typed("pushState");
  });
  by("narrowing").addEventListener("keydown", ({ key, target }) => {
    const open = key === "Escape" && target.closest("details[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  by("more").addEventListener("click", () => more()?.querySelector("a")?.focus());
  by("take").addEventListener("click", take);
  by("part")?.addEventListener("change", () => {
    history.pushState(null, "", `?part=${by("part").value}`);
    start();
  });
  addEventListener("popstate", () => (read(), show(), followed()));
}

async function start() {
  const asked = new URLSearchParams(location.search).get("part");
  if (asked && words.parts) by("part").value = asked;
  const part = words.parts && `-${by("part").value}`;
  rows = await Table.load(`explorer/${words.explored}${part}.json`);
  by("narrowing").replaceChildren();
  read();
  show();
  followed();
}

try {
  await start();
  for (const old of [...table.tBodies]) old.remove();
  table.append(body);
  table.classList.add("explored");
  listen();
  by("explorer").hidden = false;
  for (const pager of document.querySelectorAll(".pager, #first")) pager.hidden = true;
} catch (error) {
  console.error(error);
  by("failed").hidden = false;
}
