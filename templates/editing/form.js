// Checks a record while it is typed, and adds and removes parts without leaving the page. The server
// answers each time with the whole form; what is taken from it are the findings, or all of it.

const PAUSE = 400; // milliseconds without a key before the record is checked

const form = document.getElementById("record");
let waiting;
let asked;
let unsaved = form.hasAttribute("data-unsaved");

async function answerTo(what) {
  clearTimeout(waiting);
  asked?.abort();
  asked = new AbortController();
  const sent = new URLSearchParams(new FormData(form));
  sent.set("do", what);
  const answer = await fetch(location.pathname, { method: "POST", body: sent, signal: asked.signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.getElementById("record")) return page;
  throw new Error([...page.querySelectorAll("p")].map((said) => said.textContent).join(" "));
}

// Findings, counts and suggestions of another state of the form; what is typed stays as it is.
function tell(page) {
  for (const told of page.querySelectorAll("[data-live]")) {
    document.getElementById(told.id)?.replaceChildren(...told.childNodes);
  }
  for (const other of page.querySelectorAll("[aria-describedby]")) {
    const own = other.id && document.getElementById(other.id);
    if (!own) continue;
    for (const name of ["aria-invalid", "list"]) {
      if (other.hasAttribute(name)) own.setAttribute(name, other.getAttribute(name));
      else own.removeAttribute(name);
    }
  }
}

function show(page) {
  const open = [...form.querySelectorAll("details[open]")].map((entry) => entry.id);
  form.replaceChildren(...page.getElementById("record").childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  form.querySelector("[autofocus]")?.focus();
}

async function follow(what, then) {
  try {
    then(await answerTo(what));
  } catch (error) {
    if (error.name === "AbortError") return;
    const reason = error instanceof TypeError ? "" : error.message; // no answer at all
    document.getElementById("counts").textContent = reason || form.dataset.failed;
  }
}

form.addEventListener("input", () => {
  unsaved = true;
  clearTimeout(waiting);
  waiting = setTimeout(() => follow("check", tell), PAUSE);
});

form.addEventListener("submit", (event) => {
  const what = event.submitter?.value ?? "check";
  if (what === "save") {
    unsaved = false;
    return;
  }
  event.preventDefault();
  unsaved ||= what !== "check";
  follow(what, what === "check" ? tell : show);
});

// What the browser refuses may stand in an entry that is closed.
form.addEventListener("invalid", (event) => {
  event.target.closest("details")?.setAttribute("open", "");
}, true);

addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
