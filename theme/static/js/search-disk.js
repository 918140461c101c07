// Search for a site that was opened from disk, where Pagefind cannot run: the same questions, answered by MiniSearch
// over the documents that the site's own scripts have pushed.
"use strict";

window.newsdigestDisk = (root, facets, size) => {
  const documents = window.newsdigestDocuments;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const index = new MiniSearch({
    fields: ["t", "s", "p", "o", "x"],
    idField: "u",
    extractField: (item, field) => (Array.isArray(item[field]) ? item[field].join("\n") : (item[field] ?? "")),
    processTerm: (term) => plain(term) || null,
  });
  const byAddress = new Map(documents.map((item) => [item.u, item]));
  index.addAll(documents);

  const values = {
    person: (item) => item.p ?? [],
    topic: (item) => item.o ?? [],
    source: (item) => (item.c ? [item.c] : []),
    year: (item) => (item.y ? [String(item.y)] : []),
  };
  const order = { newest: (a, b) => (b.d ?? "").localeCompare(a.d ?? ""), oldest: (a, b) => (a.d || "9").localeCompare(b.d || "9") };
  const fits = (state, item, without) =>
    // Only a date known to the day lies within a range of days.
    (!state.from || (item.d?.length >= 10 && item.d.slice(0, 10) >= state.from)) &&
    (!state.to || (item.d?.length >= 10 && item.d.slice(0, 10) <= state.to)) &&
    facets.every(
      (facet) => facet === without || !state[facet].length || values[facet](item).some((value) => state[facet].includes(value)),
    );

  function matches(query) {
    if (!query) return documents;
    const options = { prefix: true, combineWith: "AND", boost: { t: 4, p: 3, o: 2, s: 2 } };
    return index.search(query, options).map((hit) => byAddress.get(hit.id));
  }

  function count(items) {
    const counts = Object.fromEntries(facets.map((facet) => [facet, {}]));
    for (const facet of facets) {
      for (const item of items(facet)) {
        for (const value of new Set(values[facet](item))) counts[facet][value] = (counts[facet][value] ?? 0) + 1;
      }
    }
    return counts;
  }

  // The words around the first match, with every match marked.
  function excerpt(item, query) {
    const terms = (query.match(/[\p{L}\p{N}]+/gu) ?? []).map(plain);
    const tokens = (item.x || item.s || "").split(/(\s+)/);
    const hit = (token) => terms.some((term) => plain(token).replace(/^[^\p{L}\p{N}]+/u, "").startsWith(term));
    const first = Math.max(0, tokens.findIndex(hit) - 20);
    const parts = tokens.slice(first, first + 64).map((token) => [token, hit(token)]);
    if (first > 0) parts.unshift(["… ", false]);
    if (first + 64 < tokens.length) parts.push([" …", false]);
    return parts;
  }

  return {
    counts: async () => count(() => documents),
    async search(state) {
      const all = matches(state.q);
      const found = all.filter((item) => fits(state, item));
      const way = order[state.sort || (state.q ? "" : "newest")];
      if (way) found.sort(way);
      return {
        total: found.length,
        page: async (start, count = size) =>
          found.slice(start, start + count).map((item) => ({
            url: root + item.u,
            title: item.t,
            when: item.w ?? item.d,
            source: item.c,
            excerpt: excerpt(item, state.q),
          })),
        counts: async () => count((facet) => all.filter((item) => fits(state, item, facet))),
      };
    },
  };
};
