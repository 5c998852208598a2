/* Single keys as shortcuts; the map is at /keys. They rest while somebody types, and for whoever switched
   them off. A page lends a key to a link or button by data-key="n". */
const SEQUENCE_MS = 1500;
const TYPED_IN = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select";
const ROWS = "main .table tbody tr, main [data-row]";

let leading = "";
let timer = 0;

const isOn = () => document.body.dataset.keys === "on";
const isTyping = (target) => target.closest?.(TYPED_IN) || target.isContentEditable;
const isShown = (element) => element.checkVisibility();
const first = (selector) => [...document.querySelectorAll(selector)].find(isShown);
const rail = (key) => document.querySelector(`.rail a[aria-keyshortcuts="g ${key}"]`);

function press(key) {
  const twin = first(`:is(main, aside) :is([data-key="${key}"], [aria-keyshortcuts="${key}"])`);
  twin?.click();
  return Boolean(twin);
}

function search() {
  const box = first("input[type=search]");
  if (!box) return rail("c")?.click();
  box.focus();
  return box.select();
}

/* Move to the first link of the next row; Enter then opens it, as it does for any link. */
function move(step) {
  const links = [...document.querySelectorAll(ROWS)].map((row) => row.querySelector("a[href]")).filter(Boolean);
  const here = links.findIndex((link) => link.closest("tr, [data-row]").contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : -1) : Math.min(Math.max(here + step, 0), links.length - 1);
  links.at(next)?.focus();
}

async function showMap() {
  const link = document.querySelector(".rail a[aria-keyshortcuts='?']");
  if (!link || location.pathname === link.pathname) return;
  const answer = await fetch(link.href, { credentials: "same-origin" });
  if (!answer.ok) return;
  const map = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  document.getElementById("key-map")?.remove();
  const dialog = Object.assign(document.createElement("dialog"), { id: "key-map", className: "dialog" });
  dialog.setAttribute("aria-label", "Keys");
  const close = Object.assign(document.createElement("button"), { type: "button", className: "button" });
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  const end = Object.assign(document.createElement("div"), { className: "dialog-end" });
  end.append(close);
  dialog.append(...map.children, end);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/* Escape leaves a field and closes whatever stands open over the page. */
function leave() {
  document.querySelectorAll(".rail-more[open], .figure-definition[open]").forEach((fold) => {
    fold.open = false;
    if (fold.contains(document.activeElement)) fold.querySelector("summary").focus();
  });
  document.querySelectorAll(".figure-definition:is(:hover, :focus-within)").forEach((definition) => {
    definition.dataset.shut = "";
    const open = () => delete definition.dataset.shut;
    definition.addEventListener("mouseleave", open, { once: true });
    definition.addEventListener("focusout", open, { once: true });
  });
  if (isTyping(document.activeElement)) document.activeElement.blur();
}

const ONE_KEY = {
  "/": search,
  "?": showMap,
  j: () => move(1),
  k: () => move(-1),
  i: () => first("main input[aria-keyshortcuts=i], aside input[aria-keyshortcuts=i]")?.focus(),
};
/* Keys that a page lends to a link or button of its own. */
for (const key of "nerasmpct") ONE_KEY[key] = () => press(key);

function second(key) {
  leading = "";
  clearTimeout(timer);
  rail(key)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return leave();
  if (!isOn() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return undefined;
  if (isTyping(event.target) || document.querySelector("dialog:modal")) return undefined;
  if (leading) {
    event.preventDefault();
    return second(event.key);
  }
  if (event.key === "g") {
    leading = "g";
    timer = setTimeout(() => (leading = ""), SEQUENCE_MS);
    return undefined;
  }
  const act = ONE_KEY[event.key];
  if (!act) return undefined;
  event.preventDefault();
  return act();
});

/* A tap beside an open menu or explanation closes it. */
document.addEventListener("click", (event) => {
  document.querySelectorAll(".rail-more[open], .figure-definition[open]").forEach((fold) => {
    if (!fold.contains(event.target)) fold.open = false;
  });
});
