// The line about what has just been saved, carried over to the next page and shown there once.

import { start as run } from "../toast.js";

const KEY = "sunhat-said";

export function tellNext(text, undo = null) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ text, undo }));
  } catch {
    // No storage, no line: the list and the line at the top still say what waits.
  }
}

// undo   {child, kind, turn, pairs, next}: what Undo takes back, turn being what was done, or null
export function show() {
  const told = take();
  const template = document.querySelector("template[data-said]");
  if (!told || !template) return;
  const toast = template.content.cloneNode(true).firstElementChild;
  toast.querySelector("[role=status] span").textContent = told.text;
  const about = toast.querySelector(".visually-hidden");
  if (about) about.textContent = `: ${told.text}`;
  const form = toast.querySelector("form");
  if (told.undo) fill(form, told.undo);
  else for (const part of [form, toast.querySelector(".toast__left")]) part?.remove();
  const dock = document.querySelector(".dock");
  dock?.querySelector(".toast")?.remove();
  dock?.prepend(toast);
  run([toast]);
}

function take() {
  try {
    const told = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    return told;
  } catch {
    return null;
  }
}

function fill(form, { child, kind, turn, pairs, next }) {
  form.action = `/children/${child}/undo`;
  form.elements.done.value = pairs;
  form.elements.back.value = next;
  Object.assign(form.dataset, { child, kind, turn, next, native: turn === "edit" || "" });
}
