// Between what is selected in the page, which counts UTF-16 units, and the article's offsets, which count code points.

const root = () => document.getElementById("text");

/** All pieces of text in order; each knows the offset at which it starts. */
function pieces() {
  return [...root().querySelectorAll("[data-start]")];
}

/** The number of code points in a string. */
export function length(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The selected stretch of the article as { start, end }; null where nothing of it is selected. White space at the ends is left out. */
export function selectedSpan() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  let start = null;
  let end = null;
  for (const piece of pieces()) {
    if (!range.intersectsNode(piece)) continue;
    const node = piece.firstChild;
    const from = range.startContainer === node ? range.startOffset : 0;
    const to = range.endContainer === node ? range.endOffset : node.data.length;
    const chosen = node.data.slice(from, to);
    const bare = chosen.trim();
    if (!bare) continue;
    const first = Number(piece.dataset.start);
    const before = from + chosen.indexOf(bare);
    start ??= first + length(node.data.slice(0, before));
    end = first + length(node.data.slice(0, before + bare.length));
  }
  return start === null ? null : { start, end };
}

/** The DOM range of a stretch of the article; null where the page does not show it. */
export function rangeOf(start, end) {
  const range = document.createRange();
  let begun = false;
  for (const piece of pieces()) {
    const node = piece.firstChild;
    const first = Number(piece.dataset.start);
    const last = first + length(node.data);
    if (!begun && start >= first && start < last) {
      range.setStart(node, units(node.data, start - first));
      begun = true;
    }
    if (begun && end > first && end <= last) {
      range.setEnd(node, units(node.data, end - first));
      return range;
    }
  }
  return null;
}

function units(text, points) {
  let at = 0;
  for (const character of text) {
    if (points === 0) break;
    points -= 1;
    at += character.length;
  }
  return at;
}

/** The paragraphs of the article: their text, and for each UTF-16 unit its offset in the article. */
export function paragraphs() {
  return [...root().querySelectorAll("p")].map((paragraph) => {
    let text = "";
    const offsets = [];
    let after = 0;
    for (const piece of paragraph.querySelectorAll("[data-start]")) {
      let offset = Number(piece.dataset.start);
      for (const character of piece.firstChild.data) {
        for (let unit = 0; unit < character.length; unit += 1) offsets.push(offset);
        text += character;
        offset += 1;
      }
      after = offset;
    }
    offsets.push(after);
    return { text, offsets };
  });
}

/** The words of the article and its punctuation marks, one by one, as { start, end }. */
export function tokens() {
  return paragraphs().flatMap(({ text, offsets }) =>
    [...text.matchAll(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu)].map((found) => ({ start: offsets[found.index], end: offsets[found.index + found[0].length] })));
}

/** Every place of some words, as { start, end }; "first … last" finds what begins and ends so. */
export function find(words) {
  const pattern = words.trim().split(/\s*(?:…|\.\.\.)\s*/u).filter(Boolean)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+")).join("[\\s\\S]*?");
  if (!pattern) return [];
  const wanted = new RegExp(pattern, "giu");
  return paragraphs().flatMap(({ text, offsets }) =>
    [...text.matchAll(wanted)].map((found) => ({ start: offsets[found.index], end: offsets[found.index + found[0].length] })));
}
