// What scripts add to every page: "/" goes to the search field, lists are filtered as one types, texts are copied or
// saved with one press, and words that were searched for are marked. Without it every page still works.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.getElementById("q");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

for (const box of document.querySelectorAll("[data-filter]")) {
  const field = box.querySelector("input");
  const status = box.querySelector("[role=status]");
  const items = [...document.querySelectorAll(`${box.dataset.filter} li`)];
  const names = items.map((item) => plain(item.querySelector("a, span").textContent));
  const write = new Intl.NumberFormat(document.documentElement.lang);
  box.hidden = false;
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, at) => {
      item.hidden = !words.every((word) => names[at].includes(word));
      shown += !item.hidden;
    });
    for (const group of document.querySelectorAll(`${box.dataset.filter} section`)) {
      group.hidden = !group.querySelector("li:not([hidden])");
    }
    status.textContent = words.length
      ? status.dataset.template.replace("{shown}", write.format(shown)).replace("{total}", write.format(items.length))
      : "";
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch {
      // No clipboard on pages opened from disk: select the text, and the reader copies it.
      getSelection().selectAllChildren(text);
      text.focus();
      return;
    }
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 2000);
  });
}

for (const button of document.querySelectorAll("[data-save]")) {
  const { save, name } = button.dataset;
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = document.getElementById(save).textContent;
    const lines = name.endsWith(".ris") ? text.replaceAll("\n", "\r\n") : text; // as that format asks
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines], { type: "application/octet-stream" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
}

// A paragraph shows the way to itself under the pointer; its anchor is there without.
document.querySelector(".e-content")?.addEventListener("pointerover", ({ target }) => {
  const block = target.closest(".e-content > [id]");
  if (!block || block.querySelector(".para")) return;
  const link = document.createElement("a");
  Object.assign(link, { className: "para", href: `#${block.id}`, textContent: "¶", tabIndex: -1, ariaHidden: "true" });
  block.append(link);
});

// The search page passes its words on in ?mark=…
const prose = document.querySelector(".e-content");
const marks = new URLSearchParams(location.search).getAll("mark").filter((word) => word.length > 1);
if (prose && marks.length) {
  const wanted = marks.map((word) => plain(word).replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${wanted.join("|")})[\\p{L}\\p{N}]*`, "gu");
  const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const node of texts) {
    const letters = [...node.data].map(plain);
    // Folding keeps one unit for one only where the text has no ligatures or combining letters; others stay unmarked.
    if (letters.join("").length !== node.data.length) continue;
    const found = [...letters.join("").matchAll(pattern)].reverse();
    for (const match of found) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      range.surroundContents(document.createElement("mark"));
    }
  }
  if (!location.hash) prose.querySelector("mark")?.scrollIntoView({ block: "center" });
}
