// Finds brands in the index below pagefind/ and shows them. The page holds every word that is
// shown, its address what was asked: ?q=…&category=…&province=…
const PAGE = 10; // results shown at once
const PAUSE = 200; // milliseconds without a key before a search
const REACH = 90; // characters of a passage on either side of a word
const HAN = /\p{Script=Han}+/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const LETTER = "[\\p{Script=Latin}\\p{N}]";
const END_OF_TEXT = "⁂"; // what follows is for the index only; see templates/pages/brand.html

const by = (id) => document.getElementById(id);
const form = by("search");
const query = by("q");
const found = by("found");
const boxes = [...document.querySelectorAll("#facets input")];
const language = document.documentElement.lang;
const number = new Intl.NumberFormat(language);
let engine;
let pages; // what the index holds of each page, by its name there; loaded with the first search
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

// The texts of all pages: the index drops a word that it does not know, so each is looked up here.
async function load() {
  const file = new URL(`../pagefind/texts.${language.toLowerCase()}.json`, import.meta.url);
  const answer = await fetch(file, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  const known = Object.entries(await answer.json()).map(([name, { meta, text, filters }]) => {
    const body = [...meta, text].join("\n").normalize("NFKC");
    const words = new Set(wordsOf(body));
    return [name, { meta, filters, body, words: [...words], stems: new Set([...words].map(stem)) }];
  });
  return new Map(known);
}

const typedIn = (text) => text.replace(HAN, " ").match(WORD) ?? [];
const wordsOf = (text) => typedIn(text.toLowerCase());

// An English word without its ending, so that “drones” finds “drone”; the same for “patrolling”.
function stem(word) {
  const one = word.length > 4 ? word.replace(/i(?:es|ed)$/, "y") : word;
  const bare = one.replace(/(?<=..[^s])s$/, "").replace(/(?<=...)(?:ing|ed)$/, "");
  return bare.replace(/(?<=...)e$/, "").replace(/([^aeiou])\1$/, "$1");
}

// The words of a question: each run of Chinese, with the words in it, and each other word. Every
// one of them says whether a page holds it and, if none does, what is missing.
function wordsAsked(words) {
  const chinese = (words.match(HAN) ?? []).map((run) => {
    const parts = partsOf(run);
    return {
      held: ({ body }) => body.includes(run) || parts.every((part) => body.includes(part)),
      lacking: () => {
        const lost = (part) => !anyPage(({ body }) => body.includes(part));
        const characters = [...run].filter(lost);
        return characters.length ? characters : parts.filter(lost);
      },
    };
  });
  const others = typedIn(words).map((typed) => {
    const word = typed.toLowerCase();
    const held = (page) => page.stems.has(stem(word)) || page.words.some((own) => fits(own, word));
    return { held, lacking: () => (anyPage(held) ? [] : [typed]) };
  });
  return [...chinese, ...others];
}

const anyPage = (test) => [...pages.values()].some(test);

function partsOf(run) {
  if (!Intl.Segmenter) return [...run];
  const words = new Intl.Segmenter("zh", { granularity: "word" });
  return [...words.segment(run)].map(({ segment }) => segment);
}

// A word is found by its beginning while it is typed, a number only whole.
const fits = (own, word) =>
  own === word || stem(own) === stem(word) || (/\D/.test(word) && own.startsWith(word));

const passes = ({ filters }, asked, but) =>
  Object.entries(asked).every(
    ([facet, values]) => facet === but || values.some((value) => filters[facet]?.includes(value)),
  );

// How many pages each value of a facet would show, the choice in the other facets being as it is.
function countsOf(shown, filters) {
  const counts = {};
  for (const facet of new Set(boxes.map((box) => box.name)))
    for (const page of shown.filter((page) => passes(page, filters, facet)))
      for (const value of page.filters[facet] ?? [])
        (counts[facet] ??= {})[value] = (counts[facet][value] ?? 0) + 1;
  return counts;
}

// The index parts Chinese into words by one dictionary and the browser by another, so all pages
// that hold the characters are found first; how the words rank then decides their order.
async function find({ words, filters }) {
  const asked = wordsAsked(words);
  const missing = asked.flatMap(({ lacking }) => lacking());
  if (missing.length || (words && !asked.length)) return { found: [], counts: {}, missing };
  const characters = words.replace(/\p{Script=Han}/gu, " $& ").trim() || null;
  const all = await engine.search(characters);
  const hits = all.results
    .map((result) => ({ ...result, page: pages.get(result.id) }))
    .filter(({ page }) => page && asked.every(({ held }) => held(page)));
  const scores = new Map();
  if (words.match(/\p{Script=Han}{2}/u))
    for (const { id, score } of (await engine.search(words)).results) scores.set(id, score);
  const score = ({ id }) => scores.get(id) ?? 0;
  const shown = hits
    .filter(({ page }) => passes(page, filters))
    .map((hit) => ({ ...hit, closeness: closeness(hit.page, words) }))
    .sort((a, b) => b.closeness - a.closeness || score(b) - score(a) || b.score - a.score);
  return { found: shown, counts: countsOf(hits.map(({ page }) => page), filters), missing };
}

// Words as they were typed: the whole name, in the name, beside it, further down, or only by
// characters. Words without Chinese count together, and only in the name.
function closeness({ meta: [name, ...near], body }, words) {
  const title = name.toLowerCase();
  const parts = words.match(HAN) ?? [];
  const other = words.replace(HAN, " ").trim().replace(/\s+/g, " ").toLowerCase();
  const named = (part) => (title === part ? 4 : title.includes(part) ? 3 : 0);
  return parts.reduce(
    (sum, part) => sum + (named(part) || (near.join(" ").includes(part) ? 2 : +body.includes(part))),
    other && named(other),
  );
}

// -- The page ------------------------------------------------------------------------------------

function say(n, missing) {
  const { none, one, many, lacking, comma } = found.dataset;
  if (n) return n === 1 ? one : many.replace("{n}", number.format(n));
  const words = [...new Set(missing)].map((word) => `“${word}”`).join(comma);
  return words ? lacking.replace("{words}", words) : none;
}

// What to mark: Chinese as typed or, where that stands nowhere, in its words; other words in the
// form that they stand in.
function pattern(data, words) {
  const text = body(data);
  const marked = new Set();
  for (const part of words.match(HAN) ?? []) {
    if (text.includes(part)) marked.add(part);
    else for (const own of partsOf(part)) if (own.length > 1) marked.add(own);
  }
  const typed = wordsOf(words);
  for (const own of wordsOf(text)) if (typed.some((word) => fits(own, word))) marked.add(own);
  if (!marked.size) return null;
  const longest = [...marked].sort((a, b) => b.length - a.length);
  const ends = (word) => (word.match(HAN) ? word : `(?<!${LETTER})${word}(?!${LETTER})`);
  return new RegExp(longest.map(ends).join("|"), "giu");
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
  const loaded = await Promise.all(next.map((result) => result.data()));
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
    if (!blank || counting) pages ??= await load();
    const everything = counting ? countsOf([...pages.values()], {}) : {};
    const none = { found: [], counts: everything, missing: [] };
    const answer = blank ? none : await find(asked);
    if (mine !== latest) return;
    results = answer.found;
    by("results").replaceChildren();
    await more(asked.words, mine);
    if (mine !== latest) return;
    by("ideas").hidden = blank || results.length > 0;
    count(answer.counts, asked.filters);
    by("count").replaceChildren();
    if (!blank) put(by("count"), say(results.length, answer.missing), null);
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
