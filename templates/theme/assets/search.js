// Shows the brands that lookup.js finds. The page holds every word that is shown, its address what
// was asked: ?q=…&category=…&province=…
import { fits, Index, isChinese, partsOf, wordsOf } from "./lookup.js";
import { decorate } from "./picks.js";
import { followed, put } from "./words.js";

const PAGE = 10; // results shown at once
const PAUSE = 200; // milliseconds without a key before a search
const SHORT = 24; // characters below which a passage is a name or a tag, which says too little
const LONG = 60; // characters of a word that are said back
const REACH = 90; // characters of a passage on either side of a word
const LETTER = "[\\p{Script=Latin}\\p{N}]";

const by = (id) => document.getElementById(id);
const form = by("search");
const query = by("q");
const found = by("found");
const boxes = [...document.querySelectorAll("#facets input")];
const language = document.documentElement.lang;
const number = new Intl.NumberFormat(language, { useGrouping: "min2" });
let opening; // of the index, with the first search
let index;
let latest = 0;
let results = [];

// -- The question --------------------------------------------------------------------------------

function read() {
  const filters = {};
  for (const box of boxes.filter((box) => box.checked)) (filters[box.name] ??= []).push(box.value);
  return { words: query.value.trim(), filters };
}

function restore() {
  const asked = new URLSearchParams(location.search);
  query.value = asked.get("q") ?? "";
  for (const box of boxes) box.checked = asked.getAll(box.name).includes(box.value);
  if (boxes.some((box) => box.checked)) by("facets").open = true;
  for (const facet of document.querySelectorAll(".facet"))
    facet.open = facet.open || facet.querySelector(":checked") !== null;
}

function remember(kind) {
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
  const search = asked.size ? `?${asked}` : "";
  if (search !== location.search) history[kind](null, "", location.pathname + search);
  followed();
}

// -- The answer ----------------------------------------------------------------------------------

// The brands in the order in which they are shown: what is worth most first, else as lists are.
async function find({ words, filters }) {
  const answer = words ? await index.find(words) : { found: index.all(), missing: [] };
  const counted = [...document.querySelectorAll(".facet[open]")].map(facetOf);
  const names = [...new Set([...Object.keys(filters), ...counted])];
  const values = new Map(
    await Promise.all(names.map(async (name) => [name, await index.facet(name)])),
  );
  const passes = (brand, but) =>
    Object.entries(filters).every(
      ([name, chosen]) =>
        name === but || chosen.some((value) => values.get(name).get(value)?.has(brand)),
    );
  // How many brands a value would show, the choice in the other facets being as it is.
  const counts = new Map();
  for (const name of counted) {
    const near = [...answer.found.keys()].filter((brand) => passes(brand, name));
    const sums = [...values.get(name)].map(([value, held]) => [
      value,
      near.filter((brand) => held.has(brand)).length,
    ]);
    counts.set(name, new Map(sums));
  }
  const shown = [...answer.found].filter(([brand]) => passes(brand));
  shown.sort(([brand, worth], [other, its]) => its - worth || brand - other);
  return { found: shown.map(([brand]) => brand), counts, missing: answer.missing };
}

const facetOf = (element) => element.querySelector("input").name;

// -- The page ------------------------------------------------------------------------------------

function say(n, missing) {
  const { none, one, many, lacking, comma } = found.dataset;
  if (n) return n === 1 ? one : many.replace("{n}", number.format(n));
  const words = [...new Set(missing)].map((word) => `“${word.length > LONG ? `${word.slice(0, LONG)}…` : word}”`).join(comma);
  return words ? lacking.replace("{words}", words) : none;
}

// What to mark: Chinese as typed or, where that stands nowhere, in its words; other words in the
// form that they stand in.
function pattern(data, words) {
  const text = Object.values(data).join("\n");
  const asked = wordsOf(index.simple(words));
  const marked = new Set();
  for (const run of asked.filter(isChinese))
    if (text.includes(run)) marked.add(run);
    else for (const { forms } of partsOf(run)) for (const form of forms) marked.add(form);
  const others = asked.filter((word) => !isChinese(word));
  for (const own of wordsOf(text)) if (others.some((word) => fits(own, word))) marked.add(own);
  if (!marked.size) return null;
  const longest = [...marked].sort((a, b) => b.length - a.length);
  const ends = (word) => (isChinese(word) ? word : `(?<!${LETTER})${word}(?!${LETTER})`);
  return new RegExp(longest.map(ends).join("|"), "giu");
}

