// Talking with the server and with whoever sits before the page.

/** Says in a sentence what happened, to the eye and to a screen reader. */
export function say(sentence) {
  const said = document.getElementById("said");
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = sentence; });
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { said.textContent = ""; }, 6000);
}

/** Sends what is to be written; null, and a sentence said, where it was not. */
export async function send(address, body) {
  let response;
  try {
    response = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    say("Not saved: the review page does not answer. Is newstables review still running?");
    return null;
  }
  const answer = (response.headers.get("content-type") ?? "").startsWith("application/json") ? await response.json() : { said: await response.text() };
  if (!response.ok) say(`Not saved. ${answer.said}`);
  return { ok: response.ok, ...answer };
}

/** Whether single keys act; stored, as whoever dictates words to the page needs them off. */
export function singleKeys() {
  return localStorage.getItem("single-keys") !== "off";
}

/** Calls `act(key, event)` for a key that is not meant for a field, a button or a menu; one that returns true is used up. */
export function onKey(act) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !singleKeys()) return;
    const at = event.target;
    if (document.querySelector("dialog[open]") || at.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if ((event.key === " " || event.key === "Enter") && at.closest("button, a, summary, input, label")) return;
    if (act(event.key, event)) event.preventDefault();
  });
}
