// The form in which a row is corrected or added: its words are chosen by selecting, searching or moving their ends.

import { find, rangeOf, selectedSpan, tokens } from "./offsets.js";
import { say } from "./talk.js";

/** Shows which words a form is about. */
export function showSpan(form) {
  const field = form.querySelector("[data-words]");
  if (!field) return;
  const range = rangeOf(Number(form.elements.start.value), Number(form.elements.end.value));
  field.textContent = range ? range.toString() : "Choose the words: select them in the article, or find them below.";
  if (!CSS.highlights) return;
  if (range) CSS.highlights.set("chosen", new Highlight(range));
  range?.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
}

/** Forgets the words that a form was about. */
export function hideSpan() {
  CSS.highlights?.delete("chosen");
}

/** Makes a form be about other words. */
export function setSpan(form, span) {
  form.elements.start.value = span.start;
  form.elements.end.value = span.end;
  showSpan(form);
}

function move(form, edge, by) {
  const places = tokens();
  const span = { start: Number(form.elements.start.value), end: Number(form.elements.end.value) };
  const here = edge === "start" ? places.findLastIndex((token) => token.start <= span.start) : places.findIndex((token) => token.end >= span.end);
  const there = places[Math.max(0, here) + by];
  if (!there) return;
  span[edge] = there[edge];
  if (span.start < span.end) setSpan(form, span);
}

function search(form, words) {
  const found = find(words);
  if (!found.length) {
    say("These words are not in the article.");
    return;
  }
  const at = Number(form.elements.start.value || -1);
  const next = Math.max(0, found.findIndex((span) => span.start > at));
  setSpan(form, found[next]);
  say(`Place ${next + 1} of ${found.length}`);
}

/** A label that names days brings them with it, and a code may be typed as its name. */
function complete(field) {
  const options = [...(field.list?.options ?? [])];
  const codes = field.value.split(",").map((part) => options.find((option) => option.label.toLowerCase() === part.trim().toLowerCase())?.value ?? part.trim());
  if (options.length) field.value = codes.join(",");
  const chosen = options.find((option) => option.value === field.value);
  if (!chosen?.dataset.start) return;
  const [start, end] = field.name === "fiscal_year" ? ["fiscal_year_start", "fiscal_year_end"] : ["start_date", "end_date"];
  field.form.elements[start].value = chosen.dataset.start;
  field.form.elements[end].value = chosen.dataset.end;
}

/** The values that were changed. */
export function changes(form) {
  const after = {};
  for (const field of form.elements) {
    if (!field.name || field.dataset.was === undefined) continue;
    const value = field.type === "checkbox" ? field.checked : field.value.trim();
    if (String(value) !== field.dataset.was) after[field.name] = value;
  }
  for (const edge of ["start", "end"]) {
    if (("start" in after || "end" in after) && form.elements[edge]) after[edge] = Number(form.elements[edge].value);
  }
  return after;
}

/** Says beside each field what is wrong with it. */
export function showProblems(form, problems) {
  for (const place of form.querySelectorAll(".problem")) place.textContent = "";
  for (const [column, message] of problems) {
    const place = form.querySelector(`#problem-${CSS.escape(column)}`);
    if (!place) continue;
    place.textContent = message;
    const field = form.elements[column];
    field?.setAttribute("aria-invalid", "true");
    field?.setAttribute("aria-describedby", place.id);
  }
  form.querySelector("[aria-invalid]")?.focus();
}

/** Makes a form work. */
export function enliven(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.move) move(form, button.dataset.move, Number(button.dataset.by));
    if (button && "useSelection" in button.dataset) {
      const span = selectedSpan();
      if (span) setSpan(form, span);
      else say("Select words in the article first.");
    }
  });
  form.addEventListener("change", (event) => complete(event.target));
  form.querySelector("[data-find]")?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    search(form, event.target.value);
  });
}
