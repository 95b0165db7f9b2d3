// Sends forms marked data-deed so that a lost connection loses no decision: the same deed is sent
// again until it is answered (the server makes one of name "deed" once), also after the page was
// loaded anew. What was typed stays until there is an answer.

const KEPT = "marsad.deed";
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000];
const BUSY = new Set([502, 503, 504]);

interface Deed {
  action: string;
  body: string;
}

/** Begin to listen; and send what an earlier page could not. */
export function sendDeeds(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-deed]")) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    const body = new URLSearchParams([...data].map(([name, value]) => [name, String(value)]));
    void send({action: form.action, body: body.toString()});
  });
  const kept = sessionStorage.getItem(KEPT);
  if (kept) void send(JSON.parse(kept) as Deed);
}

let sending = false;

async function send(deed: Deed): Promise<void> {
  if (sending) return;
  sending = true;
  sessionStorage.setItem(KEPT, JSON.stringify(deed));
  tell("sending");
  try {
    const answer = await insist(deed);
    sessionStorage.removeItem(KEPT);
    if (new URL(answer.url).pathname.includes("/accounts/login/")) {
      tell("signedOut");
      return;
    }
    show(await answer.text(), answer.redirected ? answer.url : null);
  } finally {
    sending = false;
  }
}

async function insist(deed: Deed): Promise<Response> {
  for (let turn = 0; ; turn += 1) {
    try {
      const answer = await fetch(deed.action, {
        method: "POST",
        body: deed.body,
        headers: {"Content-Type": "application/x-www-form-urlencoded"},
        credentials: "same-origin",
      });
      if (!BUSY.has(answer.status)) return answer;
    } catch {
      // The line is down; the server may or may not have heard.
    }
    tell("again");
    const wait = WAITS_MS[Math.min(turn, WAITS_MS.length - 1)];
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

function tell(what: "sending" | "again" | "signedOut"): void {
  const status = document.getElementById("deed-status");
  if (!status) return;
  status.hidden = false;
  status.textContent = status.dataset[what] ?? "";
}

/** Put the answer's main part in place of the page's. */
function show(html: string, address: string | null): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const now = document.querySelector("main");
  const then = page.querySelector("main");
  if (!now || !then) {
    location.assign(address ?? location.href);
    return;
  }
  if (address) history.pushState({}, "", address);
  document.title = page.title;
  now.replaceWith(then);
  document.dispatchEvent(new CustomEvent("marsad:shown"));
  const place = document.getElementById("fault") ?? then;
  place.focus();
  if (place === then) scrollTo({top: 0});
}

addEventListener("popstate", () => location.reload());
