// The rows of a table that a script narrows and sorts: read from a file as
// generator/site/explorer.py makes it, each column with its words by place and its cells.
const language = document.documentElement.lang;
const collator = new Intl.Collator(language === "en" ? "en" : "zh-CN", { numeric: true });

// As it is typed: without full-width forms, capitals and the sign of minus.
const plain = (text) => text.normalize("NFKC").toLowerCase().replaceAll("−", "-");

export class Table {
  static async load(address) {
    const answer = await fetch(address, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return new Table((await answer.json()).columns);
  }

  constructor(given) {
    this.columns = given.map((column) => new Column(column));
    this.facets = this.columns.filter(({ facet }) => facet);
    this.length = given[0].rows.length;
  }

  named(name) {
    return this.columns.find((column) => column.name === name);
  }

  // The rows that hold every word and pass every facet (`chosen`: its name and a set of keys), and
  // for each facet how many rows each of its values would show, the choice in the others being as
  // it is; the last of these is for rows that have no value. One pass does both: for each row it
  // counts the facets that refuse it and keeps the last of them.
  narrow(words, chosen) {
    const refused = new Uint8Array(this.length);
    const last = new Int8Array(this.length);
    this.facets.forEach((column, facet) => {
      const keys = chosen.get(column.name);
      if (!keys) return;
      const wanted = column.keys.map((key) => keys.has(key));
      for (let row = 0; row < this.length; row++) {
        const places = column.at(row);
        if (places.length ? places.some((place) => wanted[place]) : keys.has("")) continue;
        refused[row]++;
        last[row] = facet;
      }
    });
    for (const word of plain(words).split(/\s+/).filter(Boolean)) {
      const holds = this.#holding(word);
      for (let row = 0; row < this.length; row++) if (!holds(row)) refused[row] = BY_WORDS;
    }
    return { found: this.#passing(refused), counts: this.#counts(refused, last) };
  }

  #holding(word) {
    const hits = this.columns.map((column) => column.texts.map((text) => plain(text).includes(word)));
    return (row) => this.columns.some((column, n) => column.at(row).some((place) => hits[n][place]));
  }

  #passing(refused) {
    return [...refused.keys()].filter((row) => !refused[row]);
  }

  #counts(refused, last) {
    return this.facets.map((column, facet) => {
      const counts = new Uint32Array(column.keys.length + 1);
      for (let row = 0; row < this.length; row++) {
        if (refused[row] && (refused[row] > 1 || last[row] !== facet)) continue;
        const places = column.at(row);
        for (const place of places) counts[place]++;
        if (!places.length) counts[column.keys.length]++;
      }
      return counts;
    });
  }
}

const BY_WORDS = 255; // more than there are facets: no choice in one would let the row pass

const NOTHING = [];
const single = [];

class Column {
  constructor(given) {
    Object.assign(this, given);
    this.keys = given.words.map((word) => (typeof word === "string" ? word : word[0]));
    this.texts = given.words.map((word) => (typeof word === "string" ? word : word[1]));
  }

  // The places of the words of a row.
  at(row) {
    const cell = this.rows[row];
    if (Array.isArray(cell)) return cell;
    return cell < 0 ? NOTHING : (single[cell] ??= [cell]);
  }

  // Rows by number, by the order of the words or as the language sorts their texts; what is not
  // reported comes last in either direction.
  sort(rows, backwards) {
    const sorted = [...this.keys.keys()];
    if (!this.ordered) sorted.sort((a, b) => collator.compare(this.texts[a], this.texts[b]));
    const ranks = new Float64Array(sorted.length);
    sorted.forEach((place, rank) => (ranks[place] = rank));
    const value = (row) => this.numbers?.[row] ?? ranks[this.at(row)[0]] ?? null;
    const values = new Map(rows.map((row) => [row, value(row)]));
    const way = backwards ? -1 : 1;
    return rows.sort((a, b) => {
      const [one, other] = [values.get(a), values.get(b)];
      if (one === null || other === null) return (one === null) - (other === null) || a - b;
      return way * (one - other) || a - b;
    });
  }
}
