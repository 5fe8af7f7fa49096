// Finds brands in the index below pagefind/ and shows them. The page holds every word that is
// shown, its address what was asked: ?q=…&category=…&province=…
const PAGE = 10; // results shown at once
const DEPTH = 30; // results whose text is compared with the query, letter by letter
const PAUSE = 200; // milliseconds without a key before a search
const REACH = 90; // characters of a passage on either side of a word
const HAN = /\p{Script=Han}+/gu;
const END_OF_TEXT = "⁂"; // what follows is for the index only; see templates/pages/brand.html

const by = (id) => document.getElementById(id);
const form = by("search");
const query = by("q");
const found = by("found");
const boxes = [...document.querySelectorAll("#facets input")];
const language = document.documentElement.lang;
const number = new Intl.NumberFormat(language);
let engine;
let counting = false; // only loaded facets are counted: they wait until somebody opens one
let latest = 0;
let results = [];

// -- The question --------------------------------------------------------------------------------

function read() {
  const filters = {};
  for (const box of boxes.filter((box) => box.checked)) (filters[box.name] ??= []).push(box.value);
  return { words: query.value.normalize("NFKC").replace(/["“”]/g, " ").trim(), filters };
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
  follow();
}

// The other language is asked the same; the words are another language's, the facets are not.
function follow() {
  for (const link of document.querySelectorAll("a.switch, #other")) link.search = location.search;
}

// -- The answer ----------------------------------------------------------------------------------

const any = (filters, but) =>
  Object.fromEntries(
    Object.entries(filters)
      .filter(([facet]) => facet !== but)
      .map(([facet, values]) => [facet, { any: values }]),
  );

// The index parts Chinese into words by one dictionary and the browser by another, so all pages
// that hold the characters are found first; how the words rank then decides their order.
async function find({ words, filters }) {
  const characters = words.replace(/\p{Script=Han}/gu, " $& ").trim() || null;
  const all = await engine.search(characters, { filters: any(filters) });
  if (words.match(/\p{Script=Han}{2}/u)) {
    const whole = await engine.search(words, { filters: any(filters) });
    const scores = new Map(whole.results.map((result) => [result.id, result.score]));
    const score = (result) => scores.get(result.id) ?? 0;
    all.results.sort((a, b) => score(b) - score(a) || b.score - a.score);
  }
  const counts = { ...all.filters };
  for (const facet of counting ? Object.keys(filters) : []) {
    const others = await engine.search(characters, { filters: any(filters, facet) });
    counts[facet] = others.filters[facet];
  }
  const nearest = await Promise.all(all.results.slice(0, DEPTH).map((result) => result.data()));
  const ranked = nearest
    .map((data, place) => ({ data, place, closeness: closeness(data, words) }))
    .sort((a, b) => b.closeness - a.closeness || a.place - b.place)
    .map(({ data }) => data);
  return { found: [...ranked, ...all.results.slice(DEPTH)], counts };
}

// Words as they were typed: the whole name, in the name, beside it, further down, or only by
// characters. Words without Chinese count together, and only in the name.
function closeness(data, words) {
  const { agency, place, summary } = data.meta;
  const title = data.meta.title.toLowerCase();
  const near = `${agency} ${place} ${summary}`;
  const parts = words.match(HAN) ?? [];
  const other = words.replace(HAN, " ").trim().replace(/\s+/g, " ").toLowerCase();
  const named = (part) => (title === part ? 4 : title.includes(part) ? 3 : 0);
  return parts.reduce(
    (sum, part) =>
      sum + (named(part) || (near.includes(part) ? 2 : data.content.includes(part) ? 1 : 0)),
    other && named(other),
  );
}

// -- The page ------------------------------------------------------------------------------------

function say(n) {
  const { none, one, many } = found.dataset;
  return n ? (n === 1 ? one : many.replace("{n}", number.format(n))) : none;
}

// What to mark: Chinese as typed or, where that stands nowhere, in its words; others as indexed,
// because “drones” finds “drone”.
function pattern(data, words) {
  const marked = new Set();
  for (const part of words.match(HAN) ?? []) {
    if (body(data).includes(part) || !Intl.Segmenter) marked.add(part);
    else
      for (const { segment } of new Intl.Segmenter(language, { granularity: "word" }).segment(part))
        if (segment.length > 1) marked.add(segment);
  }
  const raw = data.raw_content;
  const pieces = raw.split(raw.includes("\u200b") ? "\u200b" : /\s+/);
  for (const place of words ? data.locations : []) {
    const [piece] = (pieces[place] ?? "").match(/[\p{L}\p{N}](.*[\p{L}\p{N}])?/u) ?? [];
    if (piece && !piece.match(HAN)) marked.add(piece);
  }
  if (!marked.size) return null;
  const longest = [...marked].sort((a, b) => b.length - a.length);
  const safe = longest.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  const parts = safe.map((word) => (word.match(HAN) ? word : `(?<![\\p{L}\\p{N}])${word}`));
  return new RegExp(parts.join("|").replaceAll("\\-", "-"), "giu");
}

const body = (data) => `${Object.values(data.meta).join(" ")} ${data.content}`.split(END_OF_TEXT)[0];

// The summary, or the sentence that holds a word which nothing else shown does.
function passage(data, marks) {
  const { title, agency, place, summary } = data.meta;
  const shown = [title, agency, place, summary].join(" ");
  if (!marks || shown.search(marks) >= 0) return summary;
  const text = data.content.split(END_OF_TEXT)[0];
  const sentence = text.split(/(?<=[。！？])|(?<=[.!?])\s/u).find((part) => part.search(marks) >= 0);
  if (!sentence) return summary;
  const at = sentence.search(marks);
  const from = Math.max(0, at - REACH);
  const cut = sentence.slice(from, at + REACH).trim();
  return (from ? "…" : "") + cut + (at + REACH < sentence.length ? "…" : "");
}

// Text with its marks; Chinese on a page of another language is said to be Chinese.
function put(element, text, marks) {
  const parts = marks ? text.split(new RegExp(`(${marks.source})`, "giu")) : [text];
  parts.forEach((part, index) => {
    let target = element;
    if (index % 2) element.append((target = document.createElement("mark")));
    for (const run of language.startsWith("zh") ? [part] : part.split(/(\p{Script=Han}+)/u)) {
      const foreign = !language.startsWith("zh") && run.match(HAN);
      const node = foreign ? document.createElement("span") : document.createTextNode(run);
      if (foreign) Object.assign(node, { lang: "zh-CN", textContent: run });
      target.append(node);
    }
  });
}

function item(data, words) {
  const node = by("result").content.cloneNode(true);
  const marks = pattern(data, words);
  const link = node.querySelector("a");
  link.href = data.url;
  put(link, data.meta.title, marks);
  put(node.querySelector(".agency"), data.meta.agency, marks);
  put(node.querySelector(".place"), data.meta.place, marks);
  put(node.querySelector(".summary"), passage(data, marks), marks);
  const evidence = boxes.find((b) => b.name === "evidence" && b.value === data.meta.evidence);
  const label = evidence?.parentElement.querySelector(".evidence").cloneNode(true);
  if (label) node.querySelector(".evidence").replaceWith(label);
  return node;
}

async function more(words, mine) {
  const list = by("results");
  const next = results.slice(list.children.length, list.children.length + PAGE);
  const loaded = await Promise.all(next.map((result) => result.data?.() ?? result));
  if (mine !== latest) return;
  const first = list.children.length;
  list.append(...loaded.map((data) => item(data, words)));
  by("more").hidden = list.children.length >= results.length;
  if (first) list.children[first].querySelector("a").focus();
}

function count(counts, filters) {
  by("clear").hidden = by("fewer").hidden = !Object.keys(filters).length;
  by("facets").hidden = !by("ideas").hidden && by("clear").hidden;
  if (!counting) return;
  for (const box of boxes) {
    const n = counts[box.name]?.[box.value] ?? 0;
    const label = box.closest("label");
    label.querySelector("small").textContent = number.format(n);
    label.hidden = !n && !box.checked;
  }
  for (const facet of document.querySelectorAll(".facet"))
    facet.hidden = !facet.querySelector("label:not([hidden])");
}

async function search() {
  const mine = ++latest;
  const asked = read();
  found.ariaBusy = "true";
  const blank = !asked.words && !Object.keys(asked.filters).length;
  const slow = setTimeout(() => (by("count").textContent = found.dataset.busy), 2 * PAUSE);
  counting ||= document.querySelector(".facet[open]") !== null;
  try {
    const counts = counting ? await engine.filters() : {};
    const answer = blank ? { found: [], counts } : await find(asked);
    if (mine !== latest) return;
    results = answer.found;
    by("results").replaceChildren();
    await more(asked.words, mine);
    if (mine !== latest) return;
    by("ideas").hidden = blank || results.length > 0;
    count(answer.counts, asked.filters);
    by("count").textContent = blank ? "" : say(results.length);
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
  const opened = ({ target }) => target.matches(".facet[open]") && !counting && search();
  by("facets").addEventListener("toggle", opened, { capture: true });
  by("clear").addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
    query.focus();
    remember("pushState");
    search();
  });
  by("more").addEventListener("click", () => more(read().words, latest));
  addEventListener("popstate", () => (restore(), follow(), search()));
}

by("scripts").hidden = by("lists").hidden = true;
try {
  const pagefind = await import("../pagefind/pagefind.js");
  // Without its worker, which is a second copy of the program: a search takes milliseconds.
  engine = pagefind.createInstance({ noWorker: true });
  by("facets").open = matchMedia("(min-width: 56rem)").matches;
  restore();
  follow();
  listen();
  found.hidden = false;
  await search();
} catch (error) {
  fail(error);
}
