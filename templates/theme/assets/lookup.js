// Looks questions up in the index below search/, whose form generator/publish/search.py tells:
// which brands hold every word, and how well. Of the index it loads the blocks with these words.
const TOGETHER = 8; // brands whose results are in one file
const LEAST = 3; // letters from which a word is found by its beginning, a name by its initials
const LONGEST = 40; // letters that are tried as pinyin
const WAYS = 64; // to part them into syllables
const HAN = /\p{Script=Han}/u;
const WORDS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
const PARTICLES = new Set("的了和与及在之"); // say nothing between two words
// What a word is worth where it stands: in the name, a place, an indicator, agency or summary, and
// all else, each with half a point more where the page has it often. To be the whole of a name,
// place or indicator adds to that; words of one run of Chinese that stand apart are worth little.
const WORTH = [6.5, 6, 5.5, 5, 4.5, 4, 2.5, 2, 1.5, 1];
const WHOLE = 3;
const APART = 0.1;

export const isChinese = (word) => HAN.test(word);
const typedIn = (text) => text.normalize("NFKC").match(WORDS) ?? [];
export const wordsOf = (text) => typedIn(text.toLowerCase());

// A word is found by its beginning while it is typed, a number only whole.
export const fits = (own, word) =>
  own === word ||
  stem(own) === stem(word) ||
  (word.length >= LEAST && /\D/.test(word) && own.startsWith(word));

// An English word without its ending, so that “drones” finds “drone”; the same for “patrolling”.
function stem(word) {
  const one = word.length > 4 ? word.replace(/i(?:es|ed)$/, "y") : word;
  const bare = one.replace(/(?<=..[^s])s$/, "").replace(/(?<=...)(?:ing|ed)$/, "");
  return bare.replace(/(?<=...)e$/, "").replace(/([^aeiou])\1$/, "$1");
}

// What a page must hold of a run of Chinese: each of its words, where a word is one of several
// `forms`. A single character says nothing: it goes with those beside it, else with a word beside.
export function partsOf(run) {
  const words = [];
  for (const word of segments(run)) {
    const loose = isSingle(word);
    if (loose && words.at(-1)?.loose) words.at(-1).text += word;
    else words.push({ text: word, loose });
  }
  return words.flatMap(({ text }, at) => {
    const [before, after] = [words[at - 1]?.text ?? "", words[at + 1]?.text ?? ""];
    if (!isSingle(text) || !(before || after)) return { text, forms: [text] };
    if (before && after && PARTICLES.has(text)) return [];
    const forms = [before && before + text, after && text + after].filter(Boolean);
    return { text: before + text + after, forms };
  });
}

const isSingle = (word) => [...word].length === 1;

function segments(run) {
  if (!Intl.Segmenter) return [run];
  const words = new Intl.Segmenter("zh", { granularity: "word" });
  return [...words.segment(run)].map(({ segment }) => segment);
}

// Brands with their grades: those in all maps with the weakest, those in any with the best.
function inAll([first, ...others]) {
  const held = [...(first ?? [])].filter(([brand]) => others.every((map) => map.has(brand)));
  const most = (brand, own) => Math.max(own, ...others.map((map) => map.get(brand)));
  return new Map(held.map(([brand, own]) => [brand, most(brand, own)]));
}

function inAny(maps) {
  const found = new Map();
  for (const map of maps)
    for (const [brand, own] of map) found.set(brand, Math.min(own, found.get(brand) ?? own));
  return found;
}

const worth = (map, share = 1) =>
  new Map([...map].map(([brand, grade]) => [brand, share * WORTH[grade]]));

function added(maps) {
  const sums = new Map();
  for (const map of maps)
    for (const [brand, value] of map) sums.set(brand, value + (sums.get(brand) ?? 0));
  return sums;
}

function numbersOf(differences) {
  let last = 0;
  return differences ? differences.split(" ").map((step) => (last += Number(step))) : [];
}

export class Index {
  static async open(language) {
    const index = new Index();
    Object.assign(index, await index.#get(`${language}.json`, { cache: "no-cache" }));
    const pairs = index.simplified.match(/../gu) ?? [];
    index.forms = new Map(pairs.map((pair) => [...pair]));
    index.known = new Set(index.syllables);
    return index;
  }

  #files = new Map();

  async #get(path, options) {
    const file = new URL(`../search/${path}`, import.meta.url);
    const answer = await fetch(file, options);
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    return answer.json();
  }

  #load(path) {
    if (!this.#files.has(path)) this.#files.set(path, this.#get(`${this.folder}/${path}.json`));
    return this.#files.get(path);
  }

  // All brands, as found by no question.
  all() {
    return new Map(Array.from({ length: this.brands }, (_, brand) => [brand, 0]));
  }

