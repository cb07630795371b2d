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
  form.addEventListener("submit", (event) => {
    const began = performance.now();
    const button = event.submitter ?? form.querySelector("[type=submit]");
    const count = () => {
      button.textContent = `${form.dataset.wait}, ${Math.round((performance.now() - began) / 1000)} s`;
    };
    // A disabled button would not be sent along, and a form may be sent in another way.
    setTimeout(() => {
      if (event.defaultPrevented) return;
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
    if (mine !== latest) return;
    const place = document.getElementById("explained");
    const told = fresh.content.firstElementChild;
    place.hidden = !told;
    place.replaceChildren(...(told?.childNodes ?? []));
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
  const stopButton = form.querySelector("[data-stop]");
  const send = form.querySelector("[type=submit]");
  let stop;
  stopButton.addEventListener("click", () => stop?.abort());

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (stop) return;
    const message = form.elements.message.value.trim();
    const body = new URLSearchParams(new FormData(form));
    say("You", message).classList.add("me");
    const answer = say("Answer", "");
    const text = answer.querySelector("p");
    const state = status(answer, "live", "Waiting");
    text.className = "caret";
    form.elements.message.value = "";
    stop = new AbortController();
    stopButton.disabled = false;
    send.disabled = true;
    const began = performance.now();
    const waiting = setInterval(() => {
      if (!said) state.textContent = `Waiting ${Math.round((performance.now() - began) / 1000)} s`;
    }, 1000);
    let requestId;
    let said = "";
    try {
      const response = await fetch("/test/stream", { method: "POST", body, signal: stop.signal });
      requestId = response.headers.get("x-ccm-request-id");
      if (!response.ok) throw new Error(await failureOf(response));
      nameSpeaker(answer, response.headers);
      await readEvents(response, began, (event) => {
        const failure = failureIn(event);
        if (failure) throw new Error(failure);
        const { words, thoughts } = newsOf(event);
        if (thoughts) think(answer, thoughts);
        if (!words) return;
        state.textContent = "Streaming";
        said += words;
        append(text, words);
      });
      mark(state, "ok", `Done in ${seconds(began)}`);
      remember(form, message, said);
    } catch (error) {
      const stopped = error.name === "AbortError";
      mark(state, stopped ? "off" : "bad", `${stopped ? "Stopped" : "Failed"} after ${seconds(began)}`);
      if (!stopped) say(null, error.message, answer).className = "err";
      form.elements.message.value ||= message;
    } finally {
      clearInterval(waiting);
      text.className = "";
      stop = undefined;
      stopButton.disabled = true;
      send.disabled = false;
      if (requestId) await showResult(requestId, answer, state);
    }
  });

  // As in every chat: Enter sends, with Shift it makes a line.
  form.elements.message.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });

  /** Adds an article, or a line to one. Texts are set as text: nothing in them is ever markup. */
  function say(who, words, article) {
    const line = document.createElement("p");
    append(line, words);
    if (article) return article.appendChild(line);
    const fresh = document.createElement("article");
    fresh.className = "say";
    fresh.setAttribute("aria-live", "polite");
    const head = document.createElement("h2");
    head.append(who);
    fresh.append(head, line);
    form.before(fresh);
    return fresh;
  }
}

/** Adds text as text, its line ends as line ends. */
function append(line, words) {
  const [first, ...rest] = words.split("\n");
  line.append(first);
  for (const next of rest) line.append(document.createElement("br"), next);
}

/** Who answers stands in the headers, before the first word. */
function nameSpeaker(article, headers) {
  const [model, provider] = ["x-ccm-model", "x-ccm-provider"].map((name) => headers.get(name));
  if (model) article.querySelector("h2").firstChild.data = provider ? `${model} by ${provider}` : model;
}

/** What is new in an event, in each of the three formats. */
function newsOf(event) {
  const { delta, choices, type } = event;
  if (type === "response.output_text.delta") return { words: delta };
  if (type === "response.reasoning_summary_text.delta") return { thoughts: delta };
  const chat = choices?.[0]?.delta;
  return {
    words: delta?.type === "text_delta" ? delta.text : chat?.content,
    thoughts: delta?.type === "thinking_delta" ? delta.thinking : chat?.reasoning_content,
  };
}

function failureIn({ type, error, response }) {
  if (type === "response.failed") return response?.error?.message ?? "The response failed";
  return type === "error" || error ? (error?.message ?? "The stream ended with an error") : undefined;
}

function think(article, words) {
  let place = article.querySelector("details p");
  if (!place) {
    const details = document.createElement("details");
    details.innerHTML = '<summary class="muted">Thinking</summary><p class="muted"></p>';
    article.append(details);
    place = details.querySelector("p");
  }
  place.textContent += words;
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

const mostShown = 14;

/** Reads server-sent events and shows the latest, each with its time; all of them can be copied. */
async function readEvents(response, began, take) {
  const list = document.getElementById("events");
  const tools = document.querySelector("[data-copy=events]");
  document.querySelector("[data-before-events]")?.remove();
  list.textContent = tools.copied = "";
  list.hidden = tools.hidden = false;
  let count = 0;
  let rest = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      if (!data) continue;
      const event = data === "[DONE]" ? { type: data } : JSON.parse(data);
      const line = lineOf(event, performance.now() - began);
      list.append(line);
      tools.copied = (tools.copied ?? "") + line.textContent;
      if (list.childElementCount > mostShown) list.firstElementChild.remove();
      list.scrollTop = list.scrollHeight;
      count += 1;
      tools.querySelector("small").textContent = `${count} ${count === 1 ? "event" : "events"}, newest below`;
      take(event);
    }
  }
}

/** One event: when, its name, what is new in it. */
function lineOf(event, ms) {
  const { type, object, ...rest } = event;
  const line = document.createElement("span");
  const name = document.createElement("b");
  const news = document.createElement("i");
  name.textContent = type ?? object ?? "event";
  const { words, thoughts } = newsOf(event);
  const content = JSON.stringify(words ?? thoughts ?? rest.delta ?? rest);
  news.textContent = content === "{}" ? "" : ` ${content.slice(0, 200)}`;
  line.append(`${String(Math.round(ms)).padStart(5)} ms `, name, news, "\n");
  return line;
}

/** Route, attempts and figures of an answer, as the server draws them. */
async function showResult(id, answer, state) {
  const response = await fetch(`/test/result/${encodeURIComponent(id)}`);
  if (response.status !== 200) return;
  const pile = document.getElementById("result");
  const raw = document.getElementById("raw");
  const fresh = document.createElement("template");
  fresh.innerHTML = await response.text();
  const { speaker, figures } = fresh.content.querySelector("[data-figures]")?.dataset ?? {};
  if (speaker) answer.querySelector("h2").firstChild.data = speaker;
  if (figures && state.classList.contains("ok")) {
    const figure = document.createElement("span");
    figure.textContent = figures;
    state.after(figure);
    mark(state, "ok", "Done");
  }
  pile.replaceChildren(fresh.content, raw);
}

// Copy buttons, which need a script, and a clipboard: browsers have one on this computer and over https alone.
for (const tools of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(tools.dataset.copy);
  if (!source.hidden) tools.hidden = false;
  const button = tools.querySelector("button");
  if (!navigator.clipboard) {
    button.remove();
    continue;
  }
  button.addEventListener("click", async ({ target }) => {
    await navigator.clipboard.writeText(tools.copied || source.textContent);
    target.textContent = "Copied";
    setTimeout(() => {
      target.textContent = "Copy";
    }, 1500);
  });
}
