// What the scripts of several pages share.

const HAN = /([\p{Script=Han}\u3000-\u303f\uff00-\uffef]+)/u;
const chinese = document.documentElement.lang.startsWith("zh");

// Text in an element, with its marks; Chinese on a page of another language is said to be Chinese.
export function put(target, text, marks = null) {
  const parts = marks ? text.split(new RegExp(`(${marks.source})`, "giu")) : [text];
  parts.forEach((part, index) => {
    const place = index % 2 ? document.createElement("mark") : target;
    if (place !== target) target.append(place);
    (chinese ? [part] : part.split(HAN)).forEach((run, at) => {
      const foreign = { lang: "zh-CN", textContent: run };
      place.append(at % 2 ? Object.assign(document.createElement("span"), foreign) : run);
    });
  });
}

// The other language is asked the same; the words are another language's, the choices are not.
export function followed() {
  for (const link of document.querySelectorAll("a.switch, #other")) link.search = location.search;
}
