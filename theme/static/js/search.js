// The search page: results as one types, facets with counts, everything in the address. The index itself comes from
// Pagefind where the site is served, and from search-disk.js where it was opened from a disk.
"use strict";

(() => {
  const root = document.getElementById("search");
  if (!root) return;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const site = read("search-data");
  const words = read("search-words");
  const FACETS = ["person", "topic", "source", "year"];
  const PAGE = 10;
  const FIRST = 4; // results while the index of older articles is still on its way: each brings its whole text
  const SHOWN = 8;
  const byId = (id) => document.getElementById(id);
  const [box, sort, from, to] = ["[name=q]", "[name=sort]", "[name=from]", "[name=to]"].map((one) => root.querySelector(one));
  const [facets, results, found, hint, more, clear] = ["facets", "results", "found", "hint", "more", "clear"].map(byId);
  const number = new Intl.NumberFormat(site.lang);
  const compare = new Intl.Collator(site.lang).compare;
  const opened = new Set();
  let turn = 0;
  let answer = null;
  let shown = 0;

  // Pagefind, behind the three questions that the page asks: what is there, what is found, what does a result say.

  async function overHttp() {
    const address = (path) => new URL(path, location.href).href;
    const options = { baseUrl: new URL(site.root, location.href).pathname, excerptLength: 32 };
    const pagefind = await import(address(`${site.bundles[0]}pagefind.js`));
    // Without its worker, which would be as large again as all of Pagefind and save milliseconds.
    await pagefind.options({ ...options, noWorker: true });
    await pagefind.init();
    let every = null;
    let merging = null;
    let complete = site.bundles.length === 1;
    async function merge() {
      for (const other of site.bundles.slice(1)) await pagefind.mergeIndex(address(other), options);
      every = null;
      complete = true;
    }
    const days = async (state) => {
      every ??= await pagefind.filters();
      const known = Object.keys(every.day ?? {});
      const within = known.filter((day) => (!state.from || day >= state.from) && (!state.to || day <= state.to));
      return within.length ? within : ["none"];
    };
    const filters = async (state, without) => {
      const chosen = {};
      for (const facet of FACETS) {
        if (facet !== without && state[facet].length) chosen[facet] = { any: state[facet] };
      }
      if (state.from || state.to) chosen.day = { any: await days(state) };
      return chosen;
    };
    // Merged bundles are put in order by rank, which is no order of dates: ask year by year, the undated come last.
    async function byDate(state, way) {
      every ??= await pagefind.filters();
      const limits = await filters(state);
      const years = Object.keys(every.year ?? {}).filter((year) => !state.year.length || state.year.includes(year));
      years.sort((a, b) => (way === "newest" ? b - a : a - b));
      const hits = [];
      for (const year of years) {
        const narrowed = { filters: { ...limits, year: { any: [year] } }, sort: { date: way === "newest" ? "desc" : "asc" } };
        hits.push(...(await pagefind.search(state.q || null, narrowed)).results);
      }
      const dated = new Set(hits.map((hit) => hit.id));
      const all = (await pagefind.search(state.q || null, { filters: limits })).results;
      return [...hits, ...all.filter((hit) => !dated.has(hit.id))];
    }
    return {
      // The newest articles answer first; the older ones are read when that answer stands.
      complete: () => complete,
      whole: () => (complete ? null : (merging ??= merge())),
      counts: async () => (every ??= await pagefind.filters()),
      async search(state) {
        const way = state.sort || (state.q ? "" : "newest");
        const hits = way
          ? await byDate(state, way)
          : (await pagefind.search(state.q, { filters: await filters(state) })).results;
        return {
          total: hits.length,
          page: (start, size = PAGE) =>
            Promise.all(
              hits.slice(start, start + size).map(async (hit) => {
                const { url, excerpt, meta } = await hit.data();
                return { url, title: meta.title, when: meta.when, source: meta.source, excerpt: within(marked(excerpt), meta.title) };
              }),
            ),
          // Inside a facet the values are alternatives: their counts leave out that facet's own choice.
          async counts() {
            every ??= await pagefind.filters();
            const base = (await pagefind.search(state.q || null, { filters: await filters(state) })).filters;
            const counts = {};
            for (const facet of FACETS) {
              const own = state[facet].length
                ? (await pagefind.search(state.q || null, { filters: await filters(state, facet) })).filters
                : base;
              counts[facet] = own[facet] ?? {};
            }
            return counts;
          },
        };
      },
    };
  }

  // An excerpt comes as HTML with marks; only its texts and marks are taken over.
  function marked(html) {
    const parts = [];
    for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) {
      parts.push([node.textContent, node.nodeName === "MARK"]);
    }
    return parts;
  }

  // Pagefind's excerpts know no sentences, and begin with the headline where the match is near the top: what repeats the
  // headline is left out, and dots tell where the text goes on.
  function within(parts, title = "") {
    const text = parts.map(([part]) => part).join("");
    const tails = [...title.matchAll(/\S+/g)].map(({ index }) => title.slice(index));
    let cut = tails.find((tail) => text.startsWith(tail))?.length ?? 0;
    const kept = cut ? [] : [["… ", false]];
    for (const [part, hit] of parts) {
      if (part.length > cut) kept.push([kept.length ? part.slice(cut) : part.slice(cut).replace(/^[\s.]+/, ""), hit]);
      cut = Math.max(0, cut - part.length);
    }
    return kept.some(([part]) => part.trim()) ? [...kept, [/[.!?”»]$/.test(text) ? "" : " …", false]] : parts;
  }

  async function fromDisk() {
    const load = (address) =>
      new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = done;
        script.onerror = () => failed(new Error(`cannot load ${address}`));
        document.head.append(script);
      });
    window.newsdigestDocuments = [];
    for (const address of [site.library, site.fallback, ...site.documents]) await load(address);
    return { ...window.newsdigestDisk(site.root, FACETS, PAGE), complete: () => true, whole: () => null };
  }

  let engine = null;
  const ready = () => (engine ??= location.protocol === "file:" ? fromDisk() : overHttp());

  // What is asked for, in the form and in the address

  function stateOf(form) {
    const state = { q: box.value.trim(), sort: sort.value, from: from.value, to: to.value };
    for (const facet of FACETS) state[facet] = form[facet] ?? [];
    return state;
  }

  const chosen = Object.fromEntries(FACETS.map((facet) => [facet, []]));

  function fromAddress() {
    const query = new URLSearchParams(location.search);
    for (const [field, name] of [[box, "q"], [sort, "sort"], [from, "from"], [to, "to"]]) field.value = query.get(name) ?? "";
    if (sort.selectedIndex < 0) sort.value = "";
    for (const facet of FACETS) chosen[facet] = query.getAll(facet);
  }

  function toAddress(state) {
    const query = new URLSearchParams();
    for (const name of ["q", "sort", "from", "to"]) if (state[name]) query.set(name, state[name]);
    for (const facet of FACETS) for (const value of state[facet]) query.append(facet, value);
    const address = query.size ? `?${query}` : location.pathname;
    try {
      history.replaceState(null, "", address);
    } catch {
      // Some browsers keep the address of a page on disk as it is; search works all the same.
    }
  }

  // Drawing

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function say(text, note = "") {
    found.textContent = text;
    hint.textContent = note;
  }

  function drawFacets(counts) {
    const focus = document.activeElement?.dataset?.value;
    const drawn = FACETS.map((facet) => {
      const values = { ...Object.fromEntries(chosen[facet].map((value) => [value, 0])), ...counts[facet] };
      const names = Object.keys(values).filter((name) => values[name] || chosen[facet].includes(name));
      names.sort((a, b) =>
        facet === "year"
          ? compare(b, a)
          : chosen[facet].includes(b) - chosen[facet].includes(a) || values[b] - values[a] || compare(a, b),
      );
      if (!names.length) return "";
      const some = opened.has(facet) ? names : names.slice(0, SHOWN);
      const group = element("fieldset", { class: "facet" }, element("legend", {}, words[facet]));
      for (const name of some) {
        const input = element("input", { type: "checkbox", name: facet, value: name, "data-value": `${facet}:${name}` });
        input.checked = chosen[facet].includes(name);
        group.append(
          element(
            "label",
            {},
            input,
            element("span", { class: "name" }, name),
            element("span", { class: "num" }, number.format(values[name])),
          ),
        );
      }
      if (names.length > SHOWN) {
        const rest = number.format(names.length - SHOWN);
        const text = opened.has(facet) ? words.fewer : words.more_values.replace("{shown}", rest);
        group.append(element("button", { type: "button", "data-facet": facet, "data-value": `more:${facet}` }, text));
      }
      return group;
    });
    facets.replaceChildren(...drawn);
    if (focus) [...facets.querySelectorAll("[data-value]")].find((one) => one.dataset.value === focus)?.focus();
  }

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // A headline in parts, with marks for the words that begin as a searched word does.
  const headline = (text, terms) =>
    text
      .split(/([\p{L}\p{N}\p{M}]+)/u)
      .map((part) => (terms.some((term) => plain(part).startsWith(term)) ? element("mark", {}, part) : part));

  function drawResults(views, state) {
    const terms = state.q.match(/[\p{L}\p{N}]+/gu) ?? [];
    const folded = terms.map(plain);
    for (const view of views) {
      const url = new URL(view.url, location.href);
      for (const term of terms) url.searchParams.append("mark", term);
      const line = element("li", { class: "line" });
      line.append(
        element("p", { class: "line__date" }, view.when ?? ""),
        element("p", {}, element("a", { class: "line__head", href: url.href, dir: "auto" }, ...headline(view.title ?? view.url, folded))),
        element(
          "p",
          { class: "excerpt", dir: "auto" },
          ...view.excerpt.map(([text, hit]) => (hit ? element("mark", {}, text) : text)),
        ),
        element("p", { class: "meta" }, view.source ?? ""),
      );
      results.append(line);
    }
    shown += views.length;
    more.hidden = shown >= answer.total;
  }

  function show(next, views, state) {
    const focus = results.contains(document.activeElement) ? document.activeElement.href : "";
    answer = next;
    shown = 0;
    results.replaceChildren();
    drawResults(views, state);
    if (focus) [...results.querySelectorAll("a")].find((link) => link.href === focus)?.focus();
    if (next.total) say(words.found.replace("{total}", number.format(next.total)));
    else say(words.none, words.none_hint);
  }

  async function run() {
    const mine = ++turn;
    const state = stateOf(chosen);
    const asked = state.q || state.from || state.to || FACETS.some((facet) => state[facet].length);
    toAddress(state);
    clear.hidden = !asked;
    root.setAttribute("aria-busy", "true");
    if (!found.textContent) say(words.loading);
    try {
      const source = await ready();
      if (mine !== turn) return;
      if (!asked) {
        results.replaceChildren();
        more.hidden = true;
        say(words.start);
        await source.whole();
        const counts = await source.counts();
        if (mine === turn) drawFacets(counts);
        return;
      }
      for (let last = false; !last; ) {
        last = source.complete();
        const next = await source.search(state);
        const views = await next.page(0, last ? PAGE : FIRST);
        if (mine !== turn) return;
        if (next.total || last) show(next, views, state);
        if (!last) {
          hint.textContent = words.older;
          await source.whole();
          if (mine !== turn) return;
        }
      }
      if (place) {
        const { count, top } = place;
        place = null;
        if (count > shown) drawResults(await answer.page(shown, count - shown), state);
        scrollTo(0, top);
      }
      const counts = await answer.counts();
      if (mine === turn) drawFacets(counts);
    } catch (error) {
      if (mine !== turn) return;
      engine = null;
      console.warn(error);
      results.replaceChildren();
      say(words.error);
    } finally {
      if (mine === turn) root.removeAttribute("aria-busy");
    }
  }

  // Who comes back from an article finds as many results as before, at the same place.
  let place = history.state?.count ? history.state : null;
  addEventListener("pagehide", () => {
    if (!shown) return;
    try {
      history.replaceState({ count: shown, top: scrollY }, "");
    } catch {
      // As above.
    }
  });

  // Listening

  let timer = 0;
  box.addEventListener("input", () => {
    // Busy from the first key on: what is still under way answers an older question.
    turn += 1;
    root.setAttribute("aria-busy", "true");
    clearTimeout(timer);
    timer = setTimeout(run, 120);
  });
  for (const field of [sort, from, to]) field.addEventListener("change", run);
  root.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    run();
  });
  facets.addEventListener("change", ({ target }) => {
    const list = chosen[target.name];
    chosen[target.name] = target.checked ? [...list, target.value] : list.filter((value) => value !== target.value);
    run();
  });
  facets.addEventListener("click", async ({ target }) => {
    const facet = target.dataset.facet;
    if (!facet) return;
    if (!opened.delete(facet)) opened.add(facet);
    const source = await ready();
    drawFacets(await (answer && !clear.hidden ? answer : source).counts());
  });
  clear.addEventListener("click", () => {
    for (const field of [box, from, to]) field.value = "";
    for (const facet of FACETS) chosen[facet] = [];
    answer = null;
    box.focus();
    run();
  });
  more.addEventListener("click", async () => {
    const mine = turn;
    const first = shown;
    const views = await answer.page(shown);
    if (mine !== turn) return;
    drawResults(views, stateOf(chosen));
    results.children[first]?.querySelector("a").focus();
  });
  root.addEventListener("keydown", (event) => {
    const links = [...results.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const inBox = document.activeElement === box;
    if (event.key === "ArrowDown" && (inBox || at >= 0) && links[at + 1]) links[at + 1].focus();
    else if (event.key === "ArrowUp" && at > 0) links[at - 1].focus();
    else if ((event.key === "ArrowUp" && at === 0) || (event.key === "Escape" && at >= 0)) box.focus();
    else if (event.key === "Escape" && inBox && box.value) {
      box.value = "";
      run();
    } else return;
    event.preventDefault();
  });
  addEventListener("popstate", () => {
    fromAddress();
    run();
  });

  root.hidden = false;
  if (matchMedia("(max-width: 56rem)").matches) root.querySelector(".search__facets details").open = false;
  fromAddress();
  if (!location.search) box.focus({ preventScroll: true });
  run();
})();
