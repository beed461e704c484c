// The table of students can be searched, and sorted by a click on a column's head. Without scripts it is a table.
const table = document.querySelector("table.students");
const body = table.tBodies[0];
const rows = [...body.rows];
const search = document.querySelector(".search");
const found = search.querySelector("[role=status]");
search.hidden = false;
search.querySelector("input").addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase().split(/\s+/);
  for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
  found.textContent = event.target.value ? `${rows.filter((row) => !row.hidden).length} of ${rows.length}` : "";
});
const text = (row, column) => row.cells[column].textContent.trim().replace("−", "-");
const number = (value) => (value === "" || Number.isNaN(Number(value)) ? -Infinity : Number(value));
[...table.tHead.rows[0].cells].forEach((head, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  head.replaceChildren(button);
  button.addEventListener("click", () => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const order = head.classList.contains("number")
      ? (a, b) => number(text(a, column)) - number(text(b, column))
      : (a, b) => text(a, column).localeCompare(text(b, column), undefined, { numeric: true });
    rows.sort((a, b) => (up ? order(a, b) : order(b, a)));
    body.append(...rows);
  });
});
