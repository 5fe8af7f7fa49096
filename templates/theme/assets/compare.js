// Shows two to four brands side by side: ?brands=one,other. Everything comes from the brands' own
// pages, so that a field which those show is shown here too. Figures stand in one row only where
// all their conditions are the same; generator/tables/comparable.py says which those are.
import { pick } from "./picks.js";
import { followed, put } from "./words.js";

const MOST = 4;
const FIVE_IS = ["intelligence", "intervention", "implementation", "involvement", "impact"];

const by = (id) => document.getElementById(id);
const words = by("compared").dataset;

function asked() {
  const ids = (new URLSearchParams(location.search).get("brands") ?? "").toLowerCase().split(",");
  return [...new Set(ids.map((id) => id.trim()).filter(Boolean))];
}

// -- What a brand's page says --------------------------------------------------------------------

async function read(id) {
  if (!/^[a-z0-9-]+$/.test(id)) throw new Error(id);
  const answer = await fetch(`brands/${id}.html`);
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const link of page.querySelectorAll("main a[href]"))
    link.href = new URL(link.getAttribute("href"), answer.url).href;
  return {
    id,
    address: answer.url,
    name: page.querySelector("h1 > span"),
    place: (page.querySelector("h1 .where")?.textContent ?? "").replace(/^·\s*/, ""),
    fields: [...facts(page), ...fields(page, "practice"), ...sections(page)],
    evidence: fields(page, "evidence"),
    figures: [...page.querySelectorAll("tr[data-conditions]")].map((row) => figure(row, id)),
  };
}

const pairs = (terms) => terms.map((dt) => [dt.textContent, [...dt.nextElementSibling.childNodes]]);
const facts = (page) => pairs([...page.querySelectorAll(".facts dt")]);
const fields = (page, part) =>
  pairs([...page.querySelectorAll(`[aria-labelledby=${part}] dt`)]).filter(([term]) => term !== words.gap);

function sections(page) {
  return FIVE_IS.map((part) => page.querySelector(`[aria-labelledby=${part}]`)).map((section) => {
    const text = section.querySelector("p");
    return [section.querySelector("h2").textContent, text.querySelector(".gap") ? null : [...text.childNodes]];
  });
}

// `conditions` are all that must be the same, their names as the page of this script lists them.
function figure(row, brand) {
  const [indicator, value, compared, period] = row.cells;
  const conditions = row.dataset.conditions.split("|");
  const { href } = indicator.querySelector("a");
  return { brand, indicator: href, conditions, cells: { indicator, value, compared, period } };
}

// -- What may stand in one row -------------------------------------------------------------------

const CONDITIONS = JSON.parse(words.conditions); // each by its name, and as the reader knows it
const YEAR = CONDITIONS.findIndex(([name]) => name === "year");

function sorted(brands) {
  const found = { alike: [], apart: [], alone: [] };
  const all = brands.flatMap(({ figures }) => figures);
  for (const own of Map.groupBy(all, ({ indicator }) => indicator).values()) {
    if (new Set(own.map(({ brand }) => brand)).size < 2) {
      found.alone.push(own);
      continue;
    }
    const groups = [...Map.groupBy(own, ({ conditions }) => conditions.join("|")).values()];
    const same = groups.filter(comparable);
    found.alike.push(...same);
    const rest = groups.filter((group) => !same.includes(group)).flat();
    if (rest.length) found.apart.push({ figures: rest, reasons: reasons(own, rest) });
  }
  return found;
}

// Of two brands or more, of a known year, and one of each: two would compare a brand with itself.
function comparable(group) {
  const brands = group.map(({ brand }) => brand);
  return brands.length > 1 && new Set(brands).size === brands.length && group[0].conditions[YEAR];
}

function reasons(own, rest) {
  const differing = CONDITIONS.filter((_, n) => new Set(own.map(({ conditions }) => conditions[n])).size > 1);
  const said = differing.map(([, spoken]) => spoken);
  if (rest.some(({ conditions }) => !conditions[YEAR])) said.push(words.undated);
  if (!said.length) said.push(words.several);
  return said;
}

// -- The page ------------------------------------------------------------------------------------

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

