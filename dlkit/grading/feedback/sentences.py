"""What a student reads about each outcome, and how notes on a page look, whichever template the page has."""

SENTENCES = {
    "graded": "",
    "partial": "A part of your submission could not be graded.",
    "timeout": "Your notebook took longer than it may. What had run before counts; a test that did not run gives no points.",
    "memory": "Your notebook used more memory than it may. What had run before counts; a test that did not run gives no points.",
    "killed": "Your notebook was stopped in the middle. What had run before counts; a test that did not run gives no points.",
    "crashed": "Your notebook ended in the middle of a cell. What had run before counts; a test that did not run gives no points.",
    "tampered": "Your notebook changed something that the tests rely on, and was stopped there. Your teacher will look at it.",
    "malformed": "Your submission has no notebook that can be read.",
    "missing": "Nothing of yours was found when this was graded.",
    "internal_error": "The grading itself failed, which is no fault of yours. Your teacher will grade it again.",
}
STYLE = """<style>
.dlkit-note { background: #eef3fd; border-left: 4px solid #1f57e2; border-radius: 4px; color: #1a1f27; line-height: 1.5; margin: .8em 0 .5em; padding: .7em 1em; }
.dlkit-note.dlkit-full { background: #eaf7f3; border-color: #149a81; }
.dlkit-note.dlkit-none { background: #fdf1e9; border-color: #e26312; }
.dlkit-note ul { margin: .4em 0 0; padding-left: 1.4em; }
.dlkit-note pre { background: none; border: 0; color: inherit; font: inherit; margin: .3em 0 0; overflow-wrap: anywhere; padding: 0; white-space: pre-wrap; word-break: normal; }
.dlkit-tasks.dlkit-tasks { border-collapse: collapse; display: table; font-size: .9rem; line-height: 1.4; margin: .8em 0; width: 100%; }
.dlkit-tasks.dlkit-tasks :is(th, td) { border: 0; border-bottom: 1px solid #8886; font-weight: 400; padding: .4em .8em .4em 0; text-align: left; vertical-align: baseline; }
.dlkit-tasks th { min-width: 9em; }
.dlkit-tasks tbody th { border-left: 4px solid #6b7280 !important; padding-left: .6em !important; }
.dlkit-tasks .dlkit-full th { border-left-color: #149a81 !important; }
.dlkit-tasks .dlkit-none th { border-left-color: #e26312 !important; }
.dlkit-tasks .dlkit-part th { border-left-color: #3196fb !important; }
.dlkit-tasks td:nth-child(2) { white-space: nowrap; }
.dlkit-tasks td { overflow-wrap: anywhere; }
@media screen and (prefers-color-scheme: dark) {
  :root[data-pages] .dlkit-note { background: #1b2740; color: #ced6dd; }
  :root[data-pages] .dlkit-note.dlkit-full { background: #16302a; }
  :root[data-pages] .dlkit-note.dlkit-none { background: #382113; }
}
@media (max-width: 40rem) {
  .dlkit-tasks.dlkit-tasks :is(tbody, tr, th, td) { border: 0; display: block; padding: 0 0 0 .6em; }
  .dlkit-tasks thead { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px; }
  .dlkit-tasks.dlkit-tasks tbody tr { border-bottom: 1px solid #8886; padding: .5em 0; }
  .dlkit-tasks.dlkit-tasks td { padding-left: calc(.6em + 4px); }
}
</style>"""
