// The desk: one article, the item that is being decided on, and a key for each thing to do.

import { changes, enliven, hideSpan, setSpan, showProblems, showSpan } from "./form.js";
import { selectedSpan } from "./offsets.js";
import { onKey, say, send, singleKeys } from "./talk.js";

const desk = document.getElementById("desk");
const card = document.getElementById("card");
const text = document.getElementById("text");
const list = document.getElementById("items");
let current = null;

const items = () => [...list.children].filter((item) => !item.classList.contains("off"));
const itemOf = (key) => list.querySelector(`[data-key="${CSS.escape(key)}"]`);
const open = (item) => item.dataset.status === "unreviewed" || item.dataset.look;
const name = (item) => `${item.querySelector(".chip").textContent} ${item.querySelector("b").textContent}`;

/** Makes an item the current one: marks it, its links and its row in the list, and fetches what can be done about it. */
async function select(key, { scroll = true, form = null } = {}) {
  const item = itemOf(key);
  if (!item) return;
  current = key;
  history.replaceState(null, "", `#${key}`);
  show(item, scroll);
  await fetchCard(`items/${encodeURIComponent(key)}`, key);
  if (form) openForm(form);
}

function show(item, scroll) {
  const links = item.dataset.links.split(" ").filter(Boolean);
  for (const mark of text.querySelectorAll("mark")) {
    mark.classList.toggle("current", mark.dataset.key === item.dataset.key);
    mark.classList.toggle("joined", links.includes(mark.dataset.key));
  }
  for (const other of list.children) {
    other.classList.toggle("current", other === item);
    other.firstElementChild.toggleAttribute("aria-current", other === item);
  }
  if (!scroll) return;
  text.querySelector("mark.current")?.scrollIntoView({ block: "center", behavior: "instant" });
  item.scrollIntoView({ block: "nearest", behavior: "instant" });
}

async function fetchCard(address, key) {
  fetchCard.last = (fetchCard.last ?? 0) + 1;
  const own = fetchCard.last;
  const response = await fetch(`/articles/${desk.dataset.document}/${address}`);
  const html = await response.text();
  if (own !== fetchCard.last) return; // another was asked for meanwhile
  if (!response.ok) {
    say(html);
    return;
  }
  const held = card.contains(document.activeElement);
  card.innerHTML = html;
  card.dataset.key = key;
  card.querySelectorAll("form").forEach(enliven);
  if (held) card.focus({ preventScroll: true });
}

function step(by) {
  const all = items();
  const at = all.findIndex((item) => item.dataset.key === current);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (next) select(next.dataset.key);
  else say(by > 0 ? "This is the last item. Press l for the next article." : "This is the first item.");
}

/** On to the next item that nobody has decided on. */
function moveOn(said) {
  const all = items();
  const at = all.findIndex((item) => item.dataset.key === current);
  const next = all.slice(at + 1).find(open) ?? all.slice(0, Math.max(at, 0)).find(open);
  const left = all.filter(open).length;
  if (next) {
    select(next.dataset.key);
    say(`${said} Next: ${name(next)}. ${left} left.`);
  } else {
    if (current) select(current);
    say(`${said} Nothing is left in this article. Press l for the next article, d for the next doubtful item.`);
  }
}

/** Writes a decision and shows the article as it is then. */
async function decide(decision, more = {}) {
  const item = itemOf(current ?? "");
  const answer = await send("/decisions", { document: desk.dataset.document, decision, table: item?.dataset.layer, key: current, ...more });
  if (!answer?.ok) return answer;
  redraw(answer);
  return answer;
}

function redraw(answer) {
  text.innerHTML = answer.text;
  list.innerHTML = answer.items;
  if (answer.key) current = answer.key;
  showLayers();
  const item = itemOf(current ?? "");
  if (item) show(item, false);
}

async function judge(decision) {
  if (!current) return step(1);
  const answer = await decide(decision);
  if (answer?.ok) moveOn(answer.said);
}

async function undo() {
  const answer = await send("/undo", { document: desk.dataset.document });
  if (!answer?.ok) return;
  redraw(answer);
  say(answer.said);
  if (current && itemOf(current)) select(current);
}

async function flag() {
  const answer = await decide("flag");
  if (answer?.ok) moveOn(answer.said);
}

function openForm(id) {
  const form = card.querySelector(`#${id}`);
  if (!form) return;
  form.hidden = false;
  card.querySelector(`[aria-controls="${id}"]`)?.setAttribute("aria-expanded", "true");
  showSpan(form);
  const first = form.querySelector("textarea, select, input:not([type=hidden], [type=search])");
  first?.focus({ preventScroll: true });
  first?.select?.();
}

