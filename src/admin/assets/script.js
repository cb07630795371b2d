/* ccm admin: saves reloads. Every page works without it. */
"use strict";

// A login link carries the admin token behind the #, which no server, log or Referer ever sees.
const login = document.getElementById("login");
const linkToken = new URLSearchParams(location.hash.slice(1)).get("token");
if (login && linkToken) {
  history.replaceState(null, "", location.pathname);
  login.elements.token.value = linkToken;
  login.requestSubmit();
}

// Filters apply when a choice changes.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// A form that takes its time: the button counts the seconds, and cannot be pressed twice.
for (const form of document.querySelectorAll("form[data-wait]")) {
  form.addEventListener("submit", ({ submitter }) => {
    const began = performance.now();
    const button = submitter ?? form.querySelector("[type=submit]");
    const count = () => {
      button.textContent = `${form.dataset.wait}, ${Math.round((performance.now() - began) / 1000)} s`;
    };
    // A disabled button would not be sent along.
    setTimeout(() => {
      button.disabled = true;
      count();
      setInterval(count, 1000);
    });
  });
}

// Pages that change by themselves: the same address, asked for events, sends the parts that differ.
if (document.querySelector("main[data-live]")) follow(location.pathname + location.search);

function follow(address) {
  let source;
  const open = () => {
    source = new EventSource(address);
    source.onmessage = ({ data }) => {
      for (const [id, html] of Object.entries(JSON.parse(data))) replace(id, html);
    };
  };
  const attend = () => {
    source?.close();
    if (!document.hidden) open();
  };
  // A tab that nobody sees keeps no connection: a browser has only a few for each host.
  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", ({ persisted }) => persisted && attend());
  attend();
}

/** Puts a part in the place of the old one, unless somebody is selecting text in it; focus stays on the same link. */
function replace(id, html) {
  const old = document.getElementById(id);
  const selection = document.getSelection();
  if (!old || (!selection.isCollapsed && old.contains(selection.anchorNode))) return;
  const focused = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  old.replaceWith(fresh.content);
  if (focused) document.querySelector(`#${id} a[href="${CSS.escape(focused)}"]`)?.focus();
}

// Router: the request is explained while it is described.
const sketch = document.querySelector("form[data-explain]");
if (sketch) explainAsYouType(sketch);

function explainAsYouType(form) {
  let latest = 0;
  let pause;
  const ask = async () => {
    const mine = ++latest;
    const query = new URLSearchParams(new FormData(form));
    const response = await fetch(`${form.dataset.explain}?${query}`);
    if (mine !== latest || !response.ok) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = await response.text();
    if (mine === latest) document.getElementById("explained").replaceChildren(...(fresh.content.firstElementChild?.childNodes ?? []));
  };
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, 120);
    for (const input of document.querySelectorAll("[data-pattern]")) tryPattern(input);
  });
}

// Router: the expression that is being typed, tried against names.
for (const input of document.querySelectorAll("[data-pattern]")) {
  input.addEventListener("input", () => tryPattern(input));
}

function tryPattern(input) {
  const samples = document.querySelector(`[data-samples="${input.id}"]`);
  const problem = document.getElementById(`${input.id}-e`);
  const typed = document.getElementById("name")?.value.trim();
  let regex;
  try {
    // Rust's leading flags, in which these expressions are written.
    const [, flags = "", source] = /^(?:\(\?([ims]+)\))?([\s\S]*)$/.exec(input.value || input.dataset.pattern);
    regex = new RegExp(source, flags);
    problem.hidden = true;
    input.removeAttribute("aria-invalid");
  } catch (error) {
    problem.hidden = false;
    problem.textContent = `${error.message}. What is saved stays in use.`;
    input.setAttribute("aria-invalid", "true");
    return;
  }
  const own = samples.querySelector("[data-typed]") ?? samples.appendChild(document.createElement("span"));
  own.dataset.typed = "";
  own.hidden = !typed;
  own.textContent = typed ?? "";
  for (const sample of samples.children) {
    sample.className = `st ${regex.test(sample.textContent) ? "ok" : "off"}`;
  }
}

// Test: the answer as it streams.
const test = document.getElementById("test");
if (test) openConversation(test);

