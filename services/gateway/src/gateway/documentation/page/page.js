"use strict";

// Signs in at the top of the page and hands the token to Swagger UI. The token stays in this tab.
const SCHEME = "bearer";
const KEPT = "abdi.sign-in";
const place = (id) => document.getElementById(id);
const isDemo = document.body.dataset.signIn === "demo";

const ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  tryItOutEnabled: true,
  docExpansion: "none",
  onComplete: resume,
});

function say(text) {
  place("message").textContent = text;
}

function show(who) {
  place("who").textContent = who;
  place("signed-in").hidden = who === "";
  place("demo").hidden = who !== "" || !isDemo;
  place("with-token").hidden = who !== "" || isDemo;
}

function use(token, who) {
  ui.preauthorizeApiKey(SCHEME, token);
  show(who);
  say("");
}

function resume() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  if (kept !== null && kept.until > Date.now()) {
    use(kept.token, kept.who);
  }
}

async function listPeople() {
  const answer = await fetch("/dev/people");
  const { people } = await answer.json();
  const options = people.map(({ name, label, agency, roles }) => {
    const option = document.createElement("option");
    option.value = name;
    option.textContent = `${name} (${agency}): ${[label, roles.join(", ")].filter(Boolean).join("; ")}`;
    return option;
  });
  place("person").replaceChildren(...options);
  if (options.length === 0) {
    say("Data contoh sedang dimuat · The demo is being loaded");
    setTimeout(listPeople, 2000);
  } else {
    say("");
  }
}

async function signInAsPerson(event) {
  event.preventDefault();
  const chosen = place("person").selectedOptions[0];
  const body = new URLSearchParams({ grant_type: "urn:abdi:demo", person: chosen.value });
  const answer = await fetch("/dev/token", { method: "POST", body });
  const told = await answer.json();
  if (!answer.ok) {
    say(told.error_description || told.error);
    return;
  }
  const kept = { token: told.access_token, who: chosen.textContent, until: Date.now() + told.expires_in * 1000 };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
  use(kept.token, kept.who);
}

function signInWithToken(event) {
  event.preventDefault();
  use(place("token").value.trim(), "Bearer");
  place("token").value = "";
}

function signOut() {
  sessionStorage.removeItem(KEPT);
  ui.authActions.logout([SCHEME]);
  show("");
}

place("issuer").textContent = document.body.dataset.issuer;
place("demo").addEventListener("submit", signInAsPerson);
place("with-token").addEventListener("submit", signInWithToken);
place("sign-out").addEventListener("click", signOut);
show("");
if (isDemo) {
  listPeople();
}