  // What a result shows of a brand.
  async shown(brand) {
    return (await this.#load(`brands/${Math.floor(brand / TOGETHER)}`))[brand % TOGETHER];
  }

  // The brands of each value of a facet.
  async facet(name) {
    const values = Object.entries(await this.#load(`facets/${name}`));
    return new Map(values.map(([value, brands]) => [value, new Set(numbersOf(brands))]));
  }

  // The brands that hold all of a question, with what they are worth, and the words that none has.
  // Pinyin may have been typed with an apostrophe or a space between its syllables.
  async find(question) {
    const joined = question.replace(/(?<=\p{Script=Latin})[\s'’]+(?=\p{Script=Latin})/gu, "");
    const first = await this.#ask(question);
    for (const other of new Set([question.replace(/['’]/g, ""), joined])) {
      if (first.found.size || other === question) continue;
      const answer = await this.#ask(other);
      if (answer.found.size) return answer;
    }
    return first;
  }

  async #ask(question) {
    const held = await Promise.all(
      typedIn(question).map((word) => (isChinese(word) ? this.#run(word) : this.#word(word))),
    );
    const words = wordsOf(this.simple(question));
    const parts = words.filter(isChinese).flatMap(partsOf);
    const spoken = words.flatMap((word) => this.#ways(word).map((way) => way.join(" ")));
    const names = new Set([...words, ...parts.map(({ text }) => text), words.join(" "), ...spoken]);
    const called = await Promise.all([...names].map((name) => this.#postings(`^${name}`)));
    const whole = called.map((own) => new Map([...own.keys()].map((brand) => [brand, WHOLE])));
    const all = inAll(held.map(({ found }) => found));
    const sums = added([...held.map(({ found }) => found), ...whole]);
    return {
      found: new Map([...sums].filter(([brand]) => all.has(brand))),
      missing: held.flatMap(({ missing }) => missing),
    };
  }

  // Traditional characters in the simplified forms that the book has, one for one.
  simple(text) {
    return [...text].map((character) => this.forms.get(character) ?? character).join("");
  }

  async #run(typed) {
    const run = this.simple(typed);
    const parts = await Promise.all(
      partsOf(run).map(async ({ text, forms }) => {
        const held = inAny(await Promise.all(forms.map((form) => this.#standing(form))));
        return { at: run.indexOf(text), text, held };
      }),
    );
    const together = worth(await this.#standing(run));
    const apart = worth(inAll(parts.map(({ held }) => held)), APART);
    const missing = parts
      .filter(({ held }) => !held.size)
      .map(({ at, text }) => typed.slice(at, at + text.length))
      .filter((word, _, all) => !all.some((other) => other !== word && other.includes(word)));
    return { found: new Map([...apart, ...together]), missing };
  }

  // Where a text of Chinese stands, by the weakest grade of its parts.
  async #standing(text) {
    return inAll(await Promise.all(gramsOf([...text]).map((gram) => this.#postings(gram.join("")))));
  }

  // A word of letters or digits. It may be the pinyin of a whole name or place, and what no page
  // holds that of a part of one, or its initials.
  async #word(typed) {
    const word = typed.toLowerCase();
    const fitting = (await this.#beginning(stem(word))).filter(([own]) => fits(own, word));
    const names = this.#ways(word).map((way) => this.#postings(`^${way.join(" ")}`));
    const standing = [...fitting.map(([, own]) => own), ...(await Promise.all(names))];
    const held = fitting.length ? inAny(standing) : await this.#spoken(word);
    return { found: worth(held), missing: held.size ? [] : [typed] };
  }

  async #spoken(word) {
    const letters = lettersOf(word);
    if (!letters) return new Map();
    const read = this.#ways(word).map(async (way) => {
      const grams = gramsOf(way).map((gram) => this.#postings(`~${gram.join(" ")}`));
      return inAll(await Promise.all(grams));
    });
    const initials = letters.length < LEAST ? [] : await this.#beginning(`!${letters}`);
    return inAny([...(await Promise.all(read)), ...initials.map(([, own]) => own)]);
  }

  // How a word may be read as two syllables or more.
  #ways(word) {
    const letters = lettersOf(word);
    return letters ? this.#syllables(letters).filter((way) => way.length > 1) : [];
  }

  // The ways to part letters into syllables, the first few of many: “xian” is one or two.
  #syllables(letters) {
    let ways = [{ way: [], rest: letters }];
    while (ways.some(({ rest }) => rest))
      ways = ways.slice(0, WAYS).flatMap(({ way, rest }) => {
        if (!rest) return [{ way, rest }];
        const starts = [...rest.slice(0, 6)].map((_, at) => rest.slice(0, at + 1));
        const fitting = starts.filter((start) => this.known.has(start));
        return fitting.map((own) => ({ way: [...way, own], rest: rest.slice(own.length) }));
      });
    return ways.map(({ way }) => way);
  }

  // -- Blocks ------------------------------------------------------------------------------------

  // The number of the block that a term would stand in: the last that does not begin after it.
  #blockOf(term) {
    let [low, high] = [0, this.blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.blocks[middle] <= term) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  // The brands that hold a term, each with its grade: an index of WORTH.
  async #postings(term) {
    const block = await this.#load(`blocks/${this.#blockOf(term)}`);
    const lists = Object.hasOwn(block, term) ? block[term].split("|") : [];
    return new Map(lists.flatMap((own, at) => numbersOf(own).map((brand) => [brand, at])));
  }

  // Every term that begins as given, with its brands; a very short beginning has to be all of it.
  async #beginning(start) {
    if (start.length < LEAST) return [[start, await this.#postings(start)]];
    const [first, last] = [this.#blockOf(start), this.#blockOf(`${start}\uffff`)];
    const numbers = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    const blocks = await Promise.all(numbers.map((number) => this.#load(`blocks/${number}`)));
    const terms = blocks.flatMap(Object.keys).filter((term) => term.startsWith(start));
    return Promise.all(terms.map(async (term) => [term, await this.#postings(term)]));
  }
}

// What may be pinyin, without its tones, ü as v; nothing where it cannot be.
function lettersOf(word) {
  const letters = word.normalize("NFD").replace(/u\u0308/g, "v").replace(/\p{M}/gu, "");
  return /^[a-z]+$/.test(letters) && letters.length <= LONGEST ? letters : "";
}

// Neighbours by threes, or all where there are fewer.
function gramsOf(whole) {
  const length = Math.min(3, whole.length);
  return whole.slice(length - 1).map((_, at) => whole.slice(at, at + length));
}