// The summary, or the sentence that holds a word which nothing else shown does.
function passage(data, marks) {
  const { title, original, agency, place, summary, text } = data;
  const seen = [title, original, agency, place, summary].join("\n");
  if (!marks || seen.search(marks) >= 0) return summary;
  const sentences = text.split(/(?<=[。！？])|(?<=[.!?])\s|\n/u);
  const sentence = sentences.find((part) => part.search(marks) >= 0);
  if (!sentence) return summary;
  const at = sentence.search(marks);
  const from = Math.max(0, at - REACH);
  const cut = sentence.slice(from, at + REACH).trim();
  const shown = (from ? "…" : "") + cut + (at + REACH < sentence.length ? "…" : "");
  return sentence.length < SHORT ? `${summary} · ${shown}` : shown;
}

function item(data, words) {
  const node = by("result").content.cloneNode(true);
  const marks = pattern(data, words);
  const link = node.querySelector("a");
  link.href = data.address;
  put(link, data.title, marks);
  for (const field of ["original", "agency", "place"])
    put(node.querySelector(`.${field}`), data[field], marks);
  put(node.querySelector(".summary"), passage(data, marks), marks);
  const evidence = boxes.find((b) => b.name === "evidence" && b.value === data.evidence);
  const label = evidence?.parentElement.querySelector(".evidence").cloneNode(true);
  if (label) node.querySelector(".evidence").replaceWith(label);
  return node;
}

async function more(words, mine) {
  const list = by("results");
  const next = results.slice(list.children.length, list.children.length + PAGE);
  const loaded = await Promise.all(next.map((brand) => index.shown(brand)));
  if (mine !== latest) return;
  const first = list.children.length;
  list.append(...loaded.map((data) => item(data, words)));
  decorate(list);
  by("more").hidden = list.children.length >= results.length;
  if (first) list.children[first].querySelector("a").focus();
}

function count(counts, filters) {
  by("clear").hidden = by("fewer").hidden = !Object.keys(filters).length;
  by("facets").hidden = !by("ideas").hidden && by("clear").hidden;
  for (const facet of document.querySelectorAll(".facet[open]")) {
    const sums = counts.get(facetOf(facet));
    for (const box of facet.querySelectorAll("input")) {
      const n = sums?.get(box.value) ?? 0;
      const label = box.closest("label");
      label.querySelector("small").textContent = number.format(n);
      label.hidden = !n && !box.checked;
    }
  }
}

async function search() {
  const mine = ++latest;
  const asked = read();
  found.ariaBusy = "true";
  const blank = !asked.words && !Object.keys(asked.filters).length;
  const slow = setTimeout(() => (by("count").textContent = found.dataset.busy), 2 * PAUSE);
  try {
    const idle = blank && !document.querySelector(".facet[open]");
    if (!idle) index = await (opening ??= Index.open(found.dataset.language));
    const answer = idle ? { found: [], counts: new Map(), missing: [] } : await find(asked);
    if (mine !== latest) return;
    results = blank ? [] : answer.found;
    by("results").replaceChildren();
    await more(asked.words, mine);
    if (mine !== latest) return;
    by("ideas").hidden = blank || results.length > 0;
    count(answer.counts, asked.filters);
    by("count").replaceChildren();
    if (!blank) put(by("count"), say(results.length, answer.missing));
  } catch (error) {
    if (mine === latest) fail(error);
  } finally {
    clearTimeout(slow);
    if (mine === latest) found.removeAttribute("aria-busy");
  }
}

function fail(error) {
  console.error(error);
  found.hidden = true;
  by("lists").hidden = by("failed").hidden = false;
}

function listen() {
  let waiting;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    found.ariaBusy = "true";
    waiting = setTimeout(() => (remember("replaceState"), search()), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    remember("pushState");
    search();
  });
  by("facets").addEventListener("change", () => (remember("pushState"), search()));
  const opened = ({ target }) => target.matches(".facet[open]") && search();
  by("facets").addEventListener("toggle", opened, { capture: true });
  by("clear").addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
    query.focus();
    remember("pushState");
    search();
  });
  by("more").addEventListener("click", () => more(read().words, latest));
  addEventListener("popstate", () => (restore(), followed(), search()));
}

by("scripts").hidden = by("lists").hidden = true;
by("facets").open = matchMedia("(min-width: 56rem)").matches;
restore();
followed();
listen();
found.hidden = false;
await search();