function closeForms() {
  hideSpan();
  if (current) select(current, { scroll: false });
  card.focus({ preventScroll: true });
}

async function add(layer = null, span = selectedSpan()) {
  const at = span ?? { start: "", end: "" };
  const key = current;
  await fetchCard(`new?${new URLSearchParams({ layer: layer ?? desk.dataset.layer, start: at.start, end: at.end })}`, key);
  openForm("form");
}

card.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const { decision, table, key } = form.dataset;
  const more = decision === "comment" ? { comment: form.elements.comment.value } : { after: changes(form) };
  if (decision === "correct" && !Object.keys(more.after).length) return closeForms();
  const answer = await decide(decision, { table, key: key ?? null, ...more });
  if (!answer) return;
  if (!answer.ok) return showProblems(form, answer.problems ?? []);
  hideSpan();
  card.focus({ preventScroll: true });
  if (decision === "correct") moveOn(answer.said);
  else { say(answer.said); if (current) select(current); }
});
card.addEventListener("change", (event) => {
  if (!("newLayer" in event.target.dataset)) return;
  const { start, end } = event.target.form.elements;
  add(event.target.value, start?.value ? { start: start.value, end: end.value } : null);
});

const ACTIONS = {
  accept: () => judge("accept"),
  reject: () => judge("reject"),
  skip: () => moveOn("Skipped."),
  undo, flag,
  correct: () => openForm("form"),
  span: () => {
    const span = selectedSpan(); // before the form takes the selection away
    openForm("form");
    const find = card.querySelector("[data-find]");
    if (span && find) setSpan(find.form, span);
    find?.focus({ preventScroll: true });
  },
  comment: () => openForm("note"),
  add: () => add(),
  next: () => step(1),
  previous: () => step(-1),
  article: () => { location.href = `/articles/${desk.dataset.document}/next?${desk.dataset.query}`; },
  doubtful: () => { location.href = `/next?${new URLSearchParams([...new URLSearchParams(desk.dataset.query), ["not", current ?? ""]])}`; },
  help: () => document.getElementById("keys").showModal(),
};
const KEYS = {
  a: "accept", x: "reject", " ": "skip", Backspace: "undo", f: "flag", c: "correct", s: "span", n: "add", m: "comment",
  j: "next", k: "previous", l: "article", d: "doubtful", h: "help", "?": "help",
};

onKey((key) => {
  if (KEYS[key]) ACTIONS[KEYS[key]]();
  else document.querySelector(`.legend [data-hotkey="${CSS.escape(key)}"]`)?.click();
  return key in KEYS;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && card.querySelector("form:not([hidden])")) closeForms();
});
card.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.action) ACTIONS[button.dataset.action]();
  if (button && "cancel" in button.dataset) closeForms();
});
list.addEventListener("click", (event) => {
  const item = event.target.closest(".item");
  if (item) select(item.dataset.key);
});
text.addEventListener("click", (event) => {
  const mark = event.target.closest("mark:not(.off, .speaker)");
  if (mark && getSelection().isCollapsed) select(mark.dataset.key, { scroll: false });
});

// Layers on and off

function showLayers() {
  const off = new Set([...document.querySelectorAll(".legend [data-layer]:not(:checked)")].map((box) => box.dataset.layer));
  for (const mark of text.querySelectorAll("mark")) mark.classList.toggle("off", off.has(mark.classList[0]));
  for (const item of list.children) item.classList.toggle("off", off.has(item.dataset.layer));
  text.classList.toggle("no-values", !document.getElementById("values").checked);
  document.getElementById("left").textContent = `${items().filter(open).length} of ${items().length} to decide`;
}

document.querySelector(".legend").addEventListener("change", (event) => {
  showLayers();
  say(`${event.target.closest("label").querySelector("span").textContent} ${event.target.checked ? "shown" : "hidden"}`);
});

const single = document.getElementById("single-keys");
single.checked = singleKeys();
single.addEventListener("change", () => localStorage.setItem("single-keys", single.checked ? "on" : "off"));

if (desk.dataset.layer) { // a queue of one layer: the others step back
  for (const box of document.querySelectorAll(".legend [data-layer]")) box.checked = box.dataset.layer === desk.dataset.layer;
}
showLayers();
const asked = itemOf(decodeURIComponent(location.hash.slice(1)));
const first = asked ?? items().find(open) ?? items()[0];
if (first) select(first.dataset.key, { scroll: Boolean(asked) });