function openConversation(form) {
  const send = form.querySelector("[type=submit]");
  let stop;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (stop) return stop.abort();
    const message = form.elements.message.value.trim();
    const body = new URLSearchParams(new FormData(form));
    say("You", message).classList.add("me");
    const answer = say("Answer", "");
    const text = answer.querySelector("p");
    const state = status(answer, "live", "Waiting");
    text.className = "caret";
    form.elements.message.value = "";
    stop = new AbortController();
    send.textContent = "Stop";
    const began = performance.now();
    let requestId;
    try {
      const response = await fetch("/test/stream", { method: "POST", body, signal: stop.signal });
      requestId = response.headers.get("x-ccm-request-id");
      if (!response.ok) throw new Error(await failureOf(response));
      await readEvents(response, began, (kind, data) => {
        if (kind === "error") throw new Error(data.error?.message ?? "The stream ended with an error");
        if (data.delta?.type !== "text_delta") return;
        state.textContent = "Streaming";
        text.textContent += data.delta.text;
      });
      mark(state, "ok", `Done in ${seconds(began)}`);
      remember(form, message, text.textContent);
    } catch (error) {
      const stopped = error.name === "AbortError";
      mark(state, stopped ? "off" : "bad", `${stopped ? "Stopped" : "Failed"} after ${seconds(began)}`);
      if (!stopped) say(null, error.message, answer).className = "err";
      form.elements.message.value ||= message;
    } finally {
      text.className = "";
      stop = undefined;
      send.textContent = "Send";
      if (requestId) await showResult(requestId);
    }
  });

  /** Adds an article, or a line to one. Texts are set as text: nothing in them is ever markup. */
  function say(who, words, article) {
    const line = document.createElement("p");
    line.textContent = words;
    if (article) return article.appendChild(line);
    const fresh = document.createElement("article");
    fresh.className = "say";
    fresh.setAttribute("aria-live", "polite");
    const head = document.createElement("h2");
    head.textContent = who;
    fresh.append(head, line);
    form.before(fresh);
    return fresh;
  }
}

function status(article, tone, word) {
  const state = document.createElement("span");
  mark(state, tone, word);
  article.querySelector("h2").append(state);
  return state;
}

function mark(state, tone, word) {
  state.className = `st ${tone}`;
  state.textContent = word;
}

function seconds(began) {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

function remember(form, message, answer) {
  const field = form.elements.history;
  const turns = JSON.parse(field.value || "[]");
  field.value = JSON.stringify([...turns, { role: "user", text: message }, { role: "assistant", text: answer }]);
}

async function failureOf(response) {
  const body = await response.json().catch(() => ({}));
  return body.error?.message ?? `HTTP ${response.status}`;
}

const mostEvents = 60;

/** Reads server-sent events and lists the latest, each with its time. */
async function readEvents(response, began, take) {
  const list = document.getElementById("events");
  list.textContent = "";
  let rest = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      if (!data) continue;
      const event = JSON.parse(data);
      list.append(lineOf(event, performance.now() - began));
      if (list.childElementCount > mostEvents) list.firstElementChild.remove();
      list.scrollTop = list.scrollHeight;
      take(event.type, event);
    }
  }
}

/** One event: when, its name, what is new in it. */
function lineOf({ type, ...rest }, ms) {
  const line = document.createElement("span");
  const name = document.createElement("b");
  const news = document.createElement("i");
  name.textContent = type;
  const content = JSON.stringify(rest.delta?.text ?? rest.delta ?? rest);
  news.textContent = content === "{}" ? "" : ` ${content.slice(0, 200)}`;
  line.append(`${String(Math.round(ms)).padStart(5)} ms `, name, news, "\n");
  return line;
}

/** Route, attempts and figures of an answer, as the server draws them. */
async function showResult(id) {
  const response = await fetch(`/test/result/${encodeURIComponent(id)}`);
  if (!response.ok) return;
  const pile = document.getElementById("result");
  const raw = document.getElementById("raw");
  const fresh = document.createElement("template");
  fresh.innerHTML = await response.text();
  pile.replaceChildren(fresh.content, raw);
}
