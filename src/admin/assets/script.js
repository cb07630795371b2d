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