function table(brands, rows) {
  const heads = brands.map((brand) => Object.assign(heading(brand), { scope: "col" }));
  const head = element("tr", element("td"), ...heads);
  const made = element("table", element("thead", head), element("tbody", ...rows));
  made.className = "sides";
  return made;
}

function heading(brand, name = "th") {
  const link = element("a", ...clones([...brand.name.childNodes]));
  link.href = brand.address;
  const place = element("small");
  put(place, brand.place);
  return element(name, link, " ", place);
}

// Each brand with its page and, where others stay, a way to leave it out.
function chosen(brands) {
  const others = (left) => brands.filter((brand) => brand !== left).map(({ id }) => id);
  return brands.map((brand) => {
    const item = heading(brand, "li");
    const link = element("a", words.leave);
    link.href = `?brands=${others(brand).join(",")}`;
    link.ariaLabel = words.leaving.replace("{name}", brand.name.textContent);
    if (brands.length > 2) item.append(" ", link);
    return item;
  });
}

const clones = (nodes) => nodes.map((node) => node.cloneNode(true));

function row(term, brands, content) {
  const cells = brands.map((brand) => {
    const cell = element("td", ...content(brand));
    cell.dataset.label = brand.name.textContent;
    return cell;
  });
  const head = element("th", ...term);
  head.scope = "row";
  return element("tr", head, ...cells);
}

function gap() {
  const chip = element("span", words.gap);
  chip.className = "gap";
  return chip;
}

// What one of them tells and another does not is not reported; of evidence it may not apply.
function described(brands, part, lacking) {
  const terms = [...new Set(brands.flatMap((brand) => brand[part].map(([term]) => term)))];
  return terms.map((term) =>
    row([term], brands, (brand) => {
      const own = brand[part].find(([name]) => name === term)?.[1];
      return own ? clones(own) : lacking();
    }),
  );
}

// A figure opens to its proof here as on its page; what it is compared with and when stand below.
function shown({ cells }) {
  const small = [cells.compared, cells.period].filter((cell) => cell.textContent.trim());
  const notes = small.map((cell) => element("small", ...clones([...cell.childNodes])));
  const subject = clones([...cells.indicator.querySelectorAll("small")]);
  return element("div", ...clones([...cells.value.childNodes]), ...subject, ...notes);
}

const nameOf = ([{ cells }]) => clones([cells.indicator.querySelector("a")]);

function figures(brands, own, reasons) {
  const term = nameOf(own);
  if (reasons) {
    const note = element("small");
    put(note, reasons.join(words.semicolon));
    term.push(note);
  }
  return row(term, brands, ({ id }) => own.filter(({ brand }) => brand === id).map(shown));
}

function fill(part, brands, rows) {
  const place = document.querySelector(`[data-part=${part}]`);
  place.replaceChildren(rows.length ? table(brands, rows) : element("p", words.none));
}

function listed(brands, found) {
  by("brands").replaceChildren(...chosen(brands));
  const nothing = () => [];
  const fields = described(brands, "fields", () => [gap()]);
  fill("fields", brands, [...fields, ...described(brands, "evidence", nothing)]);
  fill("alike", brands, found.alike.map((own) => figures(brands, own)));
  fill("apart", brands, found.apart.map(({ figures: own, reasons: said }) => figures(brands, own, said)));
  fill("alone", brands, found.alone.map((own) => figures(brands, own)));
}

by("scripts").hidden = true;
const ids = asked();
const answers = await Promise.allSettled(ids.map(read));
const lost = ids.filter((_, n) => answers[n].status === "rejected");
const found = answers.flatMap(({ value }) => value ?? []);
const brands = found.slice(0, MOST);
if (lost.length) put(by("failed"), `${words.colon}${lost.join(words.comma)}`);
by("failed").hidden = !lost.length;
by("many").hidden = found.length <= MOST;
if (brands.length > 1) {
  listed(brands, sorted(brands));
  by("compared").hidden = false;
  by("choose").hidden = true;
  const names = brands.map(({ name }) => name.textContent).join(" · ");
  document.title = `${names} · Beatbook`;
  pick(brands.map(({ id, name }) => ({ brand: id, name: name.textContent })));
}
followed();
