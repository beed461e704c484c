// "Run this page on … JupyterHub": the reader types the hub's address once, and the browser keeps it.
(() => {
  "use strict";
  const KEY = "dl-hub";
  const place = document.querySelector(".dl-launch-hub");
  if (!place) return;
  const [link, button] = place.children;
  const form = place.parentElement.querySelector("form");
  const input = form.querySelector("input");
  const note = form.querySelector("p");
  const advice = note.textContent;

  const kept = () => {
    try {
      return localStorage.getItem(KEY) || "";
    } catch {
      return "";
    }
  };

  const keep = (hub) => {
    try {
      localStorage.setItem(KEY, hub);
    } catch {
      // a browser that may keep nothing asks again on the next page
    }
  };

  // The hub's own part of whatever was copied from the address bar, or null.
  const hubOf = (text) => {
    if (/\s/.test(text)) return null;
    try {
      const address = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
      const path = address.pathname.replace(/\/(hub|user)(\/.*)?$/, "").replace(/\/+$/, "");
      return /^https?:$/.test(address.protocol) && address.hostname ? `${address.origin}${path}/` : null;
    } catch {
      return null;
    }
  };

  const show = (hub) => {
    link.hidden = !hub;
    if (hub) {
      link.href = hub + place.dataset.path;
      link.title = new URL(hub).host;
    }
    button.textContent = hub ? "change hub" : "JupyterHub";
    place.hidden = false;
  };

  const toggle = (open) => {
    form.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };

  button.addEventListener("click", () => {
    toggle(form.hidden);
    input.value = kept();
    note.textContent = advice;
    if (!form.hidden) input.focus();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const hub = hubOf(input.value.trim());
    if (!hub) {
      note.textContent = `“${input.value}” is no address of a hub. It looks like https://hub.example.org; copy it from your browser when you are there.`;
      input.focus();
      return;
    }
    keep(hub);
    show(hub);
    toggle(false);
    link.focus();
    link.click();
  });

  toggle(false);
  show(hubOf(kept()));
})();
