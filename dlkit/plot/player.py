"""What stands below an animation: a button, a slider, and the few lines of script that move the frames.

Every animation carries all of it along, so that it plays in JupyterLab and in the book alike and asks for nothing.
"""

import json
from html import escape

PX_PER_PT = 96 / 72

STYLE = """\
.dl-player{align-items:center;display:flex;font:0.85rem/1.2 system-ui,sans-serif;gap:0.75rem;margin:0.25rem auto 0;padding:4px}
.dl-player[hidden]{display:none}
.dl-player button{align-items:center;background:none;border:1.5px solid;border-radius:50%;color:inherit;cursor:pointer;\
display:flex;flex:none;height:2.1rem;justify-content:center;opacity:0.85;padding:0;width:2.1rem}
.dl-player button:hover{opacity:1}
.dl-player svg{display:block;fill:currentColor;height:0.9rem;margin:0;width:0.9rem}
.dl-player .dl-pause,.dl-player.dl-plays .dl-play{display:none}
.dl-player.dl-plays .dl-pause{display:block}
.dl-player input{-webkit-appearance:none;appearance:none;background:none;color:inherit;cursor:pointer;flex:1;height:1.6rem;margin:0;min-width:4rem}
.dl-player input::-webkit-slider-runnable-track{background:color-mix(in srgb,currentColor 45%,transparent);border-radius:2px;height:3px}
.dl-player input::-moz-range-track{background:color-mix(in srgb,currentColor 45%,transparent);border-radius:2px;height:3px}
.dl-player input::-webkit-slider-thumb{-webkit-appearance:none;background:var(--dl-blue,#1f57e2);border:0;border-radius:50%;\
height:1.1rem;margin-top:calc(1.5px - 0.55rem);width:1.1rem}
.dl-player input::-moz-range-thumb{background:var(--dl-blue,#1f57e2);border:0;border-radius:50%;height:1.1rem;width:1.1rem}
.dl-player span{flex:none;font-variant-numeric:tabular-nums;text-align:right}
.dl-player :focus-visible{outline:2px solid var(--dl-blue,#1f57e2);outline-offset:2px}
@media print{.dl-player{display:none}}"""

# One script sets up every player on the page that is not yet: running it again changes nothing.
SCRIPT = """\
for (const player of document.querySelectorAll(".dl-player[hidden]")) {
  player.hidden = false;
  const figure = player.closest("figure"), drawing = figure.querySelector("svg > g");
  const [button, slider, text] = player.querySelectorAll("button, input, span");
  const labels = JSON.parse(player.dataset.labels), last = labels.length - 1, frames = labels.map(() => []);
  for (const part of drawing.querySelectorAll("[data-frames]"))
    for (const range of part.dataset.frames.split(" ")) {
      const [low, high = low] = range.split("-").map(Number);
      for (let k = low; k <= high; k++) frames[k].push(part);
    }
  if (document.getElementById(drawing.id) !== drawing) {
    const uses = figure.querySelectorAll(`use[href="#${drawing.id}"]`);
    do drawing.id += "x"; while (document.getElementById(drawing.id) !== drawing);
    for (const use of uses) use.setAttribute("href", "#" + drawing.id);
  }
  let now = Number(slider.getAttribute("value")), timer = 0;
  const show = k => {
    for (const part of frames[now]) part.setAttribute("display", "none");
    for (const part of frames[now = k]) part.removeAttribute("display");
    slider.value = k;
    slider.setAttribute("aria-valuetext", text.textContent = labels[k]);
  };
  const plays = yes => {
    clearInterval(timer);
    timer = yes ? setInterval(() => now < last && figure.isConnected ? show(now + 1) : plays(false), 1000 / player.dataset.fps) : 0;
    player.classList.toggle("dl-plays", yes);
    button.setAttribute("aria-label", yes ? "Pause" : "Play");
  };
  const toggle = () => {
    if (!timer && now === last) show(0);
    plays(!timer);
  };
  button.addEventListener("click", toggle);
  slider.addEventListener("input", () => { plays(false); show(Number(slider.value)); });
  player.addEventListener("keydown", event => {
    if (event.key === " " && event.target === slider) { event.preventDefault(); toggle(); }
    event.stopPropagation();
  });
  show(now);
  if (player.dataset.autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches) toggle();
}"""


def player(labels, still, fps, autoplay, width):
    """HTML of the player of len(labels) frames, `width` points wide; without JavaScript it stays hidden."""
    wide = max(map(len, labels))
    starts = ' data-autoplay="yes"' if autoplay else ""
    return (
        f"<style>{STYLE}</style>"
        f'<div class="dl-player" role="group" aria-label="Animation: space plays and pauses, arrow keys step" hidden '
        f'data-fps="{fps:g}"{starts} data-labels="{escape(json.dumps(labels, ensure_ascii=False))}" '
        # JupyterLab leaves the keys to an element that says so, instead of moving between cells.
        f'data-lm-suppress-shortcuts="true" style="max-width:{PX_PER_PT * width:.1f}px">'
        '<button type="button" aria-label="Play">'
        '<svg class="dl-play" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 2 14 8 4 14z"/></svg>'
        '<svg class="dl-pause" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 2h4v12H3zM9 2h4v12H9z"/></svg></button>'
        f'<input type="range" min="0" max="{len(labels) - 1}" value="{still}" autocomplete="off" aria-label="Frame" '
        f'aria-valuetext="{escape(labels[still])}">'
        f'<span aria-hidden="true" style="min-width:{wide}ch">{escape(labels[still])}</span></div>'
        f"<script>{{{SCRIPT}}}</script>"
    )
