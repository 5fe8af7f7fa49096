// What the scripts of several pages share.

const HAN = /\p{Script=Han}+/gu;
const language = document.documentElement.lang;

// Text in an element; Chinese on a page of another language is said to be Chinese.
export function put(target, text) {
  if (language.startsWith("zh")) {
    target.append(text);
    return;
  }
  for (const run of text.split(/([\p{Script=Han}\u3000-\u303f\uff00-\uffef]+)/u)) {
    if (!run.match(HAN)) target.append(run);
    else target.append(Object.assign(document.createElement("span"), { lang: "zh-CN", textContent: run }));
  }
}

// The other language is asked the same as this page.
export function followed() {
  for (const link of document.querySelectorAll("a.switch, #other")) link.search = location.search;
}
